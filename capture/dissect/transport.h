// TCP, UDP and ICMP headers (RFC 9293 section 3.1, RFC 768, RFC 792, RFC 4443).
//
// Checksums are not verified: a sender's own capture holds packets whose checksum the card fills in
// later.
#pragma once

#include <cstdint>

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_tcp(Walk& walk);
Next read_udp(Walk& walk);  // and the tunnel inside, if it is one
Next read_icmp(Walk& walk);
Next read_other(Walk& walk, std::uint8_t protocol);

}  // namespace cutoffd::dissect
