// What a reader says after looking at the next octets of a stream; and how a head that was never
// completed is counted.
#pragma once

#include <cstddef>

#include "capture/track/assembler.h"
#include "capture/track/flow.h"
#include "core/counters.h"

namespace cutoffd::track {

struct Reading {
  Stage stage = Stage::fresh;  // how to go on
  std::size_t taken = 0;       // octets from the front that are done with
  // Nothing more can be said of what follows until so many octets are there; 0: go on at once.
  std::size_t wanted = 0;

  static Reading go_on(Stage stage, std::size_t taken) { return {stage, taken, 0}; }
  static Reading wait(Stage stage, std::size_t wanted) { return {stage, 0, wanted}; }
};

constexpr Counter given_up_counter(GivenUp reason, bool hello) {
  switch (reason) {
    case GivenUp::gap:
      return hello ? Counter::hellos_given_up_gap : Counter::heads_given_up_gap;
    case GivenUp::size:
      return hello ? Counter::hellos_given_up_size : Counter::heads_given_up_size;
    case GivenUp::room:
      break;
  }
  return hello ? Counter::hellos_given_up_room : Counter::heads_given_up_room;
}

// Once a flow: TLS or QUIC, whether its hello will be read or not.
inline void count_encrypted(Flow& flow, Counters& counters) {
  if (flow.has(Flow::kEncrypted)) return;
  flow.set(Flow::kEncrypted);
  counters.add(Counter::encrypted_flows);
}

}  // namespace cutoffd::track
