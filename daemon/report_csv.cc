// A report's devices as CSV (RFC 4180), one line for each device and service.
#include <array>

#include "core/json.h"
#include "daemon/report_formats.h"
#include "daemon/report_outline.h"

namespace cutoffd {
namespace {

// Spreadsheets take a cell that begins so for a formula, and names come from the wire.
constexpr std::string_view kFormula = "=+-@\t\r";

void append_cell(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  if (!clean.empty() && kFormula.find(clean.front()) != std::string_view::npos)
    clean.insert(0, 1, '\'');
  out += '"';
  for (const char c : clean) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

template <std::size_t N>
void append_line(std::string& out, const std::array<std::string, N>& cells) {
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) out += ',';
    append_cell(out, cells[i]);
  }
  out += "\r\n";
}

// The items of a cell, a blank between them.
template <typename Items, typename Say>
std::string joined(const Items& items, Say say) {
  std::string all;
  for (const auto& item : items) all += (all.empty() ? "" : " ") + say(item);
  return all;
}

std::string moment_or_nothing(const rules::ContactSpan& span, Instant time) {
  return span.count > 0 ? moment(time) : std::string();
}

}  // namespace

void append_report_csv(std::string& out, const ReportFacts& facts) {
  append_line(out, std::array<std::string, 24>{
                       "device",     "name",         "mac",         "ip",           "owner",
                       "vendor",     "service",      "prohibited",  "state",        "evidence",
                       "blocked",    "before_first", "before_last", "before_count", "after_first",
                       "after_last", "after_count",  "bytes_up",    "bytes_down",   "watched_name",
                       "identity",   "vlan",         "tags",        "relay"});
  for (const rules::DeviceService& row : facts.devices) {
    append_line(
        out, std::array<std::string, 24>{
                 row.device.id,
                 row.device.name,
                 row.device.mac ? std::string(text(*row.device.mac).view()) : "",
                 joined(row.device.ips,
                        [](const IpAddress& ip) { return std::string(text(ip).view()); }),
                 row.device.owner,
                 row.vendor,
                 row.service,
                 row.prohibited ? "yes" : "no",
                 row.state,
                 std::string(row.evidence ? name_of(*row.evidence) : ""),
                 std::string(row.blocked ? name_of(*row.blocked) : ""),
                 moment_or_nothing(row.before, row.before.first),
                 moment_or_nothing(row.before, row.before.last),
                 std::to_string(row.before.count),
                 moment_or_nothing(row.after, row.after.first),
                 moment_or_nothing(row.after, row.after.last),
                 std::to_string(row.after.count),
                 std::to_string(row.bytes_up),
                 std::to_string(row.bytes_down),
                 row.name,
                 std::string(name_of(row.device.identity)),
                 joined(row.device.vlans, [](std::uint16_t vlan) { return std::to_string(vlan); }),
                 joined(row.device.tags, [](const std::string& tag) { return tag; }),
                 std::string(row.relay ? text(*row.relay).view() : "")});
  }
}

}  // namespace cutoffd
