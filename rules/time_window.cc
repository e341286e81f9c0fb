#include "rules/time_window.h"

#include <algorithm>

namespace cutoffd::rules {
namespace {

using std::chrono::days;
using std::chrono::seconds;

bool begins_on(const TimeWindow& window, std::chrono::sys_days day) {
  // Monday is 1 to ISO 8601 and 0 to Weekday.
  const auto weekday = static_cast<Weekday>(std::chrono::weekday(day).iso_encoding() - 1);
  return window.days.empty() ||
         std::find(window.days.begin(), window.days.end(), weekday) != window.days.end();
}

bool contains(const TimeWindow& window, Instant t) {
  const std::chrono::sys_seconds shown = std::chrono::floor<seconds>(t) + window.zone.ahead_at(t);
  const auto day = std::chrono::floor<days>(shown);
  const seconds clock = shown - day;
  if (window.from < window.to) {
    return window.from <= clock && clock < window.to && begins_on(window, day);
  }
  return (window.from <= clock && begins_on(window, day)) ||
         (clock < window.to && begins_on(window, day - days(1)));
}

}  // namespace

std::string_view name_of(Weekday day) {
  switch (day) {
    case Weekday::mon:
      return "mon";
    case Weekday::tue:
      return "tue";
    case Weekday::wed:
      return "wed";
    case Weekday::thu:
      return "thu";
    case Weekday::fri:
      return "fri";
    case Weekday::sat:
      return "sat";
    case Weekday::sun:
      return "sun";
  }
  return "?";
}

bool in_windows(std::span<const TimeWindow> windows, Instant t) {
  return windows.empty() || std::any_of(windows.begin(), windows.end(),
                                        [t](const auto& window) { return contains(window, t); });
}

}  // namespace cutoffd::rules
