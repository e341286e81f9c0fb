#include "capture/track/progress.h"

#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::track::progress_test {
namespace {

class Facts final : public FactSink {
 public:
  void on_fact(const Fact& fact) override { told.push_back(std::get<FlowProgress>(fact)); }
  std::vector<FlowProgress> told;
};

constexpr Instant kNow = instant_from_ns(1'700'000'000'000'000'000);
using Step = FlowProgress::Step;

class ProgressTest : public testing::Test {
 protected:
  Facts facts_;
  Counters counters_;
  Progress progress_{2, 3, facts_, counters_};
  Flow flow_;
};

TEST_F(ProgressTest, AFlowNotWatchedTellsNothing) {
  progress_.moved(flow_, true, 1 << 20, kNow);
  progress_.answered(flow_, kNow);
  progress_.stopped(flow_, Step::reset, kNow);
  progress_.ended(flow_, kNow);
  EXPECT_TRUE(facts_.told.empty());
}

TEST_F(ProgressTest, OctetsAreToldAtDoublingSizes) {
  flow_.serial = 7;
  progress_.watch(flow_, 500, 0, false, kNow);
  for (int i = 0; i < 100; ++i) progress_.moved(flow_, false, 100, kNow);
  // 10,000 octets down: told at 1,024, 2,048, 4,096 and 8,192, at the first octet beyond.
  ASSERT_EQ(facts_.told.size(), 4U);
  EXPECT_EQ(facts_.told[0].bytes_down, 1100U);
  EXPECT_EQ(facts_.told[3].bytes_down, 8200U);
  EXPECT_EQ(facts_.told[3].bytes_up, 500U);
  EXPECT_EQ(facts_.told[0].flow, FlowId{std::uint64_t{3} << 48 | 7});
}

TEST_F(ProgressTest, AnsweredIsToldOnceAlsoWhereTheServerSpokeBeforeTheName) {
  progress_.watch(flow_, 0, 0, true, kNow);
  progress_.answered(flow_, kNow);
  ASSERT_EQ(facts_.told.size(), 1U);
  EXPECT_EQ(facts_.told[0].step, Step::answered);
}

TEST_F(ProgressTest, TheEndIsToldOnceWithTheSums) {
  progress_.watch(flow_, 10, 20, false, kNow);
  progress_.moved(flow_, true, 5, kNow);
  progress_.ended(flow_, kNow);
  progress_.ended(flow_, kNow);
  ASSERT_EQ(facts_.told.size(), 1U);
  EXPECT_EQ(facts_.told[0].step, Step::ended);
  EXPECT_EQ(facts_.told[0].bytes_up, 15U);
  EXPECT_EQ(facts_.told[0].bytes_down, 20U);
}

TEST_F(ProgressTest, BeyondTheBoundFlowsAreCountedNotFollowed) {
  Flow second;
  Flow third;
  progress_.watch(flow_, 0, 0, false, kNow);
  progress_.watch(second, 0, 0, false, kNow);
  progress_.watch(third, 0, 0, true, kNow);
  EXPECT_EQ(counters_.get(Counter::watches_given_up), 1U);
  EXPECT_EQ(third.watch, 0);
  progress_.ended(flow_, kNow);
  progress_.watch(third, 0, 0, false, kNow);
  EXPECT_NE(third.watch, 0);
}

TEST_F(ProgressTest, FinishTellsEveryEndInTheOrderOfWatching) {
  Flow second;
  flow_.serial = 2;
  second.serial = 1;
  progress_.watch(flow_, 0, 0, false, kNow);
  progress_.watch(second, 0, 0, false, kNow);
  progress_.finish(kNow);
  progress_.ended(flow_, kNow);
  ASSERT_EQ(facts_.told.size(), 2U);
  EXPECT_EQ(facts_.told[0].flow, progress_.id_of(flow_));
  EXPECT_EQ(facts_.told[1].flow, progress_.id_of(second));
}

}  // namespace
}  // namespace cutoffd::track::progress_test
