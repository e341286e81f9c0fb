#include "capture/dissect/encrypted_dns.h"

#include <algorithm>
#include <array>
#include <optional>

namespace cutoffd::dissect {
namespace {

using std::string_view;

// Sources, read in November 2026: the set-up pages of the operators themselves; the lists of public
// servers at dnscrypt.info/public-servers and adguard-dns.io/kb/general/dns-providers; for the
// names that browsers use, Mozilla's and Chromium's own lists of providers. An operator that has
// closed stays: old captures are judged too, and its clients go on asking.
constexpr std::array kNames = std::to_array<string_view>({
    "1dot1dot1dot1.cloudflare-dns.com",
    "anycast.dns.nextdns.io",
    "chrome.cloudflare-dns.com",
    "cloudflare-dns.com",
    "common.dot.dns.yandex.net",
    "dns-family.adguard.com",
    "dns-unfiltered.adguard.com",
    "dns.adguard-dns.com",
    "dns.adguard.com",
    "dns.alidns.com",
    "dns.cloudflare.com",
    "dns.controld.com",
    "dns.digitale-gesellschaft.ch",
    "dns.google",
    "dns.google.com",
    "dns.mullvad.net",
    "dns.nextdns.io",
    "dns.opendns.com",
    "dns.quad9.net",
    "dns.sb",
    "dns.switch.ch",
    "dns.twnic.tw",
    "dns.umbrella.com",
    "dns0.eu",
    "dns10.quad9.net",
    "dns11.quad9.net",
    "dns12.quad9.net",
    "dns64.cloudflare-dns.com",
    "dns64.dns.google",
    "dns9.quad9.net",
    "dnsforge.de",
    "doh.360.cn",
    "doh.applied-privacy.net",
    "doh.cleanbrowsing.org",
    "doh.dns.apple.com",
    "doh.dns.sb",
    "doh.familyshield.opendns.com",
    "doh.libredns.gr",
    "doh.mullvad.net",
    "doh.opendns.com",
    "doh.pub",
    "doh.sandbox.opendns.com",
    "doh.umbrella.com",
    "doh.xfinity.com",
    "dot.360.cn",
    "dot.libredns.gr",
    "dot.pub",
    "dot.sb",
    "dot.xfinity.com",
    "family-filter-dns.cleanbrowsing.org",
    "family.adguard-dns.com",
    "family.canadianshield.cira.ca",
    "family.cloudflare-dns.com",
    "family.dot.dns.yandex.net",
    "familyshield.opendns.com",
    "firefox.dns.nextdns.io",
    "freedns.controld.com",
    "kids.dns0.eu",
    "mozilla.cloudflare-dns.com",
    "noads.joindns4.eu",
    "odvr.nic.cz",
    "one.one.one.one",
    "ordns.he.net",
    "p0.freedns.controld.com",
    "p1.freedns.controld.com",
    "p2.freedns.controld.com",
    "p3.freedns.controld.com",
    "private.canadianshield.cira.ca",
    "protected.canadianshield.cira.ca",
    "protective.joindns4.eu",
    "public.dns.iij.jp",
    "safe.dot.dns.yandex.net",
    "security-filter-dns.cleanbrowsing.org",
    "security.cloudflare-dns.com",
    "unfiltered.adguard-dns.com",
    "unfiltered.joindns4.eu",
    "wikimedia-dns.org",
    "zero.dns0.eu",
});
static_assert(std::is_sorted(kNames.begin(), kNames.end()), "searched as a sorted table");

// Each customer has a label of its own below these.
constexpr std::array kCustomerZones = std::to_array<string_view>({
    ".cloudflare-gateway.com",
    ".d.adguard-dns.com",
    ".dns.controld.com",
    ".dns.nextdns.io",
});

// The same operators' addresses; a network where each customer has an address.
// clang-format off
constexpr std::array kAddresses = std::to_array<string_view>({
    "1.1.1.1", "1.1.1.2", "1.1.1.3", "1.0.0.1", "1.0.0.2", "1.0.0.3",  // Cloudflare
    "2606:4700:4700::1111", "2606:4700:4700::1112", "2606:4700:4700::1113",
    "2606:4700:4700::1001", "2606:4700:4700::1002", "2606:4700:4700::1003",
    "8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844",  // Google
    "9.9.9.9", "9.9.9.10", "9.9.9.11", "9.9.9.12",                         // Quad9
    "149.112.112.112", "149.112.112.9", "149.112.112.10", "149.112.112.11", "149.112.112.12",
    "2620:fe::fe", "2620:fe::9", "2620:fe::10", "2620:fe::11", "2620:fe::fe:10", "2620:fe::fe:11",
    "208.67.222.222", "208.67.220.220", "208.67.222.123", "208.67.220.123",  // OpenDNS
    "2620:119:35::35", "2620:119:53::53", "2620:119:35::123", "2620:119:53::123",
    "94.140.14.14", "94.140.15.15", "94.140.14.15", "94.140.15.16", "94.140.14.140",  // AdGuard
    "94.140.14.141", "2a10:50c0::ad1:ff", "2a10:50c0::ad2:ff", "2a10:50c0::bad1:ff",
    "2a10:50c0::bad2:ff", "2a10:50c0::1:ff", "2a10:50c0::2:ff",
    "223.5.5.5", "223.6.6.6", "2400:3200::1", "2400:3200:baba::1",          // Alibaba
    "119.29.29.29", "1.12.12.12", "120.53.53.53",                           // DNSPod
    "185.228.168.168", "185.228.169.168", "185.228.168.10", "185.228.169.11",  // CleanBrowsing
    "185.228.168.9", "185.228.169.9",
    "2a0d:2a00:1::", "2a0d:2a00:2::", "2a0d:2a00:1::1", "2a0d:2a00:2::1", "2a0d:2a00:1::2",
    "2a0d:2a00:2::2",
    "45.90.28.0/24", "45.90.30.0/24", "2a07:a8c0::/32", "2a07:a8c1::/32",      // NextDNS
    "76.76.2.0/24", "76.76.10.0/24", "2606:1a40::/48", "2606:1a40:1::/48",     // Control D
    "194.242.2.0/24",                                                          // Mullvad
    "185.222.222.222", "45.11.45.11", "2a09::", "2a11::",                      // DNS.SB
    "77.88.8.8", "77.88.8.1", "77.88.8.88", "77.88.8.2", "77.88.8.7", "77.88.8.3",  // Yandex
    "149.112.121.10", "149.112.121.20", "149.112.121.30",                      // Canadian Shield
    "149.112.122.10", "149.112.122.20", "149.112.122.30",
    "193.110.81.0", "185.253.5.0",                                             // dns0.eu
    "86.54.11.0/24",                                                           // DNS4EU
    "74.82.42.42", "2001:470:20::2",                                           // Hurricane Electric
    "193.17.47.1", "185.43.135.1",                                             // CZ.NIC
    "130.59.31.248", "130.59.31.251",                                          // SWITCH
    "185.95.218.42", "185.95.218.43",                                          // Digitale Gesellschaft
    "101.101.101.101", "101.102.103.104",                                      // TWNIC
    "103.2.57.5", "103.2.57.6",                                                // IIJ
    "185.71.138.138", "2001:67c:930::1",                                       // Wikimedia
});
// clang-format on

}  // namespace

bool is_known_doh_name(string_view name) {
  if (std::binary_search(kNames.begin(), kNames.end(), name)) return true;
  return std::any_of(kCustomerZones.begin(), kCustomerZones.end(),
                     [name](string_view zone) { return name.ends_with(zone); });
}

bool is_known_resolver_address(const IpAddress& address) {
  // Read once from the table that people read. value(): a row that is no prefix fails every test.
  static const auto prefixes = [] {
    std::array<std::optional<Prefix>, kAddresses.size()> parsed;
    for (std::size_t i = 0; i < parsed.size(); ++i)
      parsed[i] = Prefix::parse(kAddresses[i]).value();
    return parsed;
  }();
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&address](const auto& prefix) { return prefix->contains(address); });
}

}  // namespace cutoffd::dissect
