// What an ICMP error quotes: the packet that it complains of, as far as it was copied.
//
// Sources: RFC 792, RFC 4443 section 3, RFC 4884. Pure; the result owns its few octets.
#pragma once

#include <cstdint>
#include <optional>

#include "capture/dissect/frame.h"

namespace cutoffd::dissect {

struct QuotedFlow {
  IpAddress source, destination;  // of the quoted packet: its source is the receiver of the error
  std::uint8_t protocol = 0;      // behind IPv6 extension headers
  // TCP's and UDP's; nothing for other protocols and for all but the first fragment.
  std::optional<Port> source_port, destination_port;
};

// Nothing if the frame is no ICMP error (unreachable, too big, time exceeded, parameter problem,
// redirect, source quench), or if the quotation ends before the addresses or within the ports.
std::optional<QuotedFlow> quoted_flow(const Frame& frame);

// The error says that the destination, or its port, cannot be reached or is forbidden (RFC 792
// type 3 but "fragmentation needed"; RFC 4443 section 3.1).
bool is_unreachable(const Frame& frame);

}  // namespace cutoffd::dissect
