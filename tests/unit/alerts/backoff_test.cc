#include "alerts/backoff.h"

#include <gtest/gtest.h>

namespace cutoffd::alerts::backoff_test {
namespace {

using std::chrono::seconds;

TEST(Backoff, DoublesUpToItsMaximumWithinHalfAStep) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    Backoff backoff(seconds(1), seconds(10), seed);
    for (const seconds step :
         {seconds(1), seconds(2), seconds(4), seconds(8), seconds(10), seconds(10)}) {
      const auto wait = backoff.next();
      EXPECT_GE(wait, Backoff::Clock::duration(step) / 2);
      EXPECT_LE(wait, step);
    }
    backoff.reset();
    EXPECT_LE(backoff.next(), seconds(1));
  }
}

// Many sensors lose one collector at the same moment.
TEST(Backoff, SpreadsThoseThatFailedTogether) {
  Backoff::Clock::duration least = seconds(10);
  Backoff::Clock::duration most{};
  for (std::uint32_t seed = 1; seed < 200; ++seed) {
    const auto wait = Backoff(seconds(10), seconds(60), seed * 7919).next();
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_LT(least, seconds(6));
  EXPECT_GT(most, seconds(9));
}

}  // namespace
}  // namespace cutoffd::alerts::backoff_test
