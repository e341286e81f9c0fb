// The clock of a live capture, as far as it can be believed.
//
// A router without a clock battery starts in the past, and one forged answer of a time server puts
// any machine there; and in the past nothing is prohibited yet. A time before this program was
// built is therefore not believed. Until the clock is set right, time goes on from where it was
// believed last, by what has passed since; where it never was, from the build time. Threads: any.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "core/time.h"

namespace cutoffd {

class BelievedClock {
 public:
  // What the clock says, and at the same moment how far a time has come that nobody can set.
  struct Reading {
    Instant clock{};
    Duration steady{};
  };

  // `start`: of when the program started.
  BelievedClock(Instant built, Reading start)
      : built_(built), ahead_(ahead(std::max(start.clock, built), start.steady)) {}

  [[nodiscard]] bool believes(Instant clock) const { return clock >= built_; }
  // What is taken for the time. From a clock that is right it learns what to go on from.
  Instant now(Reading reading) {
    if (!believes(reading.clock)) {
      return Instant(Duration(ahead_.load(std::memory_order_relaxed)) + reading.steady);
    }
    ahead_.store(ahead(reading.clock, reading.steady), std::memory_order_relaxed);
    return reading.clock;
  }
  // What is taken for the time of a packet that the clock has stamped, before this reading.
  Instant of(Instant stamp, Reading reading) {
    if (believes(stamp)) return stamp;
    const Instant taken = now(reading);
    const Instant moved = stamp + (taken - reading.clock);
    // Another clock's stamp, as it was set once more since: then it is not long ago.
    return believes(moved) && moved <= taken ? moved : taken;
  }

 private:
  static std::int64_t ahead(Instant time, Duration steady) {
    return (time.time_since_epoch() - steady).count();
  }

  Instant built_;
  std::atomic<std::int64_t> ahead_;  // ns that the time is ahead of the steady one
};

// When this program was built: the time of its newest change, or SOURCE_DATE_EPOCH.
Instant build_time();
// What the machine's clock says.
Instant system_clock_now();
BelievedClock::Reading read_clocks();
// This process's.
BelievedClock& believed_clock();
inline Instant believed_now() { return believed_clock().now(read_clocks()); }

}  // namespace cutoffd
