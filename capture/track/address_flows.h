// Connections that are followed for the address that they lead to, before anything is named on
// them.
//
// Whoever hears of observations is asked of each connection at its SYN (and at each repetition of
// it), at its first payload, or at its first datagram: late enough for an answer that another
// worker reads at the same moment. Threads: one owner; no state of its own.
#pragma once

#include "capture/track/flow.h"
#include "capture/track/progress.h"
#include "capture/track/teller.h"
#include "core/counters.h"

namespace cutoffd::track {

constexpr Role client_is(Side side) {
  return side == Side::low ? Role::low_is_client : Role::high_is_client;
}

class AddressFlows {
 public:
  AddressFlows(Teller& teller, Progress& progress, Counters& counters)
      : teller_(teller), progress_(progress), counters_(counters) {}

  // Who is the client of the connection, if it is wanted; else unknown. `known`: the client, if it
  // is known; else either end is taken for it, the sender first.
  Role ask(const Sight& sight, Side sender, Role known, FlowId id);
  // What was asked for became this flow.
  void begin(Flow& flow, Role wanted);

 private:
  Teller& teller_;
  Progress& progress_;
  Counters& counters_;
};

}  // namespace cutoffd::track
