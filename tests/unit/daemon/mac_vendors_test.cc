// The lists of makers that systems have, in their three forms.
#include "daemon/mac_vendors.h"

#include <gtest/gtest.h>

namespace cutoffd::mac_vendors_test {
namespace {

TEST(MacVendors, ReadsEveryForm) {
  for (const char* text :
       {"OUI/MA-L   Organization\r\n28-6F-B9   (hex)\t\tNokia Bell Co.\r\n"
        "286FB9     (base 16)\t\tNokia Bell Co.\r\n\t\t\t\tNo.388 Road\r\n",
        "# comment\n286FB9 Nokia Bell Co.\n", "28:6F:B9\tNokia\tNokia Bell Co.\n"}) {
    MacVendors vendors;
    vendors.read(text);
    EXPECT_EQ(vendors.find(*parse_mac("28:6f:b9:00:00:01")), "Nokia Bell Co.") << text;
    EXPECT_EQ(vendors.find(*parse_mac("28:6f:ba:00:00:01")), "");
  }
}

TEST(MacVendors, TheLongestPrefixCounts) {
  MacVendors vendors;
  vendors.read("70B3D5 Registry\n70B3D5123 Small Maker\n");
  EXPECT_EQ(vendors.find(*parse_mac("70:b3:d5:12:30:01")), "Small Maker");
  EXPECT_EQ(vendors.find(*parse_mac("70:b3:d5:12:40:01")), "Registry");
}

TEST(MacVendors, ARandomisedAddressHasNoMaker) {
  MacVendors vendors;
  vendors.read("025A17 Somebody\n");
  EXPECT_EQ(vendors.find(*parse_mac("02:5a:17:00:00:17")), "");
}

TEST(MacVendors, WithoutAListNobodyIsNamed) {
  EXPECT_EQ(MacVendors::of_system("/nowhere/oui.txt").find(*parse_mac("28:6f:b9:00:00:01")), "");
}

}  // namespace
}  // namespace cutoffd::mac_vendors_test
