#include "daemon/believed_clock.h"

#include <gtest/gtest.h>

namespace cutoffd::believed_clock_test {
namespace {

using namespace std::chrono_literals;

const Instant kBuilt = *parse_rfc3339("2026-11-29T00:00:00Z");
const Instant kLater = *parse_rfc3339("2027-03-01T12:00:00Z");
const Instant kPast = *parse_rfc3339("2020-01-01T00:00:00Z");

TEST(BelievedClock, TakesTheBuildTimeForATimeBeforeIt) {
  const Instant start = *parse_rfc3339("1970-01-01T00:00:10Z");
  BelievedClock clock(kBuilt, {start, 3s});
  EXPECT_FALSE(clock.believes(start));
  EXPECT_EQ(clock.now({start, 3s}), kBuilt);
  EXPECT_EQ(clock.now({start + 90s, 93s}), kBuilt + 90s)
      << "time goes on, or nothing would ever settle";
  EXPECT_EQ(clock.now({kBuilt + 24h, 94s}), kBuilt + 24h) << "the clock was set";
  EXPECT_EQ(BelievedClock(kBuilt, {kBuilt + 1h, 0s}).now({kBuilt + 2h, 1h}), kBuilt + 2h);
  EXPECT_GT(build_time(), *parse_rfc3339("2024-09-29T00:00:00Z")) << "stamped by the build";
}

TEST(BelievedClock, GoesOnFromTheLastRightTimeWhenItIsSetBackBeforeTheBuild) {
  BelievedClock clock(kBuilt, {kLater, 100s});
  EXPECT_EQ(clock.now({kLater + 1h, 1h + 100s}), kLater + 1h);
  EXPECT_FALSE(clock.believes(kPast));
  EXPECT_EQ(clock.now({kPast, 1h + 110s}), kLater + 1h + 10s);
  EXPECT_EQ(clock.now({kPast + 1h, 2h + 110s}), kLater + 2h + 10s) << "and not only at once";
  EXPECT_EQ(clock.now({kPast - 24h, 2h + 120s}), kLater + 2h + 20s) << "set once more";
  EXPECT_EQ(clock.now({kLater + 3h, 3h}), kLater + 3h) << "right again";
  EXPECT_EQ(clock.now({kPast, 3h + 1s}), kLater + 3h + 1s);
}

TEST(BelievedClock, MovesWithTheClockWhatItStamped) {
  BelievedClock clock(kBuilt, {kLater, 0s});
  EXPECT_EQ(clock.of(kLater + 9s, {kPast + 1s, 10s}), kLater + 9s) << "stamped before it was set";
  EXPECT_EQ(clock.of(kPast, {kPast + 1s, 10s}), kLater + 9s);
  EXPECT_EQ(clock.of(kPast + 1s, {kPast + 1s, 10s}), kLater + 10s);
}

TEST(BelievedClock, TakesTheTimeOfReadingWhereTheStampIsAnotherClocks) {
  BelievedClock clock(kBuilt, {kLater, 0s});
  EXPECT_EQ(clock.of(kPast, {kLater + 10s, 10s}), kLater + 10s) << "set right meanwhile";
  EXPECT_EQ(clock.of(kPast, {kPast + 48h, 20s}), kLater + 20s - 48h) << "as long ago as it says";
  EXPECT_EQ(clock.of(kPast, {kBuilt - 1s, 30s}), kLater + 30s) << "set once more, forth";
  EXPECT_EQ(clock.of(kPast + 24h, {kPast, 40s}), kLater + 40s) << "and back: never ahead of now";
}

}  // namespace
}  // namespace cutoffd::believed_clock_test
