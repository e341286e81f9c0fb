#include "daemon/answered_table.h"

#include <gtest/gtest.h>

namespace cutoffd::answered_table_test {
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

Party client_at(IpAddress at, std::optional<Mac> card = std::nullopt) {
  return {{at, Port{40'000}}, card};
}

TEST(AnsweredTable, TakesAllThatAnAnswerSaysAtOnce) {
  AnsweredTable table(1);
  const Mac card{{2, 0, 0, 0, 0, 1}};
  const IpAddress six = *IpAddress::parse("2001:db8::7");
  EXPECT_FALSE(table.note_ordinary(client_at(ip(1), card), six, kNow, 60s).shared);
  EXPECT_FALSE(table.note_ordinary(client_at(ip(1), card), ip(7), kNow, 60s).shared);
  EXPECT_TRUE(table.look(six, kNow).shared);
  EXPECT_TRUE(table.look(ip(7), kNow).shared);
  EXPECT_TRUE(table.answered_otherwise(ip(1), six, kNow + 59s));
  EXPECT_TRUE(table.answered_otherwise(ip(1), ip(7), kNow + 59s));
  EXPECT_TRUE(table.answered_otherwise(card, six, kNow + 59s));
  EXPECT_FALSE(table.answered_otherwise(card, ip(7), kNow)) << "of the same family";
  EXPECT_FALSE(table.answered_otherwise(card, six, kNow + 61s));
}

// What an ordinary answer says may wait before it is put into the tables: nobody sees that.
TEST(AnsweredTable, KnowsWhatWaits) {
  AnsweredTable table(1);
  for (std::uint32_t n = 1; n <= 100; ++n) {
    table.note_ordinary(client_at(ip(n)), ip(1000 + n), kNow, 60s);
    if (n % 2 == 0) continue;
    EXPECT_TRUE(table.answered_otherwise(ip(n), ip(1000 + n), kNow)) << n;
    EXPECT_TRUE(table.look(ip(1000 + n), kNow).shared) << n;
  }
  table.note_ordinary(client_at(ip(1)), ip(7), kNow, 60s);
  EXPECT_TRUE(table.note_watched(ip(7), kNow).shared) << "was answered for an ordinary name before";
  EXPECT_FALSE(table.note_ordinary(client_at(ip(1)), ip(7), kNow, 60s).shared) << "an hour holds";
  EXPECT_TRUE(table.note_ordinary(client_at(ip(1)), ip(7), kNow + 61min, 60s).shared);
}

TEST(AnsweredTable, CountsWhatGoesForOrdinaryAnswers) {
  AnsweredTable table(1);
  std::uint64_t lost = 0;
  std::uint64_t known = 0;
  for (std::uint32_t n = 1; n <= 100'000; ++n) {
    lost += table.note_ordinary(client_at(ip(1)), ip(n), kNow, 60s).lost;
  }
  for (std::uint32_t n = 1; n <= 100'000; ++n) {
    known += table.look(ip(n), kNow).shared ? 1U : 0U;
    known += table.answered_otherwise(ip(1), ip(n), kNow) ? 1U : 0U;
  }
  lost += table.note_ordinary(client_at(ip(1)), ip(1), kNow, 60s).lost;
  EXPECT_GT(lost, 60'000U);
  EXPECT_EQ(known + lost, 200'000U);
}

TEST(AnsweredTable, SaysAtOnceThatMostAddressesDoNotMatter) {
  AnsweredTable table(1);
  for (std::uint32_t n = 0; n < 100; ++n) table.note_watched(ip(n), kNow);
  table.recall_watched(ip(200));
  table.recall_connection(*IpAddress::parse("2001:db8::1"), kNow + 1h);
  table.note_ordinary(client_at(ip(1)), ip(300), kNow, 60s);
  for (std::uint32_t n = 0; n < 100; ++n) EXPECT_TRUE(table.may_matter(ip(n)));
  EXPECT_TRUE(table.may_matter(ip(200)));
  EXPECT_TRUE(table.may_matter(*IpAddress::parse("2001:db8::1")));
  std::size_t by_chance = 0;
  for (std::uint32_t n = 1000; n < 11'000; ++n) by_chance += table.may_matter(ip(n)) ? 1U : 0U;
  EXPECT_LT(by_chance, 100U);
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
}  // namespace cutoffd::answered_table_test
