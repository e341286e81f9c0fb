#include "capture/dissect/encrypted_dns.h"

#include <gtest/gtest.h>

namespace cutoffd::dissect::encrypted_dns_test {
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
  for (const char* known :
       {"1.1.1.1", "9.9.9.9", "8.8.4.4", "223.6.6.6", "185.228.168.168", "2606:4700:4700::1111",
        "2001:67c:930::1", "45.90.28.77", "2a07:a8c0::46:bded", "76.76.2.22"}) {
    EXPECT_TRUE(is_known_resolver_address(*IpAddress::parse(known))) << known;
  }
  for (const char* other : {"192.0.2.53", "1.1.1.4", "45.90.29.1", "2001:db8::53", "0.0.0.0"}) {
    EXPECT_FALSE(is_known_resolver_address(*IpAddress::parse(other))) << other;
  }
}

}  // namespace
}  // namespace cutoffd::dissect::encrypted_dns_test
