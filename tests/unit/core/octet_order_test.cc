#include "core/octet_order.h"

#include <array>

#include <gtest/gtest.h>

namespace cutoffd::octet_order_test {
namespace {

TEST(OctetOrder, TheFirstOctetIsTheLowestOnEveryMachineAndAllOfThemCount) {
  const std::array<std::uint8_t, 8> octets{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(low_first(octets.data(), 1), 0x01U);
  EXPECT_EQ(low_first(octets.data(), 4), 0x0403'0201U);
  EXPECT_EQ(low_first(octets.data(), 8), 0x0807'0605'0403'0201U);
  EXPECT_EQ(low_first(octets.data() + 5, 3), 0x08'0706U);
}

}  // namespace
}  // namespace cutoffd::octet_order_test
