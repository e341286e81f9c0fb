// What a replay tells on standard error at its end: how much there was, what was found, what was
// wrong with the input, and as its last line the coverage verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/counters.h"
#include "core/coverage.h"
#include "core/time.h"

namespace cutoffd {

struct ReplaySummary {
  std::uint64_t files = 0;
  std::optional<Instant> first;  // of the packets judged now; nothing if there were none
  Instant last{};
  std::size_t devices = 0;
  std::size_t incidents = 0;
  const Counters* counters = nullptr;
};

void print_summary(const ReplaySummary& summary, const Coverage& coverage);
// The same as text, for tests.
std::string summary_text(const ReplaySummary& summary, const Coverage& coverage);

}  // namespace cutoffd
