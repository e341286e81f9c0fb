// When alerts were committed: how long they waited for their sinks is counted from there.
//
// Bound: so many commits with alerts; beyond, of two neighbours the older gives its alerts to the
// newer, so that what waits for long is known less exactly, and never to have waited for longer
// than it did. Pure: asks no clock.
// Threads: one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cutoffd {

class CommitTimes {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kMost = 4'096;

  // Nothing is known of what was committed before.
  void begin(std::uint64_t sequence) { before_ = sequence; }
  // All up to this sequence are committed, at that time at the latest.
  void committed(std::uint64_t sequence, Time time);
  [[nodiscard]] std::optional<Time> of(std::uint64_t sequence) const;

 private:
  struct Commit {
    std::uint64_t sequence;  // of its last alert
    Time time;
  };
  std::uint64_t before_ = 0;
  std::vector<Commit> commits_;  // oldest first
};

}  // namespace cutoffd
