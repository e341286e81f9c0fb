#include "rules/address_ranges.h"

#include <array>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::rules::address_ranges_test {
namespace {

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

AddressRanges ranges(const std::vector<std::string_view>& networks) {
  std::vector<Prefix> all;
  for (const std::string_view network : networks) all.push_back(*Prefix::parse(network));
  return AddressRanges(all);
}

TEST(AddressRanges, HoldTheFirstAndTheLastAddressAndNoneBeside) {
  const AddressRanges some = ranges({"77.74.176.0/21", "192.0.2.1", "2001:db8::/33"});
  for (const char* inside : {"77.74.176.0", "77.74.183.255", "192.0.2.1",
                             "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff"}) {
    EXPECT_TRUE(some.contain(ip(inside))) << inside;
  }
  for (const char* outside : {"77.74.175.255", "77.74.184.0", "192.0.2.0", "192.0.2.2",
                              "2001:db8:8000::", "2001:db7:ffff::", "::4d4a:b000"}) {
    EXPECT_FALSE(some.contain(ip(outside))) << outside;
  }
}

TEST(AddressRanges, HoldNothingOrAFamily) {
  EXPECT_FALSE(ranges({}).contain(ip("192.0.2.1")));
  EXPECT_TRUE(ranges({"0.0.0.0/0"}).contain(ip("255.255.255.255")));
  EXPECT_FALSE(ranges({"0.0.0.0/0"}).contain(ip("::")));
  EXPECT_TRUE(ranges({"::/0"}).contain(ip("ffff::")));
}

// Networks over few bits, so that they overlap and that addresses fall into and beside them.
TEST(AddressRanges, SayWhatTheNetworksSay) {
  std::mt19937 random(7);
  const auto address = [&](bool v4) {
    std::array<std::uint8_t, 16> octets{};
    for (const std::size_t at : {0, 1, 3, 7, 8, 15}) {
      octets[at] = static_cast<std::uint8_t>(random() % 4 << 6 | random() % 2);
    }
    return IpAddress::from(Bytes(octets).first(v4 ? 4 : 16));
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<Prefix> networks;
    for (std::size_t n = random() % 12; n > 0; --n) {
      const bool v4 = random() % 2 == 0;
      networks.emplace_back(address(v4), static_cast<unsigned>(random() % (v4 ? 33 : 129)));
    }
    const AddressRanges all(networks);
    for (int n = 0; n < 200; ++n) {
      const IpAddress one = address(n % 2 == 0);
      bool expected = false;
      for (const Prefix& network : networks) {
        // The network of the address itself, by octets.
        const bool same_family = network.network().is_v4() == one.is_v4();
        const bool in = same_family && Prefix(one, network.length()).network() == network.network();
        EXPECT_EQ(in, network.contains(one)) << text(network).view() << ' ' << text(one).view();
        expected = expected || in;
      }
      EXPECT_EQ(all.contain(one), expected) << text(one).view();
    }
  }
}

}  // namespace
}  // namespace cutoffd::rules::address_ranges_test
