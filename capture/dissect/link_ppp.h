// Point-to-point links: PPP (RFC 1661, 1662), PPPoE sessions (RFC 2516), Cisco HDLC and Frame Relay
// (RFC 2427).
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// With or without address and control, with a protocol field of one or two octets.
Next read_ppp(Walk& walk);
Next read_pppoe(Walk& walk);

// Link types: PPP or Cisco HDLC by the first octet, and those with an octet for the direction.
Next read_serial(Walk& walk);
Next read_serial_with_direction(Walk& walk);
Next read_pppd(Walk& walk);
Next read_cisco_hdlc(Walk& walk);
Next read_cisco_hdlc_with_direction(Walk& walk);
Next read_frame_relay(Walk& walk);
Next read_frame_relay_with_direction(Walk& walk);

}  // namespace cutoffd::dissect
