// How watched flows go on: answered, bytes at doubling sizes, reset, ended (core/fact.h).
//
// Bounded: beyond the bound a flow is not followed, and counted. Threads: one owner. No allocation
// after construction.
#pragma once

#include <cstdint>

#include "capture/track/aged_slots.h"
#include "capture/track/flow.h"
#include "core/counters.h"
#include "core/fact.h"

namespace cutoffd::track {

class Progress {
 public:
  Progress(std::size_t flows, std::uint16_t worker, FactSink& facts, Counters& counters);

  [[nodiscard]] FlowId id_of(const Flow& flow) const;

  // From now on the flow is followed. The octets are those seen up to now; a server that has
  // already sent something has answered. Asking again changes nothing.
  void watch(Flow& flow, std::uint64_t up, std::uint64_t down, bool answered, Instant now);
  // For every flow; those not watched cost a comparison.
  void moved(Flow& flow, bool up, std::uint64_t octets, Instant now) {
    if (flow.watch != 0 && octets != 0) count(flow, up, octets, now);
  }
  void answered(Flow& flow, Instant now) {
    if (flow.watch != 0 && !flow.has(Flow::kAnsweredTold)) tell_answered(flow, now);
  }
  void reset(Flow& flow, Instant now);
  // Tells the end and lets the flow go.
  void ended(Flow& flow, Instant now);
  // Tells the end of every flow that is left, in the order in which they were declared watched;
  // afterwards nothing more is told of ends.
  void finish(Instant now);

 private:
  struct Watch {
    FlowId id{};
    std::uint64_t up = 0;
    std::uint64_t down = 0;
    std::uint64_t next_up = 0;  // told when reached
    std::uint64_t next_down = 0;
  };

  void count(Flow& flow, bool up, std::uint64_t octets, Instant now);
  void tell_answered(Flow& flow, Instant now);
  void tell(const Watch& watch, FlowProgress::Step step, Instant now);

  std::uint64_t worker_;
  FactSink& facts_;
  Counters& counters_;
  AgedSlots<Watch> watches_;
  bool finished_ = false;
};

}  // namespace cutoffd::track
