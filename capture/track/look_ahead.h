// Dissects a few packets before the first of them is judged, and fetches the places of the tables
// where they will be looked up.
//
// Why: each SYN or datagram is looked up in tables of together three megabytes, which no
// second-level cache holds. Of a flood of SYNs from made-up addresses two fifths of the CPU time
// were waits for them, one after the other; fetched eight packets ahead they come side by side:
// 0.64 s of a million SYNs became 0.48 s, 0.98 s of 400,000 DNS messages 0.88 s (medians of three
// interleaved pairs on a busy machine). Dissecting depends on nothing but the packet, and nothing
// is looked up ahead: what is decided is the same. Threads: one owner. No allocation after
// construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "capture/dissect/frame.h"
#include "capture/track/alive_addresses.h"
#include "capture/track/copies.h"
#include "capture/track/flow_key.h"
#include "capture/track/flow_table.h"
#include "capture/track/openings.h"
#include "capture/track/sight.h"
#include "capture/track/systems.h"
#include "core/observation.h"
#include "core/packet.h"

namespace cutoffd::track {

// Towards a service's port, mDNS and LLMNR among them: a question, or a client's word.
bool asks(const Sight& sight);

// Where a packet is looked up.
struct Places {
  FlowKey flow;
  std::uint64_t copy = 0;    // of a SYN or datagram: Copies::tag_of()
  std::uint64_t sender = 0;  // of a SYN or question: AliveAddresses::hash_of()
};

struct Dissected {
  dissect::Frame frame;
  std::optional<Counter> fault;  // as dissect_frame() says
  Places places;                 // without fault only

  [[nodiscard]] bool is_whole() const {
    return !fault && (std::holds_alternative<dissect::TcpSegment>(frame.transport) ||
                      std::holds_alternative<dissect::UdpDatagram>(frame.transport));
  }
};

class LookAhead {
 public:
  LookAhead(const HashKey& key, const FlowTable& flows, const Openings& openings,
            const Copies& copies, const AliveAddresses& alive, const Systems& systems,
            const ObservationSink& observations)
      : key_(key),
        flows_(flows),
        openings_(openings),
        copies_(copies),
        alive_(alive),
        systems_(systems),
        observations_(observations) {}

  // The first of the packets, as many as it takes at once; until the next call.
  std::span<Dissected> read(std::span<const Packet> packets);
  [[nodiscard]] Places places_of(const Sight& sight) const;

 private:
  static constexpr std::size_t kAhead = 8;  // three kilobytes: they stay in the first-level cache

  HashKey key_;
  const FlowTable& flows_;
  const Openings& openings_;
  const Copies& copies_;
  const AliveAddresses& alive_;
  const Systems& systems_;
  const ObservationSink& observations_;
  std::array<Dissected, kAhead> ahead_;
};

}  // namespace cutoffd::track
