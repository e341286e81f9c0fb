#include "daemon/replay_summary.h"

#include <array>
#include <cstdio>

#include "daemon/coverage_text.h"

namespace cutoffd {
namespace {

// The counters that tell of trouble with the input. Others count what is normal.
constexpr std::array kTrouble{
    Counter::cut_packets,
    Counter::kernel_drops,
    Counter::interface_drops,
    Counter::time_went_back,
    Counter::link_unknown,
    Counter::link_truncated,
    Counter::link_malformed,
    Counter::vlan_too_deep,
    Counter::ip_truncated,
    Counter::ip_malformed,
    Counter::transport_truncated,
    Counter::transport_malformed,
    Counter::tunnel_too_deep,
    Counter::tunnel_malformed,
    Counter::opaque_packets,
    Counter::dns_malformed,
    Counter::dns_truncated,
    Counter::dns_records_left_out,
    Counter::tls_malformed,
    Counter::quic_malformed,
    Counter::http_malformed,
    Counter::name_too_long,
    Counter::name_odd,
    Counter::fragments_overlapping,
    Counter::fragments_given_up,
    Counter::flows_given_up,
    Counter::hellos_given_up_gap,
    Counter::hellos_given_up_size,
    Counter::hellos_given_up_room,
    Counter::segment_conflicts,
    Counter::facts_dropped,
    Counter::devices_given_up,
    Counter::contacts_given_up,
};

std::string counted(std::uint64_t n, const char* one, const char* many) {
  return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

// "233.0 kB": powers of ten, as disks and networks are measured.
std::string octets_text(std::uint64_t octets) {
  constexpr std::array units{"kB", "MB", "GB", "TB"};
  if (octets < 1000) return std::to_string(octets) + " B";
  double value = static_cast<double>(octets);
  std::size_t unit = 0;
  for (value /= 1000; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.1f ", value);
  return digits.data() + std::string(units[unit]);
}

}  // namespace

std::string summary_text(const ReplaySummary& summary, const Coverage& coverage) {
  const Counters& counters = *summary.counters;
  std::string out = counted(summary.files, "file", "files");
  out += ", " + counted(counters.get(Counter::packets), "packet", "packets");
  out += ", " + octets_text(counters.get(Counter::octets));
  if (summary.first) {
    out += ", from ";
    out += rfc3339(*summary.first, 0).view();
    out += " to ";
    out += rfc3339(summary.last, 0).view();
  }
  out += '\n';
  out += counted(summary.devices, "device", "devices") + " with watched contacts, ";
  out += counted(summary.incidents, "incident", "incidents") + '\n';
  for (const Counter counter : kTrouble) {
    const std::uint64_t n = counters.get(counter);
    if (n == 0) continue;
    out += "  " + std::to_string(n) + ' ';
    out += meaning_of(counter);
    out += '\n';
  }
  return out + coverage_line(coverage) + '\n';
}

void print_summary(const ReplaySummary& summary, const Coverage& coverage) {
  std::fputs(summary_text(summary, coverage).c_str(), stderr);
}

}  // namespace cutoffd
