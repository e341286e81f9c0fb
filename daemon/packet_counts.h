// Counts what a source handed over: packets, their octets on the wire, and those cut by the
// capture.
#pragma once

#include <span>

#include "core/counters.h"
#include "core/packet.h"

namespace cutoffd {

inline void count_packets(std::span<const Packet> packets, Counters& counters) {
  std::uint64_t octets = 0;
  std::uint64_t cut = 0;
  for (const Packet& packet : packets) {
    octets += packet.wire_length;
    cut += packet.bytes.size() < packet.wire_length ? 1U : 0U;
  }
  counters.add(Counter::packets, packets.size());
  counters.add(Counter::octets, octets);
  counters.add(Counter::cut_packets, cut);
}

}  // namespace cutoffd
