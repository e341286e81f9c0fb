// What the running daemon knows of itself, gathered once: for `cutoffd status`, the metrics and the
// page.
//
// Values. Threads: gathered and shown on the control thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/statistics.h"
#include "capture/source/kernel_filter.h"
#include "core/counters.h"
#include "core/coverage.h"
#include "core/time.h"
#include "daemon/live_coverage.h"
#include "daemon/state_sync.h"
#include "rules/ledger_outbox.h"
#include "rules/ledger_view.h"

namespace cutoffd {

using CounterValues = std::array<std::uint64_t, kCounters>;
CounterValues values_of(const Counters& counters);

// One of an interface's workers, with a ring of its own; since the start.
struct WorkerStatus {
  std::optional<unsigned> cpu;  // where it is to run
  std::uint64_t packets = 0;
  std::uint64_t kernel_drops = 0;  // because its ring was full
};

struct InterfaceStatus {
  std::string name;
  bool capturing = true;
  double packets_per_second = 0;
  InterfaceCoverage::Part window;           // over the last hour
  InterfaceCoverage::Part since_heartbeat;  // over the heartbeat's period
  CounterValues totals{};                   // since the start
  source::KernelFilter filter{};
  bool shunt_is_pinned = false;  // else this daemon loaded it
  std::string filter_lacks;      // why it is no better one
  source::ShuntCounts shunted;
  std::vector<WorkerStatus> workers;
};

struct ListStatus {
  std::string id;
  std::string vendor;
  std::string version;
  std::string date;
  std::optional<std::int64_t> age_days;
};

struct SensorStatus {
  std::string sensor;
  std::string_view version;
  Instant since{};
  Instant time{};
  bool clock_believed = true;
  bool ledger_writable = true;
  bool workers_turn = true;  // no capture worker hangs
  bool last_reload_taken = true;
  Coverage coverage;
  std::vector<InterfaceStatus> interfaces;
  std::vector<ListStatus> watchlists;
  CounterValues totals{};  // of the judge, since the start
  std::size_t devices = 0;
  std::size_t open_incidents = 0;
  std::vector<rules::StateCount> incidents;  // by state
  std::vector<rules::StateCount> lines;      // of `cutoffd devices`, by state
  std::vector<std::string> advice;
  rules::OutboxSize outbox;
  std::uint64_t last_sequence = 0;
  std::uint64_t commits = 0;
  std::vector<alerts::SinkStatistics> sinks;
  std::optional<StateCopyStatus> state_sync;
  std::optional<Instant> last_heartbeat;
  std::optional<Duration> heartbeat_interval;

  // Why the daemon does not do its work now; empty: it does.
  [[nodiscard]] std::vector<std::string> not_ready() const;
};

// The answer to the request "status" (docs/control.md).
std::string status_json(const SensorStatus& status);

}  // namespace cutoffd
