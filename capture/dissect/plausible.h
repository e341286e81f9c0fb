// Does it hold together? For places where nothing names the protocol that follows: strict enough
// that octets of another protocol do not pass, at the price of refusing a damaged packet.
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace cutoffd::dissect {

// An IP header whose lengths fit into what is there (`cut` more octets were on the wire), with
// IPv4's header checksum right or left out.
bool plausible_ip(Bytes bytes, std::uint32_t cut);

// The same, and nothing behind it: no link's padding can follow here.
bool is_exactly_ip(Bytes bytes, std::uint32_t cut);

// An Ethernet header, with or without VLAN tags, that announces such IP, or ARP for IPv4.
bool plausible_ethernet(Bytes bytes, std::uint32_t cut);

}  // namespace cutoffd::dissect
