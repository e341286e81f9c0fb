#include "daemon/commit_times.h"

#include <gtest/gtest.h>

namespace cutoffd::commit_times_test {
namespace {

using namespace std::chrono_literals;

CommitTimes::Time at(int seconds) { return CommitTimes::Time(std::chrono::seconds(seconds)); }

TEST(CommitTimes, KnowsInWhichCommitAnAlertWas) {
  CommitTimes times;
  times.begin(5);
  times.committed(5, at(1));  // nothing new
  times.committed(8, at(2));
  times.committed(8, at(3));
  times.committed(9, at(4));
  EXPECT_FALSE(times.of(5)) << "from before";
  EXPECT_EQ(times.of(6), at(2));
  EXPECT_EQ(times.of(8), at(2));
  EXPECT_EQ(times.of(9), at(4));
  EXPECT_FALSE(times.of(10)) << "not yet";
}

TEST(CommitTimes, IsBoundedAndThenLessExactNeverTooLong) {
  CommitTimes times;
  const int many = static_cast<int>(CommitTimes::kMost) * 5;
  for (int i = 1; i <= many; ++i) times.committed(static_cast<std::uint64_t>(i), at(i));
  for (int i = 1; i <= many; i += 7) {
    const auto time = times.of(static_cast<std::uint64_t>(i));
    ASSERT_TRUE(time);
    EXPECT_GE(*time, at(i));
  }
  EXPECT_EQ(times.of(static_cast<std::uint64_t>(many)), at(many));
}

}  // namespace
}  // namespace cutoffd::commit_times_test
