// The programs that an export is written for: one function each, grouped by family of target.
//
// A writer says what its target can say and adds a warning for what it cannot. Texts from lists
// (titles, sources) are cleaned by the writers; names are letters, digits, '-', '_' and dots by the
// list's own syntax. Deterministic: the same plan gives the same octets. Threads: none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/watchlist_export_plan.h"

namespace cutoffd {

struct ExportBody {
  std::string text;
  std::vector<std::string> warnings;
};

struct ExportTarget {
  std::string_view word;     // of --to
  std::string_view comment;  // begins a comment line; empty where the target knows none
  std::string_view use;      // where the file goes, for its head
  ExportBody (*write)(const ExportPlan&);
};

// The warning of those that know no wildcard within a label.
inline constexpr const char* kNoGlob = "no wildcard inside a label is known there; left out";

const std::vector<ExportTarget>& export_targets();
const ExportTarget* find_export_target(std::string_view word);

ExportBody export_suricata(const ExportPlan& plan);
ExportBody export_suricata_dataset(const ExportPlan& plan);
ExportBody export_snort(const ExportPlan& plan);
ExportBody export_zeek(const ExportPlan& plan);
ExportBody export_sigma(const ExportPlan& plan);
ExportBody export_maltrail(const ExportPlan& plan);
ExportBody export_pihole(const ExportPlan& plan);
ExportBody export_adguard(const ExportPlan& plan);
ExportBody export_hosts(const ExportPlan& plan);
ExportBody export_dnsmasq(const ExportPlan& plan);
ExportBody export_unbound(const ExportPlan& plan);
ExportBody export_rpz(const ExportPlan& plan);
ExportBody export_nftables(const ExportPlan& plan);

}  // namespace cutoffd
