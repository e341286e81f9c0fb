// The coverage verdict: may a network without incidents be called clean?
#pragma once

#include <string>

#include "core/counters.h"
#include "core/coverage.h"

namespace cutoffd::rules {

// Found beats inconclusive beats clean. `found`: the ledger holds an incident that is not closed.
// Reasons are told also where the verdict is `found`: they say what else may have been missed.
Coverage judge_coverage(const CoverageFigures& figures, const CoverageLimits& limits, bool found);

// The figures in one line: "81234 packets, none dropped, 2 % of the flows one-way, 12 % of the TLS
// and QUIC flows without a readable name", and what else there was (ECH, encrypted DNS, tunnels,
// cut packets, gaps, the age of the oldest watchlist).
std::string figure_words(const CoverageFigures& figures);
// With the verdict: "coverage clean: 81234 packets, …".
std::string coverage_words(const Coverage& coverage);

// The figures that the counters hold; gaps, encrypted DNS devices and list age are the caller's.
CoverageFigures figures_from(const Counters& counters);

}  // namespace cutoffd::rules
