// What one capture worker remembers between packets, and what it tells of them.
//
// Packets go in; observations (borrowed, at once) and facts (owned) come out. Every table has a
// bound, and each thing given up is counted. No clock: time is the packets'. Threads: one tracker
// belongs to one worker. Allocation: all of it at construction; what is never used costs no memory
// (the tables are zero pages until touched).
//
// The promise: any split, order, duplication or record fragmentation of the same hello gives the
// same observation, once, at the frame that completed it.
//
// Hellos, requests and certificates that name nobody are told all the same, with an empty name,
// since their fingerprints, paths or issuers may be watched; so is how a flow begins that speaks
// nothing known. Whoever prints names passes over those (only in DNS the empty name is one: the
// root).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/address.h"
#include "core/counters.h"
#include "core/fact.h"
#include "core/flow_shunt.h"
#include "core/observation.h"
#include "core/packet.h"
#include "core/time.h"

namespace cutoffd::track {

struct TrackOptions {
  std::size_t flows = 65'536;  // entries of the flow table
  std::size_t hello_octets = std::size_t{8}
                             << 20;  // pool for pieces of incomplete heads, all flows
  std::size_t hello_octets_per_flow = std::size_t{1} << 19;
  std::size_t fragment_octets = std::size_t{2} << 20;    // pool for IP fragments
  Duration hello_timeout = std::chrono::seconds(30);     // a head not completed by then is given up
  Duration fragment_timeout = std::chrono::seconds(30);  // RFC 8200 section 4.5 allows 60 s
  Duration flow_idle = std::chrono::minutes(5);          // a flow silent for so long is forgotten
  Duration copy_window = std::chrono::milliseconds(50);  // copies of one packet come within this
  // Keys the tables' hash. Live: random, so that nobody can aim at a bucket. Replay: fixed, so that
  // the same capture always gives the same output.
  std::uint64_t hash_seed = 0x6375746f66666421;
  std::uint16_t worker = 0;  // the upper 16 bits of each FlowId
  // The tables beside the flows (openings, who is alive …) have so many times fewer places
  // than they have by themselves: a power of two, at most 64.
  std::size_t fewer = 1;
};

// What is held at a moment: never more than the options allow.
struct Held {
  std::size_t flows = 0;
  std::size_t heads = 0;         // of streams and handshakes that are not complete
  std::size_t hello_octets = 0;  // of memory for their pieces
  std::size_t fragmented_packets = 0;
  std::size_t fragment_octets = 0;
};

class Tracker final : public PacketHandler {
 public:
  // The sinks, the counters and the shunt (which may be null) must outlive the tracker.
  Tracker(const TrackOptions& options, ObservationSink& observations, FactSink& facts,
          Counters& counters, FlowShunt* shunt = nullptr);
  ~Tracker() override;

  void on_packets(std::span<const Packet> packets) override;
  // Time passed without packets (live capture's tick): gives up what waited too long.
  void on_time(Instant now);
  // No packet will come any more: what is still incomplete is given up and counted.
  void finish();
  [[nodiscard]] Held held() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cutoffd::track
