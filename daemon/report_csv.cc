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

std::string moment_of(const rules::ContactSpan& span, Instant time) {
  return span.count > 0 ? moment(time) : std::string();
}

}  // namespace

void append_report_csv(std::string& out, const ReportFacts& facts) {
  append_line(out,
              std::array<std::string, 20>{
                  "device",     "name",         "mac",         "ip",           "owner",
                  "vendor",     "service",      "prohibited",  "state",        "evidence",
                  "blocked",    "before_first", "before_last", "before_count", "after_first",
                  "after_last", "after_count",  "bytes_up",    "bytes_down",   "watched_name"});
  for (const rules::DeviceService& row : facts.devices) {
    std::string ips;
    for (const IpAddress& ip : row.device.ips) {
      ips += (ips.empty() ? "" : " ") + std::string(text(ip).view());
    }
    append_line(out, std::array<std::string, 20>{
                         row.device.id,
                         row.device.name,
                         row.device.mac ? std::string(text(*row.device.mac).view()) : "",
                         ips,
                         row.device.owner,
                         row.vendor,
                         row.service,
                         row.prohibited ? "yes" : "no",
                         row.state,
                         std::string(row.evidence ? name_of(*row.evidence) : ""),
                         std::string(row.blocked ? name_of(*row.blocked) : ""),
                         moment_of(row.before, row.before.first),
                         moment_of(row.before, row.before.last),
                         std::to_string(row.before.count),
                         moment_of(row.after, row.after.first),
                         moment_of(row.after, row.after.last),
                         std::to_string(row.after.count),
                         std::to_string(row.bytes_up),
                         std::to_string(row.bytes_down),
                         row.name});
  }
}

}  // namespace cutoffd
