// What commands may ask the running daemon by its control socket (docs/control.md).
#include <chrono>

#include "core/json.h"
#include "daemon/believed_clock.h"
#include "daemon/control.h"
#include "daemon/coverage_text.h"
#include "daemon/incident.h"
#include "daemon/list_age.h"
#include "daemon/version.h"
#include "rules/ledger_outbox.h"
#include "rules/tap_advice.h"

namespace cutoffd {
namespace {

std::int64_t seconds(Duration d) {
  return std::chrono::duration_cast<std::chrono::seconds>(d).count();
}

void write_interface(JsonWriter& json, const InterfaceCoverage& one) {
  const InterfaceCoverage::Part window = one.window();
  const InterfaceCoverage::Part period = one.since_heartbeat();
  json.begin_object();
  json.member("name", one.name());
  json.member("state", one.capturing() ? "up" : "down");
  json.member("observed_seconds", seconds(window.observed));
  json.member("up_seconds", seconds(window.up));
  json.member("packets_per_second", one.packets_per_second());
  json.key("window").begin_object();
  write_figures(json, window.figures);
  json.end_object();
  json.key("since_heartbeat").begin_object();
  json.member("observed_seconds", seconds(period.observed));
  json.member("up_seconds", seconds(period.up));
  write_figures(json, period.figures);
  json.end_object();
  json.end_object();
}

void write_lists(JsonWriter& json, const std::vector<rules::Watchlist>& lists, Instant now) {
  json.key("watchlists").begin_array();
  for (const rules::Watchlist& list : lists) {
    json.begin_object();
    json.member("id", list.id);
    json.member("vendor", list.vendor);
    json.member("version", list.version);
    json.member("date", list.date);
    if (const auto age = oldest_list_days({list}, now)) json.member("age_days", *age);
    json.end_object();
  }
  json.end_array();
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
  if (sink.last_success) json.member("last_delivery", rfc3339(*sink.last_success).view());
  if (!sink.last_error.empty()) json.member("last_error", sink.last_error);
  json.end_object();
}

}  // namespace

void Control::take_requests() {
  // Who may write to the socket may decide.
  socket_.answer("incident", [this](const JsonValue& request) {
    std::string answer = incident_answer(
        judge_, request, std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
    // Done is what outlives the daemon.
    save();
    if (saving_failed_) return error_answer("the ledger cannot be written: see the daemon's log");
    return answer;
  });
  socket_.answer("status", [this](const JsonValue&) { return status_answer(); });
  socket_.answer("reload", [this](const JsonValue& request) {
    return reload(request["force"].flag().value_or(false));
  });
}

std::string Control::reloaded_answer(const std::string& changed) {
  std::string out;
  JsonWriter(out).begin_object().member("reloaded", true).member("changed", changed).end_object();
  return out;
}

std::string Control::status_answer() const {
  const Instant now = believed_now();
  const Coverage coverage = watch_.coverage(now);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("sensor", sensor_);
  json.member("version", version());
  json.member("since", rfc3339(since_).view());
  json.member("time", rfc3339(now).view());
  json.member("clock_believed", clock_believed_);
  json.member("verdict", name_of(coverage.verdict));
  json.key("reasons").begin_array();
  for (const std::string& reason : coverage.reasons) json.value(reason);
  json.end_array();
  json.key("coverage").begin_object();
  write_figures(json, coverage.figures);
  json.end_object();
  json.key("interfaces").begin_array();
  for (const InterfaceCoverage& one : watch_.interfaces()) write_interface(json, one);
  json.end_array();
  write_lists(json, watch_.lists(), now);
  json.member("devices", judge_.devices());
  json.member("open_incidents", judge_.open_incidents());
  json.key("advice").begin_array();
  for (const std::string& line : rules::tap_advice(ledger_, network_)) json.value(line);
  json.end_array();
  const rules::OutboxSize outbox = ledger_.outbox().size();
  json.key("outbox").begin_object();
  json.member("rows", outbox.rows).member("octets", outbox.octets);
  json.member("last_sequence", ledger_.last_sequence()).end_object();
  json.key("sinks").begin_array();
  for (const alerts::SinkStatistics& sink : dispatcher_.statistics()) write_sink(json, sink);
  json.end_array();
  json.key("heartbeat").begin_object();
  const auto last = watch_.last_heartbeat();
  const auto interval = watch_.heartbeat_interval();
  if (interval && last) json.member("next", rfc3339(*last + *interval, 0).view());
  json.end_object();
  json.end_object();
  return out;
}

}  // namespace cutoffd
