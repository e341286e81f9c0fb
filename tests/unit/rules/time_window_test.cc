#include "rules/time_window.h"

#include <gtest/gtest.h>

namespace cutoffd::rules::time_window_test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Instant at(const char* text) { return *parse_rfc3339(text); }

// New York in 2026: summer time from 8 March 07:00 to 1 November 06:00 UTC.
Zone new_york() {
  return {"America/New_York",
          {{at("2025-11-02T06:00:00Z"), hours(-5)},
           {at("2026-03-08T07:00:00Z"), hours(-4)},
           {at("2026-11-01T06:00:00Z"), hours(-5)}}};
}

TimeWindow office_hours() {
  return {{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri},
          hours(8),
          hours(18) + minutes(30),
          new_york()};
}

bool holds(const TimeWindow& window, const char* text) {
  return in_windows({&window, 1}, at(text));
}

TEST(Zones, AreAheadOfUtcByWhatTheClockShowsThen) {
  EXPECT_EQ(new_york().ahead_at(at("2026-03-08T06:59:59Z")), hours(-5));
  EXPECT_EQ(new_york().ahead_at(at("2026-03-08T07:00:00Z")), hours(-4));
  EXPECT_EQ(new_york().ahead_at(at("2026-12-01T00:00:00Z")), hours(-5));
  // What is before all that is known is taken to be like the first that is.
  EXPECT_EQ(new_york().ahead_at(kBeginning), hours(-5));
  EXPECT_EQ(Zone{}.ahead_at(at("2026-03-08T07:00:00Z")), hours(0));
}

TEST(TimeWindows, BeginAtTheirFirstMinuteAndEndBeforeTheirLast) {
  EXPECT_FALSE(holds(office_hours(), "2026-06-01T07:59:59.999999999-04:00"));
  EXPECT_TRUE(holds(office_hours(), "2026-06-01T08:00:00-04:00"));
  EXPECT_TRUE(holds(office_hours(), "2026-06-01T18:29:59.999999999-04:00"));
  EXPECT_FALSE(holds(office_hours(), "2026-06-01T18:30:00-04:00"));
}

TEST(TimeWindows, FollowTheClockOnTheWallThroughTheYear) {
  EXPECT_TRUE(holds(office_hours(), "2026-03-06T08:00:00-05:00"));  // the Friday before
  EXPECT_FALSE(holds(office_hours(), "2026-03-06T12:00:00Z"));
  EXPECT_TRUE(holds(office_hours(), "2026-03-09T12:00:00Z"));  // the Monday after
}

TEST(TimeWindows, HaveTheirDaysInTheirZone) {
  EXPECT_FALSE(holds(office_hours(), "2026-06-06T12:00:00-04:00"));  // a Saturday
  const TimeWindow friday{{Weekday::fri}, hours(0), hours(24), new_york()};
  EXPECT_TRUE(holds(friday, "2026-06-06T03:59:59Z"));  // still Friday there
  EXPECT_FALSE(holds(friday, "2026-06-06T04:00:00Z"));
}

TEST(TimeWindows, OverMidnightBelongToTheDayOnWhichTheyBegin) {
  const TimeWindow night{{Weekday::sat}, hours(22), hours(2), Zone{}};
  EXPECT_FALSE(holds(night, "2026-06-06T21:59:59Z"));
  EXPECT_TRUE(holds(night, "2026-06-06T22:00:00Z"));
  EXPECT_TRUE(holds(night, "2026-06-07T01:59:59Z"));
  EXPECT_FALSE(holds(night, "2026-06-07T02:00:00Z"));
  EXPECT_FALSE(holds(night, "2026-06-07T22:00:00Z"));
  EXPECT_FALSE(holds(night, "2026-06-06T01:00:00Z"));
}

TEST(TimeWindows, ThatEndWhenTheyBeginLastADay) {
  const TimeWindow day{{Weekday::sat}, hours(6), hours(6), Zone{}};
  EXPECT_FALSE(holds(day, "2026-06-06T05:59:59Z"));
  EXPECT_TRUE(holds(day, "2026-06-06T06:00:00Z"));
  EXPECT_TRUE(holds(day, "2026-06-07T05:59:59Z"));
  EXPECT_FALSE(holds(day, "2026-06-07T06:00:00Z"));
}

TEST(TimeWindows, NoneIsAlwaysAndOneOfSeveralIsEnough) {
  EXPECT_TRUE(in_windows({}, at("2026-06-07T05:59:59Z")));
  const std::vector<TimeWindow> both{office_hours(), {{Weekday::sun}, hours(5), hours(6), Zone{}}};
  EXPECT_TRUE(in_windows(both, at("2026-06-07T05:59:59Z")));
  EXPECT_TRUE(in_windows(both, at("2026-06-08T13:00:00Z")));
  EXPECT_FALSE(in_windows(both, at("2026-06-07T13:00:00Z")));
}

TEST(TimeWindows, EveryInstantOfAWeekIsInAWindowOrInWhatItLeavesOut) {
  const TimeWindow in{{Weekday::tue}, hours(20), hours(4), new_york()};
  const TimeWindow rest_of_day{{Weekday::tue}, hours(4), hours(20), new_york()};
  TimeWindow others{{}, hours(4), hours(4), new_york()};
  for (const Weekday day :
       {Weekday::mon, Weekday::wed, Weekday::thu, Weekday::fri, Weekday::sat, Weekday::sun}) {
    others.days.push_back(day);
  }
  Instant t = at("2026-10-28T00:00:00Z");  // over the end of summer time
  for (int i = 0; i < 7 * 24 * 60; ++i, t += minutes(1)) {
    const int holding = int{in_windows({&in, 1}, t)} + int{in_windows({&rest_of_day, 1}, t)} +
                        int{in_windows({&others, 1}, t)};
    ASSERT_EQ(holding, 1) << rfc3339(t).view();
  }
}

}  // namespace
}  // namespace cutoffd::rules::time_window_test
