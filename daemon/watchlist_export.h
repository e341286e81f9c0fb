// `cutoffd watchlist export`: the watchlists in the form of another program.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"
#include "daemon/watchlist_export_targets.h"

namespace cutoffd {

// The whole file: what it is, what prohibits what from when on, what could not be said, the body.
std::string export_text(const ExportPlan& plan, const ExportTarget& target, const ExportBody& body);
// The body's warnings, and what no target can be told.
std::vector<std::string> export_warnings(const ExportPlan& plan, const ExportBody& body);

ExitCode export_watchlist(const WatchlistExportCommand& command);

}  // namespace cutoffd
