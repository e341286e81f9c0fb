// `cutoffd watchlist verify|diff|sign|update`: lists as files. They read files and write what they
// are told to, and contact nobody: a list comes by whatever way the operator trusts.
#pragma once

#include <string>

#include "daemon/command_line.h"
#include "daemon/exit_code.h"
#include "rules/watchlist.h"

namespace cutoffd {

ExitCode watchlist_files(const WatchlistFilesCommand& command);

// A line for each entry that came ("+"), went ("-") or says something else ("~"), in the order of
// the lists.
std::string watchlist_difference(const rules::Watchlist& before, const rules::Watchlist& after);

}  // namespace cutoffd
