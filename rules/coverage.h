// The coverage verdict: may a network without incidents be called clean?
#pragma once

#include "core/counters.h"
#include "core/coverage.h"

namespace cutoffd::rules {

// Found beats inconclusive beats clean. `found`: the ledger holds an incident that is not closed.
// Reasons are told also where the verdict is `found`: they say what else may have been missed.
Coverage judge_coverage(const CoverageFigures& figures, const CoverageLimits& limits, bool found);

// The figures that the counters hold; gaps, encrypted DNS devices and list age are the caller's.
CoverageFigures figures_from(const Counters& counters);

}  // namespace cutoffd::rules
