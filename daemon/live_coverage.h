// How much a running sensor sees: per interface, over a sliding window, and since the last
// heartbeat.
//
// Fed with totals that only grow, every few seconds; keeps what they were at each look of the last
// window, so that any figure is a difference of two. Durations are the program's own up-time, which
// no clock that is set can shorten. Bound: one look in ten seconds for an hour. Threads: one. Pure:
// asks no clock.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/coverage.h"
#include "core/time.h"

namespace cutoffd {

// What happened between two totals.
CoverageFigures between(const CoverageFigures& earlier, const CoverageFigures& later);
void add(CoverageFigures& sum, const CoverageFigures& part);

class InterfaceCoverage {
 public:
  static constexpr Duration kLook = std::chrono::seconds(10);
  static constexpr Duration kWindow = std::chrono::hours(1);
  // Blindness is judged by these last minutes: short enough to be told soon, long enough that one
  // odd connection does not tell it.
  static constexpr Duration kRecent = std::chrono::minutes(5);

  explicit InterfaceCoverage(std::string name) : name_(std::move(name)) {}

  // `up_time`: of the program, never less than before. `totals`: since its start. A pause longer
  // than `gap` without a packet counts as one gap.
  void look(Duration up_time, bool capturing, const CoverageFigures& totals, Duration gap);
  // A heartbeat was told: what follows is the next period's.
  void begin_period();

  struct Part {
    CoverageFigures figures;  // gaps too
    Duration observed{};      // the program was running
    Duration up{};            // of that, the interface was captured
  };
  [[nodiscard]] Part window() const { return since(kWindow); }
  [[nodiscard]] Part since_heartbeat() const;
  // What is kept in the ledger is cut into stretches likewise.
  void begin_stretch() { stretch_ = now_; }
  [[nodiscard]] Part since_stretch() const { return part(stretch_, now_); }
  [[nodiscard]] double packets_per_second() const;  // over the recent minutes

  // Why what does not come by here means nothing now; nothing while it sees. At most 63 octets.
  [[nodiscard]] std::optional<std::string> blind(const CoverageLimits& limits) const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool capturing() const { return now_.capturing; }

 private:
  struct Look {
    Duration at{};
    Duration up{};
    bool capturing = true;
    CoverageFigures totals;
  };
  [[nodiscard]] Part since(Duration span) const;
  [[nodiscard]] static Part part(const Look& from, const Look& to);

  std::string name_;
  std::deque<Look> looks_;  // oldest first
  Look now_;
  Look period_;
  Look stretch_;
  Duration last_packet_{};  // up-time at the look that saw the last new packet
  bool paused_ = false;
  std::uint64_t gaps_ = 0;
};

}  // namespace cutoffd
