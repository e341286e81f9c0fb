#include "capture/dissect/encrypted_dns.h"

#include <gtest/gtest.h>

namespace cutoffd::dissect {
namespace {

TEST(KnownResolvers, AreFoundAtBothEndsOfTheTable) {
  // The table is searched as a sorted one: the first, the last and some between.
  for (const char* name : {"1dot1dot1dot1.cloudflare-dns.com", "dns.google", "dns.quad9.net",
                           "doh.opendns.com", "mozilla.cloudflare-dns.com", "zero.dns0.eu"}) {
    EXPECT_TRUE(is_known_doh_name(name)) << name;
  }
}

TEST(KnownResolvers, CustomersHaveNamesOfTheirOwn) {
  EXPECT_TRUE(is_known_doh_name("a1b2c3.dns.nextdns.io"));
  EXPECT_TRUE(is_known_doh_name("x7.d.adguard-dns.com"));
}

TEST(KnownResolvers, OtherNamesOfTheSameOperatorsAreNone) {
  for (const char* name : {"", "google", "www.google.com", "notdns.google",
                           "dns.google.evil.example", "nextdns.io", "cloudflare.com"}) {
    EXPECT_FALSE(is_known_doh_name(name)) << name;
  }
}

TEST(KnownResolvers, ByAddress) {
  EXPECT_TRUE(is_known_resolver_address(*IpAddress::parse("9.9.9.9")));
  EXPECT_TRUE(is_known_resolver_address(*IpAddress::parse("2606:4700:4700::1111")));
  EXPECT_FALSE(is_known_resolver_address(*IpAddress::parse("192.0.2.53")));
}

}  // namespace
}  // namespace cutoffd::dissect
