// IPv4 and IPv6 headers, IPv6 extension headers, fragments, AH; and what an IP protocol number may
// announce.
//
// Sources: RFC 791, RFC 8200, RFC 2675 (jumbograms), RFC 6946 (atomic fragments), RFC 4302 (AH),
// RFC 6864 (identification).
#pragma once

#include <cstdint>

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_ip(Walk& walk);  // by the version
Next read_ipv4(Walk& walk);
Next read_ipv6(Walk& walk);
Next read_ip_payload(Walk& walk, std::uint8_t protocol);

// True for the IPv6 extension headers that stand before a payload and share one form: next header,
// length in units of eight octets less one (RFC 8200 section 4, RFC 6275, 7401, 5533).
constexpr bool is_plain_extension(std::uint8_t next_header) {
  return next_header == 0 || next_header == 43 || next_header == 60 || next_header == 135 ||
         next_header == 139 || next_header == 140;
}

}  // namespace cutoffd::dissect
