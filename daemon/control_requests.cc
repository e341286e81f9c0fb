// What may be asked of the running daemon: by commands at its control socket (docs/control.md), by
// visitors of its page.
#include <algorithm>

#include "core/json.h"
#include "daemon/believed_clock.h"
#include "daemon/control.h"
#include "daemon/incident.h"
#include "daemon/list_age.h"
#include "daemon/sensor_status.h"
#include "daemon/version.h"
#include "rules/ledger_outbox.h"
#include "rules/ledger_view.h"
#include "rules/tap_advice.h"

namespace cutoffd {

namespace {

// Its counters to the interface's; what decides in the kernel is as good as the least of them.
void add_worker(InterfaceStatus& sum, const CaptureWorker& worker) {
  const CounterValues own = values_of(worker.counters());
  for (std::size_t i = 0; i < own.size(); ++i) sum.totals[i] += own[i];
  const auto value = [&own](Counter counter) { return own[static_cast<std::size_t>(counter)]; };
  sum.filter =
      sum.workers.empty() ? worker.kernel_filter() : std::min(sum.filter, worker.kernel_filter());
  sum.shunt_is_pinned = worker.shunt_is_pinned() && (sum.workers.empty() || sum.shunt_is_pinned);
  if (sum.filter_lacks.empty()) sum.filter_lacks = worker.kernel_filter_lacks();
  const source::ShuntCounts below = worker.shunted();
  sum.shunted.packets += below.packets;
  sum.shunted.octets += below.octets;
  sum.shunted.lost_octets += below.lost_octets;
  sum.workers.push_back({worker.seat().cpu, value(Counter::packets), value(Counter::kernel_drops)});
}

}  // namespace

void Control::take_requests() {
  // Who may write to the socket may decide.
  socket_.answer("incident", [this](const JsonValue& request) {
    std::string answer = incident_answer(judge_, request, believed_now());
    // Done is what outlives the daemon.
    save();
    if (saving_failed_) return error_answer("the ledger cannot be written: see the daemon's log");
    return answer;
  });
  socket_.answer("status", [this](const JsonValue&) {
    SensorStatus status = gather();
    status.advice = rules::tap_advice(ledger_, network_);
    return status_json(status);
  });
  socket_.answer("reload", [this](const JsonValue& request) {
    return reload(request["force"].flag().value_or(false));
  });
}

std::string Control::reloaded_answer(const std::string& changed) {
  std::string out;
  JsonWriter(out).begin_object().member("reloaded", true).member("changed", changed).end_object();
  return out;
}

SensorStatus Control::gather() const {
  SensorStatus status;
  status.sensor = sensor_;
  status.version = version();
  status.since = since_;
  status.time = believed_now();
  status.clock_believed = watch_.clock_believed();
  status.ledger_writable = !saving_failed_;
  status.workers_turn = workers_turned_;
  status.last_reload_taken = last_reload_taken_;
  status.coverage = watch_.coverage(status.time);
  for (const InterfaceCoverage& one : watch_.interfaces()) {
    InterfaceStatus& last = status.interfaces.emplace_back();
    last.name = one.name();
    last.capturing = one.capturing();
    last.packets_per_second = one.packets_per_second();
    last.window = one.window();
    last.since_heartbeat = one.since_heartbeat();
    for (const Workers workers : by_interface()) {
      if (workers.front()->interface() != one.name()) continue;
      for (const auto& worker : workers) add_worker(last, *worker);
    }
  }
  for (const rules::Watchlist& list : watch_.lists()) {
    status.watchlists.push_back(
        {list.id, list.vendor, list.version, list.date, oldest_list_days({&list, 1}, status.time)});
  }
  status.totals = values_of(counters_);
  status.devices = judge_.devices();
  status.open_incidents = judge_.open_incidents();
  status.incidents = ledger_.view().incident_states();
  status.lines = ledger_.view().line_states();
  status.outbox = ledger_.outbox().size();
  status.last_sequence = ledger_.last_sequence();
  status.commits = ledger_.view().commits();
  status.sinks = dispatcher_.statistics();
  if (state_sync_) status.state_sync = state_sync_->status();
  status.last_heartbeat = watch_.last_heartbeat();
  status.heartbeat_interval = watch_.heartbeat_interval();
  return status;
}

}  // namespace cutoffd
