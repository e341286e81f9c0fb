// Where a better place for the sensor would show who really called.
//
// Read from the ledger when somebody asks: each go-between that open incidents are behind, with how
// many there are. Threads: those of the Ledger.
#pragma once

#include <string>
#include <vector>

#include "rules/judge.h"
#include "rules/ledger.h"

namespace cutoffd::rules {

// "3 open incidents are behind 192.0.2.1, whose clients are not visible from here: tap inside of
// it"; the most first. Empty where every client is visible.
std::vector<std::string> tap_advice(Ledger& ledger, const JudgeOptions& options);

}  // namespace cutoffd::rules
