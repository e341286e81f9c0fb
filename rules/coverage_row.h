// How much was seen, for reports of weeks and months: a row for each source and stretch of time.
#pragma once

#include <string>

#include "core/coverage.h"
#include "core/time.h"

namespace cutoffd::rules {

// A stretch lasts at most a day (UTC) of one run of the daemon, or as long as a replay's captures.
// Between stretches nobody looked.
struct CoverageRow {
  std::string source;  // an interface's name; "capture" of files
  Instant from{};
  Instant until{};
  Duration up{};            // of that, the interface was captured
  CoverageFigures figures;  // without the list's age; unjudged is all interfaces' together
};

}  // namespace cutoffd::rules
