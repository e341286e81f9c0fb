#include "daemon/answered_table.h"

#include <gtest/gtest.h>

namespace cutoffd {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = instant_from_ns(1'700'000'000'000'000'000);
IpAddress ip(std::uint32_t n) { return IpAddress::v4(n); }

TEST(AnsweredTable, KnowsWatchedAndSharedAddresses) {
  AnsweredTable table(1);
  table.note_watched(ip(7), kNow);
  EXPECT_TRUE(table.look(ip(7), kNow + 48h).watched);
  EXPECT_FALSE(table.look(ip(7), kNow).shared);
  EXPECT_FALSE(table.look(ip(8), kNow).watched);
  table.note_shared(ip(7), kNow);
  EXPECT_TRUE(table.look(ip(7), kNow + 23h).shared);
  EXPECT_FALSE(table.look(ip(7), kNow + 25h).shared);
}

TEST(AnsweredTable, SaysThatAWatchedAddressIsSharedOnceAnHour) {
  AnsweredTable table(1);
  EXPECT_FALSE(table.note_shared(ip(7), kNow).shared);  // nobody watches it
  EXPECT_TRUE(table.note_watched(ip(7), kNow).shared);
  EXPECT_FALSE(table.note_watched(ip(7), kNow).shared);
  EXPECT_FALSE(table.note_shared(ip(7), kNow + 59min).shared);
  EXPECT_TRUE(table.note_shared(ip(7), kNow + 61min).shared);
  EXPECT_FALSE(table.note_shared(ip(7), kNow + 2h).shared);
  EXPECT_FALSE(table.note_watched(ip(8), kNow).shared);
  EXPECT_TRUE(table.note_shared(ip(8), kNow).shared);
}

TEST(AnsweredTable, RecallsWhatAnEarlierRunKnew) {
  AnsweredTable table(1);
  table.recall_watched(ip(7));
  table.recall_shared(ip(7), kNow + 1h);
  EXPECT_TRUE(table.look(ip(7), kNow).watched);
  EXPECT_TRUE(table.look(ip(7), kNow).shared);
  EXPECT_FALSE(table.look(ip(7), kNow + 2h).shared);
}

TEST(AnsweredTable, KnowsWhatAClientWasAnsweredForTheTtl) {
  AnsweredTable table(1);
  table.note_otherwise(ip(1), ip(7), kNow, 60s);
  EXPECT_TRUE(table.answered_otherwise(ip(1), ip(7), kNow + 59s));
  EXPECT_FALSE(table.answered_otherwise(ip(1), ip(7), kNow + 61s));
  EXPECT_FALSE(table.answered_otherwise(ip(2), ip(7), kNow));
  EXPECT_FALSE(table.answered_otherwise(ip(7), ip(1), kNow));
}

TEST(AnsweredTable, KnowsAliases) {
  AnsweredTable table(1);
  table.note_alias("a.cdn.example", kNow);
  EXPECT_TRUE(table.is_alias("a.cdn.example"));
  EXPECT_FALSE(table.is_alias("b.cdn.example"));
}

TEST(AnsweredTable, IsBoundedAndKeepsTheLatest) {
  AnsweredTable table(1);
  std::uint64_t lost = 0;
  for (std::uint32_t n = 1; n <= 100'000; ++n)
    lost += table.note_watched(ip(n), kNow).lost ? 1U : 0U;
  EXPECT_GT(lost, 80'000U);
  std::uint64_t known = 0;
  for (std::uint32_t n = 1; n <= 100'000; ++n) known += table.look(ip(n), kNow).watched ? 1U : 0U;
  EXPECT_EQ(known + lost, 100'000U);
  EXPECT_TRUE(table.look(ip(100'000), kNow).watched);
}

TEST(AnsweredTable, ALastTimeOverflowsNothing) {
  AnsweredTable table(1);
  table.note_shared(ip(7), Instant::max());
  table.note_otherwise(ip(1), ip(7), Instant::max(), 24h);
  EXPECT_FALSE(table.look(ip(7), Instant::max()).shared);
}

}  // namespace
}  // namespace cutoffd
