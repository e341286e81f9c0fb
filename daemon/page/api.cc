#include "daemon/page/api.h"

#include <string>
#include <vector>

#include "core/json.h"
#include "daemon/devices.h"
#include "daemon/explain_ledger.h"
#include "daemon/incident_list.h"
#include "rules/provenance.h"

namespace cutoffd::page {
namespace {

constexpr std::size_t kUsual = 100;
constexpr std::size_t kMost = 1'000;

HttpAnswer json_answer(std::string text) {
  HttpAnswer answer;
  answer.type = "application/json";
  answer.body = std::move(text);
  answer.body += '\n';
  return answer;
}

rules::Part part_asked(const View& view) {
  constexpr std::size_t kFar = 100'000'000;
  return {std::string(view.request.value("state")), number_of(view.request, "limit", kUsual, kMost),
          number_of(view.request, "offset", 0, kFar)};
}

// {"total": 3, "offset": 0, "KEY": [ … ]} of lines that are objects each.
HttpAnswer list_answer(std::string_view key, std::uint64_t total, const rules::Part& part,
                       std::string_view lines) {
  std::string out = R"({"total":)" + std::to_string(total) + R"(,"offset":)" +
                    std::to_string(part.offset) + ",\"" + std::string(key) + "\":[";
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    if (at > 0) out += ',';
    out += lines.substr(at, end - at);
    at = end + 1;
  }
  return json_answer(out + "]}");
}

HttpAnswer devices(const View& view) {
  const rules::Part part = part_asked(view);
  const std::vector<rules::LedgerLine> shown = view.ledger.view().lines(part);
  std::vector<rules::DeviceService> rows;
  for (const rules::LedgerLine& line : shown) rows.push_back(line.service);
  std::string lines;
  append_devices_json(lines, rows,
                      {rules::provenance_of(view.ledger, rows), &view.vendors, days_of(shown)});
  return list_answer("devices", count_of(view.status.lines, part.state), part, lines);
}

HttpAnswer incidents_json(const View& view) {
  const rules::Part part = part_asked(view);
  std::string lines;
  append_incidents_json(lines, view.ledger, view.ledger.view().incidents(part));
  return list_answer("incidents", count_of(view.status.incidents, part.state), part, lines);
}

// As `cutoffd explain --json` says it.
std::optional<HttpAnswer> explained(const std::vector<Outline>& found) {
  if (found.empty()) return std::nullopt;
  std::string out;
  found.front().append_json(out);
  return json_answer(std::move(out));
}

std::optional<HttpAnswer> device_json(const View& view, std::string_view id) {
  const auto row = view.ledger.view().device(id);
  if (!row) return std::nullopt;
  return explained({explain_device(view.in_force, view.ledger, *row)});
}

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const std::string& one : texts) json.value(one);
  json.end_array();
}

HttpAnswer determinations_json(const View& view) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("determinations").begin_array();
  for (const rules::Determination& one : view.in_force.rules.determinations()) {
    json.begin_object().member("id", one.id).member("title", one.title);
    json.member("authority", one.authority).member("citation", one.citation);
    json.member("vendor", one.vendor).member("note", one.note);
    json.key("activities").begin_array();
    for (const rules::Activity& activity : one.activities) {
      json.begin_object().member("id", activity.id).member("title", activity.title);
      json.member("from", rfc3339(activity.from).view());
      write_texts(json, "services", activity.services);
      json.end_object();
    }
    json.end_array();
    write_texts(json, "exempt_services", one.exempt_services);
    write_texts(json, "sources", one.sources);
    json.end_object();
  }
  json.end_array().end_object();
  return json_answer(std::move(out));
}

HttpAnswer history(const View& view) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("days").begin_array();
  for (const rules::DayCount& one : view.ledger.view().history()) {
    json.begin_object();
    json.member("day", rfc3339(rules::begin_of_day(one.day), 0).view().substr(0, 10));
    json.member("contacts", one.contacts).end_object();
  }
  json.end_array().end_object();
  return json_answer(std::move(out));
}

}  // namespace

std::optional<HttpAnswer> api(const View& view, std::string_view path) {
  if (path == "status") return json_answer(status_json(view.status));
  if (path == "devices") return devices(view);
  if (path == "incidents") return incidents_json(view);
  if (path == "determinations") return determinations_json(view);
  if (path == "history") return history(view);
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view id = path.substr(slash + 1);
  if (path.starts_with("device/")) return device_json(view, id);
  if (path.starts_with("incident/")) {
    const auto rows = view.ledger.view().incidents_called(id);
    if (rows.empty()) return std::nullopt;
    return explained({explain_incident(view.in_force, view.ledger, rows.front())});
  }
  return std::nullopt;
}

}  // namespace cutoffd::page
