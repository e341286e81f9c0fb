// What silence must be to mean something (docs/judgement.md, "Quiet").
#pragma once

#include <chrono>
#include <cstdint>

#include "core/time.h"

namespace cutoffd::rules {

struct QuietOptions {
  std::uint32_t intervals = 3;                         // so many of the learnt interval
  Duration at_least = std::chrono::hours(24 * 7);      // and never less than this
  Duration absent_after = std::chrono::hours(24 * 3);  // not seen for so long: not there
};

}  // namespace cutoffd::rules
