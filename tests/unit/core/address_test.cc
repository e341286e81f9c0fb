#include "core/address.h"

#include <random>

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace cutoffd::address_test {
namespace {

std::string canonical(std::string_view given) {
  const auto address = IpAddress::parse(given);
  return address ? std::string(text(*address).view()) : "nothing";
}

TEST(IpAddress, PrintsByRfc5952) {
  EXPECT_EQ(canonical("2001:DB8::1"), "2001:db8::1");
  EXPECT_EQ(canonical("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1") << "the first of equal runs";
  EXPECT_EQ(canonical("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1") << "the longest run";
  EXPECT_EQ(canonical("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1") << "one group stays";
  EXPECT_EQ(canonical("::"), "::");
  EXPECT_EQ(canonical("::1"), "::1");
  EXPECT_EQ(canonical("1::"), "1::");
  EXPECT_EQ(canonical("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
  EXPECT_EQ(canonical("192.0.2.1"), "192.0.2.1");
}

TEST(IpAddress, WhatIsNoAddressIsRefused) {
  for (const char* given : {"",
                            "1",
                            "1.2.3",
                            "1.2.3.4.5",
                            "256.1.1.1",
                            "01.2.3.4",
                            "1.2.3.4 ",
                            ":",
                            ":::",
                            "1:2",
                            "1::2::3",
                            "12345::",
                            "g::",
                            "1:2:3:4:5:6:7:8:9",
                            "1:2:3:4:5:6:7::8:9",
                            "::1%eth0",
                            "[::1]",
                            "1.2.3.4::",
                            "::1.2.3",
                            "1:2:3:4:5:6:7:1.2.3.4"}) {
    EXPECT_FALSE(IpAddress::parse(given)) << given;
  }
}

TEST(IpAddress, AgreesWithTheSystemOnRandomAddresses) {
  std::mt19937 random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::array<std::uint8_t, 16> octets{};
    for (auto& octet : octets) octet = random() % 3 == 0 ? std::uint8_t(random()) : std::uint8_t{0};
    const IpAddress ours = IpAddress::from(octets);
    char theirs[INET6_ADDRSTRLEN];
    ASSERT_NE(inet_ntop(AF_INET6, octets.data(), theirs, sizeof theirs), nullptr);
    EXPECT_EQ(IpAddress::parse(theirs), ours) << theirs;
    EXPECT_EQ(IpAddress::parse(text(ours).view()), ours) << text(ours).view();
  }
}

TEST(IpAddress, FourAndSixAreNeverEqual) {
  EXPECT_NE(IpAddress::parse("0.0.0.0"), IpAddress::parse("::"));
  EXPECT_NE(IpAddress::parse("192.0.2.1"), IpAddress::parse("::ffff:192.0.2.1"));
}

TEST(IpAddress, Kinds) {
  EXPECT_TRUE(IpAddress::parse("0.0.0.0")->is_unspecified());
  EXPECT_TRUE(IpAddress::parse("::")->is_unspecified());
  EXPECT_TRUE(IpAddress::parse("127.9.9.9")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("::2")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("224.0.0.251")->is_multicast());
  EXPECT_TRUE(IpAddress::parse("255.255.255.255")->is_multicast());
  EXPECT_TRUE(IpAddress::parse("ff02::fb")->is_multicast());
  EXPECT_TRUE(IpAddress::parse("169.254.1.1")->is_link_local());
  EXPECT_TRUE(IpAddress::parse("fe80::1")->is_link_local());
  EXPECT_FALSE(IpAddress::parse("fec0::1")->is_link_local());
}

TEST(Prefix, ContainsByBits) {
  const auto contains = [](const char* prefix, const char* address) {
    return Prefix::parse(prefix)->contains(*IpAddress::parse(address));
  };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("172.16.0.0/12", "172.31.255.255"));
  EXPECT_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
  EXPECT_TRUE(contains("fc00::/7", "fdff::1"));
  EXPECT_FALSE(contains("fc00::/7", "fe00::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.1"));
  EXPECT_FALSE(contains("0.0.0.0/0", "::1")) << "families do not mix";
  EXPECT_TRUE(contains("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(contains("192.0.2.7", "192.0.2.6"));
}

TEST(Prefix, HostBitsAreCleared) {
  EXPECT_EQ(text(*Prefix::parse("10.1.2.3/8")).view(), "10.0.0.0/8");
  EXPECT_EQ(text(*Prefix::parse("2001:db8::ff/33")).view(), "2001:db8::/33");
  EXPECT_FALSE(Prefix::parse("10.0.0.0/33"));
  EXPECT_FALSE(Prefix::parse("10.0.0.0/"));
  EXPECT_FALSE(Prefix::parse("10.0.0.0/8/8"));
}

TEST(Mac, ReadsAndPrints) {
  EXPECT_EQ(text(*parse_mac("AA-BB-CC-DD-EE-FF")).view(), "aa:bb:cc:dd:ee:ff");
  EXPECT_FALSE(parse_mac("aa:bb:cc:dd:ee"));
  EXPECT_FALSE(parse_mac("aa:bb:cc:dd:ee:fg"));
  EXPECT_FALSE(parse_mac("aa:bb-cc:dd:ee:ff"));
  EXPECT_TRUE(parse_mac("01:00:5e:00:00:fb")->is_group());
  EXPECT_TRUE(parse_mac("02:00:00:00:00:01")->is_local());
}

}  // namespace
}  // namespace cutoffd::address_test
