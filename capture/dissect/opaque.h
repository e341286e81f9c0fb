// Encrypted traffic that is told only to be counted: ESP in UDP (RFC 3948) and WireGuard
// (its white paper, section 5.4). Both are recognised narrowly: what is called opaque is not read,
// so an ordinary datagram must not be mistaken for it.
#pragma once

#include "capture/dissect/frame.h"

namespace cutoffd::dissect {

// For datagrams from or to port 4500.
bool is_esp_in_udp(const UdpDatagram& datagram, Bytes payload);

// Handshakes on any port; data, whose form says little, on WireGuard's usual port.
bool is_wireguard(const UdpDatagram& datagram, Bytes payload);

}  // namespace cutoffd::dissect
