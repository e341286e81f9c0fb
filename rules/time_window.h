// Hours of the week in which a rule applies, by the clock on the wall.
//
// Pure values, built by config/. Threads: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "core/zone.h"

namespace cutoffd::rules {

enum class Weekday : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };
std::string_view name_of(Weekday day);

struct TimeWindow {
  std::vector<Weekday> days;  // on which it begins; empty: on every day
  // Since midnight, to the minute, 0 to 24 hours. One that ends at or before its beginning ends on
  // the next day. On a day when the clock is set, it is what the clock shows that counts.
  std::chrono::minutes from{0};
  std::chrono::minutes to = std::chrono::hours(24);
  Zone zone;

  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

// True if the instant lies in one of them, or there is none.
bool in_windows(std::span<const TimeWindow> windows, Instant t);

}  // namespace cutoffd::rules
