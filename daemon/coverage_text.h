// The coverage verdict as a line for people and as JSON (docs/coverage.md).
#pragma once

#include <string>

#include "core/coverage.h"

namespace cutoffd {

// "coverage: found. 3 pauses of more than five minutes …"
std::string coverage_line(const Coverage& coverage);
// One object: verdict, reasons, and every figure.
std::string coverage_json(const Coverage& coverage);

}  // namespace cutoffd
