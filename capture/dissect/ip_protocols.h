// IP protocol numbers and IPv6 next headers (IANA, Assigned Internet Protocol Numbers).
#pragma once

#include <cstdint>

namespace cutoffd::dissect {

enum IpProtocol : std::uint8_t {
  kHopByHop = 0,
  kIcmp = 1,
  kIpv4InIp = 4,
  kTcp = 6,
  kUdp = 17,
  kIpv6InIp = 41,
  kFragment = 44,
  kGre = 47,
  kEsp = 50,
  kAuthentication = 51,
  kIcmpv6 = 58,
  kNoNextHeader = 59,
  kEtherIp = 97,
  kL2tp = 115,
  kMplsInIp = 137,
  kEthernet = 143,  // RFC 8986 section 4.9
};

}  // namespace cutoffd::dissect
