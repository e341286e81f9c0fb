#include "rules/day_counts.h"

namespace cutoffd::rules {

std::int64_t day_of(Instant time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

Instant begin_of_day(std::int64_t day) {
  return Instant(std::chrono::sys_days(std::chrono::days(day)));
}

}  // namespace cutoffd::rules
