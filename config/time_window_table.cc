// The keys of a rule's time windows. The door to the system's table of zones.
#include <algorithm>
#include <cstdio>
#include <exception>

#include <date/tz.h>

#include "config/table.h"
#include "config/tables.h"
#include "rules/time_window.h"

namespace cutoffd::config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// "+02:00": the same all the year. Nothing if it is no such text.
std::optional<Zone> fixed_zone(std::string_view text) {
  // The reader of instants knows what an offset is.
  const auto midnight = parse_rfc3339("2000-01-02T00:00:00" + std::string(text));
  if (!midnight) return std::nullopt;
  const Instant there = *parse_rfc3339("2000-01-02T00:00:00Z");
  const auto ahead = std::chrono::duration_cast<seconds>(there - *midnight);
  return Zone{std::string(text), {{kBeginning, ahead}}};
}

// From before the first determination until after every certificate and retention: beyond, the
// last rule that is known goes on.
constexpr int kFirstYear = 2015;
constexpr int kLastYear = 2100;

std::optional<Zone> named_zone(std::string_view text) {
  using date::January;
  Zone zone{std::string(text), {}};
  try {
    const date::time_zone* known = date::locate_zone(zone.name);
    const date::sys_seconds end = date::sys_days(January / 1 / kLastYear);
    for (date::sys_seconds at = date::sys_days(January / 1 / kFirstYear); at < end;) {
      const date::sys_info info = known->get_info(at);
      const bool same = !zone.shifts.empty() && zone.shifts.back().ahead == info.offset;
      if (!same) zone.shifts.push_back({Instant(at.time_since_epoch()), info.offset});
      if (info.end <= at) break;
      at = info.end;
    }
  } catch (const std::exception&) {  // no such zone, or no table of zones at all
    return std::nullopt;
  }
  return zone;
}

Kind<Zone> zone() {
  Shape shape;
  shape.name = "zone";
  shape.expected =
      "a zone such as America/New_York or Europe/Berlin (of the system's package tzdata), UTC, or "
      "an offset such as +02:00";
  return text_kind<Zone>(
      std::move(shape),
      [](std::string_view text) -> std::optional<Zone> {
        if (text.empty()) return std::nullopt;
        if (text == "UTC" || text == "Z") return Zone{std::string(text), {}};
        if (text.front() == '+' || text.front() == '-') return fixed_zone(text);
        return named_zone(text);
      },
      [](const Zone& zone) { return zone.name; });
}

std::string clock_text(const minutes& time) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(time / hours(1)),
                static_cast<int>((time % hours(1)).count()));
  return text.data();
}

Kind<minutes> clock_time() {
  Shape shape;
  shape.name = "time of day";
  shape.expected = "a time of day such as \"08:30\", 00:00 to 24:00";
  shape.pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";
  return text_kind<minutes>(
      std::move(shape),
      [](std::string_view text) -> std::optional<minutes> {
        if (text.size() != 5 || text[2] != ':') return std::nullopt;
        const auto hour = parse_count(text.substr(0, 2));
        const auto minute = parse_count(text.substr(3));
        if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
        return minutes(*hour * 60 + *minute);
      },
      clock_text);
}

}  // namespace

Kind<std::vector<rules::TimeWindow>> time_windows() {
  return list_of(
      Table<rules::TimeWindow>("time window")
          .key(
              "days", [](auto& w) -> auto& { return w.days; },
              list_of(word<rules::Weekday>("day of the week", rules::name_of)),
              "Days on which it begins; without it every day.")
          .key(
              "from", [](auto& w) -> auto& { return w.from; }, clock_time(),
              "When it begins, by the clock of the zone.")
          .key(
              "to", [](auto& w) -> auto& { return w.to; }, clock_time(),
              "When it ends: the first minute that is outside. At or before `from` it is the next "
              "day's.")
          .key(
              "zone", [](auto& w) -> auto& { return w.zone; }, zone(),
              "Whose clock: a zone by name, UTC, or an offset.", Presence::required)
          .kind());
}

}  // namespace cutoffd::config
