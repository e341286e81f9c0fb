// The coverage verdict as a line for people and as JSON (docs/coverage.md).
#pragma once

#include <string>

#include "core/coverage.h"
#include "core/json.h"

namespace cutoffd {

// "coverage: found. 3 pauses of more than five minutes …"
std::string coverage_line(const Coverage& coverage);
// The members of an open object: every figure.
void write_figures(JsonWriter& json, const CoverageFigures& figures);
// One object: verdict, reasons, and every figure.
std::string coverage_json(const Coverage& coverage);

}  // namespace cutoffd
