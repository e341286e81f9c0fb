// The clock of a live capture, as far as it can be believed.
//
// A router without a clock battery starts in the past, and in the past nothing is prohibited yet.
// A time before this program was built is therefore taken as the build time plus what has passed
// since the start, until the clock is set. Threads: any; fixed at the first use.
#pragma once

#include "core/time.h"

namespace cutoffd {

class BelievedClock {
 public:
  // `start`: what the clock said when the program started.
  constexpr BelievedClock(Instant built, Instant start)
      : built_(built), late_(start < built ? built - start : Duration{}) {}

  // Of a time that the clock gave: its own, or a packet's.
  [[nodiscard]] constexpr Instant of(Instant clock) const {
    return clock < built_ ? clock + late_ : clock;
  }
  [[nodiscard]] constexpr bool believes(Instant clock) const { return clock >= built_; }
  [[nodiscard]] constexpr Instant built() const { return built_; }

 private:
  Instant built_;
  Duration late_;
};

// When this program was built: the time of its newest change, or SOURCE_DATE_EPOCH.
Instant build_time();
// What the machine's clock says.
Instant system_clock_now();
// This process's.
const BelievedClock& believed_clock();
inline Instant believed_now() { return believed_clock().of(system_clock_now()); }

}  // namespace cutoffd
