// What a report says, gathered from a ledger and the settings: `cutoffd report`.
//
// Asks no clock: the same ledger, settings and period give the same facts. Reads only, and works
// while the daemon writes. Threads: none of its own; a ledger is one thread's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "core/coverage.h"
#include "rules/ledger.h"
#include "rules/ledger_rows.h"

namespace cutoffd {

struct ReportPeriod {
  Instant from{};
  Instant to{};  // the first instant that is outside
};

struct ReportIncident {
  rules::IncidentRow row;
  DeviceView device;
  bool opened = false;  // in the period: its first contact lies there
};

// One interface, or the capture files.
struct SourceCoverage {
  std::string source;
  ReportPeriod seen;  // from the first stretch to the last one
  Duration looked{};  // of that, somebody looked
  Duration up{};      // of that, the interface was captured
  CoverageFigures figures;
  std::vector<ReportPeriod> gaps;  // longer than a minute, in which nobody looked; the longest
  std::size_t gaps_left_out = 0;
};

struct ReportFacts {
  ReportPeriod period;
  std::vector<rules::DeviceService> devices;  // with contacts in the period
  std::vector<ReportIncident> incidents;      // likewise; those that were told or are muted
  std::vector<rules::DecisionRow> decisions;  // of the period
  std::vector<SourceCoverage> sources;
  Coverage coverage;
};

// Bounds that are not given are those of what the ledger knows.
ReportFacts report_facts(const config::Settings& settings, rules::Ledger& ledger,
                         std::optional<Instant> from, std::optional<Instant> to);

}  // namespace cutoffd
