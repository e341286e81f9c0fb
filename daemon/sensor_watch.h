// Watches the sensor itself: live coverage, what it is worth, and what must be told of it.
//
// Tells the judge when the sensor is blind (core/fact.h: SensorChange) and writes the alerts of
// events `sensor` and `heartbeat`. They reach the disk with the ledger's next commit, in one
// transaction with what the judge decided. Threads: the control thread. Errors: none of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "core/alert.h"
#include "core/coverage.h"
#include "daemon/live_coverage.h"
#include "rules/judge.h"
#include "rules/ledger.h"

namespace cutoffd {

// One interface's totals since the program's start.
struct InterfaceLook {
  std::string_view name;
  bool capturing = true;
  CoverageFigures totals;
};

class SensorWatch {
 public:
  // Ledger and judge outlive it.
  SensorWatch(const config::Settings& settings, rules::Ledger& ledger, rules::Judge& judge);

  // Other limits, lists and heartbeat from now on: also, a reload was taken.
  void use(const config::Settings& settings);
  // Capturing begins: tells of the time in which no sensor ran, and of a clock not believed.
  void start(Instant now, bool clock_believed);
  // Every second or so. `now`: the believed clock's; `judged`: how far the judge has come;
  // `given_up`: contacts for which the judge had no room, since the start.
  void look(Instant now, Instant judged, Duration up_time, const std::vector<InterfaceLook>& all,
            std::uint64_t given_up);
  // Capturing ends: what was seen since the last minute is kept too.
  void end(Instant now) { note_stretch(now, true); }
  // As often, before look(): tells when the clock is no longer, or again, to be believed.
  void look_at_clock(Instant now, bool believed);
  // Told once, until the reason is another or a reload is taken: who reloads every minute does not
  // alert every minute.
  void reload_refused(Instant now, std::string message);
  // An alert of the sensor, at once.
  void tell(Instant now, Severity severity, std::string message);

  // Over the sliding window, all interfaces together.
  [[nodiscard]] Coverage coverage(Instant now) const;
  [[nodiscard]] const std::vector<InterfaceCoverage>& interfaces() const { return interfaces_; }
  [[nodiscard]] std::optional<std::string> blind() const;
  [[nodiscard]] const std::vector<rules::Watchlist>& lists() const { return lists_; }
  [[nodiscard]] std::optional<Instant> last_heartbeat() const;
  [[nodiscard]] std::optional<Duration> heartbeat_interval() const { return heartbeat_; }
  [[nodiscard]] bool clock_believed() const { return clock_believed_; }

 private:
  void note_sight(Instant now, Instant judged);
  void note_lists(Instant now);
  void note_heartbeat(Instant now);
  [[nodiscard]] bool heartbeat_is_due(Instant now, std::optional<Instant> last);
  void note_stretch(Instant now, bool last = false);
  void begin_stretch(Instant now);
  [[nodiscard]] Coverage judged(CoverageFigures figures, Instant now, bool was_down,
                                bool found) const;
  [[nodiscard]] Coverage of_window(Instant now, bool found) const;
  [[nodiscard]] std::string heartbeat_sentence(const Coverage& coverage) const;

  rules::Ledger& ledger_;
  rules::Judge& judge_;
  std::string sensor_;
  CoverageLimits limits_;
  std::optional<Duration> heartbeat_;
  std::optional<Duration> heartbeat_due_;  // by up_time_
  std::vector<rules::Watchlist> lists_;    // of each what a date needs: entries are left out
  std::vector<InterfaceCoverage> interfaces_;
  InterfaceCoverage judging_{"judge"};  // what it had no room for
  std::string blind_for_;               // the reason that was told; empty while seeing
  Instant blind_since_{};
  bool stale_told_ = false;
  bool clock_believed_ = true;
  Instant taken_{};             // for the time, when it was last looked at and not believed
  std::string refused_reload_;  // as it was told
  Instant stretch_from_{};      // of coverage that is kept for reports
  Instant stretch_until_{};     // as it stands in the ledger
  Duration up_time_{};
  std::optional<std::pair<Instant, Instant>> down_;  // before this start
};

}  // namespace cutoffd
