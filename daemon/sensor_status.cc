#include "daemon/sensor_status.h"

#include <algorithm>

#include "core/json.h"
#include "daemon/coverage_text.h"

namespace cutoffd {
namespace {

std::int64_t seconds(Duration d) {
  return std::chrono::duration_cast<std::chrono::seconds>(d).count();
}

void write_worker(JsonWriter& json, const WorkerStatus& worker) {
  json.begin_object();
  if (worker.cpu) json.member("cpu", std::uint64_t{*worker.cpu});
  json.member("packets", worker.packets);
  json.member("kernel_drops", worker.kernel_drops);
  json.end_object();
}

void write_interface(JsonWriter& json, const InterfaceStatus& one) {
  json.begin_object();
  json.member("name", one.name);
  json.member("state", one.capturing ? "up" : "down");
  json.member("observed_seconds", seconds(one.window.observed));
  json.member("up_seconds", seconds(one.window.up));
  json.member("packets_per_second", one.packets_per_second);
  json.key("kernel_filter").begin_object();
  json.member("name", name_of(one.filter));
  if (one.filter == source::KernelFilter::shunt) json.member("pinned", one.shunt_is_pinned);
  if (!one.filter_lacks.empty()) json.member("lacks", one.filter_lacks);
  json.member("packets", one.shunted.packets);
  json.member("octets", one.shunted.octets);
  json.end_object();
  json.key("workers").begin_array();
  for (const WorkerStatus& worker : one.workers) write_worker(json, worker);
  json.end_array();
  json.key("window").begin_object();
  write_figures(json, one.window.figures);
  json.end_object();
  json.key("since_heartbeat").begin_object();
  json.member("observed_seconds", seconds(one.since_heartbeat.observed));
  json.member("up_seconds", seconds(one.since_heartbeat.up));
  write_figures(json, one.since_heartbeat.figures);
  json.end_object();
  json.end_object();
}

void write_list(JsonWriter& json, const ListStatus& list) {
  json.begin_object();
  json.member("id", list.id);
  json.member("vendor", list.vendor);
  json.member("version", list.version);
  json.member("date", list.date);
  if (list.age_days) json.member("age_days", *list.age_days);
  json.end_object();
}

void write_latency(JsonWriter& json, const alerts::LatencyHistogram& latency) {
  if (latency.count == 0) return;
  const double sum = std::chrono::duration<double>(latency.sum).count();
  json.key("latency").begin_object();
  json.member("count", latency.count);
  json.member("mean_seconds", sum / static_cast<double>(latency.count));
  json.member("longest_seconds", std::chrono::duration<double>(latency.longest).count());
  json.end_object();
}

void write_sink(JsonWriter& json, const alerts::SinkStatistics& sink) {
  json.begin_object();
  json.member("name", sink.name);
  json.member("destination", sink.destination);
  json.member("connected", sink.connected);
  json.member("queued", sink.queued);
  json.member("in_hand", sink.in_hand);
  json.member("sent", sink.sent);
  json.member("acknowledged", sink.acknowledged);
  json.member("retried", sink.retried);
  json.member("filtered", sink.filtered);
  json.member("dropped", sink.dropped);
  json.member("refused", sink.refused);
  json.member("failures", sink.failures);
  json.member("cursor", sink.cursor);
  write_latency(json, sink.latency);
  if (sink.last_success) json.member("last_delivery", rfc3339(*sink.last_success).view());
  if (!sink.last_error.empty()) json.member("last_error", sink.last_error);
  json.end_object();
}

template <typename List, typename Write>
void write_list_of(JsonWriter& json, std::string_view key, const List& list, const Write& write) {
  json.key(key).begin_array();
  for (const auto& one : list) write(json, one);
  json.end_array();
}

void write_state_copy(JsonWriter& json, const StateCopyStatus& copy) {
  json.key("state_sync").begin_object();
  json.member("to", copy.to);
  if (copy.last) json.member("last", rfc3339(*copy.last, 0).view());
  json.member("failed", copy.failed);
  json.end_object();
}

void write_text(JsonWriter& json, const std::string& text) { json.value(text); }

}  // namespace

CounterValues values_of(const Counters& counters) {
  CounterValues values{};
  for (std::size_t i = 0; i < kCounters; ++i) values[i] = counters.get(static_cast<Counter>(i));
  return values;
}

std::vector<std::string> SensorStatus::not_ready() const {
  std::vector<std::string> reasons;
  for (const InterfaceStatus& one : interfaces) {
    if (!one.capturing) reasons.push_back(one.name + " is down");
  }
  if (!workers_turn) reasons.emplace_back("a capture worker stands still");
  if (!ledger_writable) reasons.emplace_back("the ledger cannot be written");
  return reasons;
}

std::string status_json(const SensorStatus& status) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("sensor", status.sensor);
  json.member("version", status.version);
  json.member("since", rfc3339(status.since).view());
  json.member("time", rfc3339(status.time).view());
  json.member("clock_believed", status.clock_believed);
  json.member("verdict", name_of(status.coverage.verdict));
  write_list_of(json, "reasons", status.coverage.reasons, write_text);
  json.key("coverage").begin_object();
  write_figures(json, status.coverage.figures);
  json.end_object();
  write_list_of(json, "interfaces", status.interfaces, write_interface);
  write_list_of(json, "watchlists", status.watchlists, write_list);
  json.member("devices", status.devices);
  json.member("open_incidents", status.open_incidents);
  json.key("incidents").begin_object();
  for (const rules::StateCount& one : status.incidents) json.member(one.state, one.count);
  json.end_object();
  write_list_of(json, "advice", status.advice, write_text);
  json.key("outbox").begin_object();
  json.member("rows", status.outbox.rows).member("octets", status.outbox.octets);
  json.member("last_sequence", status.last_sequence).end_object();
  write_list_of(json, "sinks", status.sinks, write_sink);
  if (status.state_sync) write_state_copy(json, *status.state_sync);
  json.key("heartbeat").begin_object();
  if (status.heartbeat_interval && status.last_heartbeat) {
    // A last one ahead of the clock is from before it was set back, and delays nothing.
    const Instant last = std::min(*status.last_heartbeat, status.time);
    json.member("next", rfc3339(last + *status.heartbeat_interval, 0).view());
  }
  json.end_object();
  json.end_object();
  return out;
}

}  // namespace cutoffd
