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

  [[nodiscard]] FlowId id_of(const Flow& flow) const { return id_of(flow.serial); }
  [[nodiscard]] FlowId id_of(std::uint64_t serial) const { return FlowId{worker_ | serial}; }
  [[nodiscard]] bool full() const { return watches_.full(); }
  // What is told from now on was shown by this packet.
  void on_packet(std::uint64_t frame) { frame_ = frame; }

  // The flow is followed for the address that it leads to, from its first packet on.
  void open(Flow& flow);
  // Followed so, and nothing was named on it yet.
  [[nodiscard]] bool awaits_name(const Flow& flow) const {
    return flow.watch != 0 && watches_[flow.watch].awaits_name;
  }
  // Something was named on it that nobody watches.
  void named(Flow& flow) {
    if (flow.watch != 0) watches_[flow.watch].awaits_name = false;
  }

  // From now on the flow is followed. The octets are those seen up to now; a server that has
  // already sent something has answered. Asking again changes nothing, but for a flow that awaited
  // its name: all is told again, after the name.
  void watch(Flow& flow, std::uint64_t up, std::uint64_t down, bool answered, Instant now);
  // For every flow; those not watched cost a comparison.
  void moved(Flow& flow, bool up, std::uint64_t octets, Instant now) {
    if (flow.watch != 0 && octets != 0) count(flow, up, octets, now);
  }
  void answered(Flow& flow, Instant now) {
    if (flow.watch != 0 && !flow.has(Flow::kAnsweredTold)) tell_answered(flow, now);
  }
  // Its server answered a request; nothing for a flow that is not watched.
  void http_answered(const Flow& flow, HttpAnswer answer);
  // The client said something that waits for an answer; where answers are seen, saying it three
  // times in six seconds without any is told as silent. And the server sent something.
  void repeated(Flow& flow, Instant now, bool answers_are_seen);
  void heard(Flow& flow) { watches_[flow.watch].said = 0; }
  // The client does not get through: reset, unreachable, silent.
  void stopped(Flow& flow, FlowProgress::Step how, Instant now);
  // Tells the end and lets the flow go. `shown`: by the packet at hand.
  void ended(Flow& flow, Instant now, bool shown = true);
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
    Instant said_first{};    // since the server was heard last
    std::uint32_t said = 0;  // so many packets of the client
    bool silent_told = false;
    bool awaits_name = false;
  };

  bool take(Flow& flow);
  void count(Flow& flow, bool up, std::uint64_t octets, Instant now);
  void tell_answered(Flow& flow, Instant now);
  void tell(const Watch& watch, FlowProgress::Step step, Instant now);

  std::uint64_t worker_;
  std::uint64_t frame_ = 0;
  FactSink& facts_;
  Counters& counters_;
  AgedSlots<Watch> watches_;
  bool finished_ = false;
};

}  // namespace cutoffd::track
