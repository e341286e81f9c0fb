// Ethernet and what an EtherType or an LLC header may announce.
//
// Sources: IEEE 802.3-2018 section 3, 802.1Q-2018 (tags, I-TAG), 802.1AE-2018 (MACsec), RFC 1042
// (SNAP), RFC 2427 section 4 (NLPID), RFC 2684 (bridged Ethernet).
#pragma once

#include <cstdint>

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_ethernet(Walk& walk);
// What follows an EtherType or, below 1536, an IEEE 802.3 length.
Next read_ether_type(Walk& walk, std::uint16_t type);
Next read_llc(Walk& walk);
// ATM's form of LLC: two octets of padding before a bridged MAC header (RFC 2684 section 5.2).
Next read_llc_over_atm(Walk& walk);
// A network-layer protocol id (ISO/IEC TR 9577), as Frame Relay and ATM use it.
Next read_nlpid(Walk& walk);

}  // namespace cutoffd::dissect
