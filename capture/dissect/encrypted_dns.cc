#include "capture/dissect/encrypted_dns.h"

#include <algorithm>
#include <array>

namespace cutoffd::dissect {
namespace {

using std::string_view;

// Public resolvers with the names that their operators publish for DoH, DoT or DoQ: the operators'
// own set-up pages, and the list of public servers at https://dnscrypt.info/public-servers.
// Sorted, for binary search; a test says so.
constexpr std::array<string_view, 52> kNames{
    "1dot1dot1dot1.cloudflare-dns.com",
    "anycast.dns.nextdns.io",
    "chrome.cloudflare-dns.com",
    "cloudflare-dns.com",
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
    "dns.quad9.net",
    "dns.sb",
    "dns.switch.ch",
    "dns.umbrella.com",
    "dns0.eu",
    "dns10.quad9.net",
    "dns11.quad9.net",
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
    "doh.umbrella.com",
    "doh.xfinity.com",
    "dot.pub",
    "family.adguard-dns.com",
    "family.cloudflare-dns.com",
    "firefox.dns.nextdns.io",
    "freedns.controld.com",
    "kids.dns0.eu",
    "mozilla.cloudflare-dns.com",
    "odvr.nic.cz",
    "one.one.one.one",
    "ordns.he.net",
    "public.dns.iij.jp",
    "security.cloudflare-dns.com",
    "unfiltered.adguard-dns.com",
    "zero.dns0.eu",
};

// Each customer has a label of its own below these.
constexpr std::array<string_view, 4> kCustomerZones{".cloudflare-gateway.com", ".d.adguard-dns.com",
                                                    ".dns.controld.com", ".dns.nextdns.io"};

constexpr std::array<string_view, 20> kAddresses{"1.0.0.1",
                                                 "1.1.1.1",
                                                 "149.112.112.112",
                                                 "208.67.220.220",
                                                 "208.67.222.222",
                                                 "223.5.5.5",
                                                 "223.6.6.6",
                                                 "8.8.4.4",
                                                 "8.8.8.8",
                                                 "9.9.9.9",
                                                 "94.140.14.14",
                                                 "94.140.15.15",
                                                 "2001:4860:4860::8844",
                                                 "2001:4860:4860::8888",
                                                 "2606:4700:4700::1001",
                                                 "2606:4700:4700::1111",
                                                 "2620:fe::9",
                                                 "2620:fe::fe",
                                                 "2a10:50c0::ad1:ff",
                                                 "2a10:50c0::ad2:ff"};

}  // namespace

bool is_known_doh_name(string_view name) {
  if (std::binary_search(kNames.begin(), kNames.end(), name)) return true;
  return std::any_of(kCustomerZones.begin(), kCustomerZones.end(),
                     [name](string_view zone) { return name.ends_with(zone); });
}

bool is_known_resolver_address(const IpAddress& address) {
  // Twenty comparisons of short texts: asked once a flow at most.
  const IpText shown = text(address);
  return std::find(kAddresses.begin(), kAddresses.end(), shown.view()) != kAddresses.end();
}

}  // namespace cutoffd::dissect
