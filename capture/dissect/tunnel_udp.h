// Tunnels over UDP, and encrypted ones that are only counted.
//
// A well-known port alone proves nothing: a resolver's answer may go to any port. Each tunnel's
// header must hold, and then the packet inside (Walk::guess); otherwise the datagram is plain.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// `walk` stands at the datagram's payload, and its frame is complete as a plain datagram.
Next open_udp_tunnel(Walk& walk, const UdpDatagram& datagram);

}  // namespace cutoffd::dissect
