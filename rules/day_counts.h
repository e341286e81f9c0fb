// Contacts a day: of one device for the last thirty, of all devices together for years. Kept in the
// ledger for those who look at it; nothing is judged by them.
//
// A day is one of UTC. Contacts count at their own time, so that a replay fills the days of its
// capture. Pure values; threads: none of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/time.h"

namespace cutoffd::rules {

// Days since 1970-01-01.
std::int64_t day_of(Instant time);
Instant begin_of_day(std::int64_t day);

// So many days are kept of one device, and of all together.
inline constexpr std::int64_t kDeviceDays = 30;
inline constexpr std::int64_t kHistoryDays = 1'100;

struct DayCount {
  std::int64_t day = 0;
  std::uint64_t contacts = 0;
};
using DayCounts = std::vector<DayCount>;  // in their order; days without contacts are left out

}  // namespace cutoffd::rules
