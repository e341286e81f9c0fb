#include "rules/resolver_users.h"

#include <chrono>
#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

namespace cutoffd::rules {
namespace {

using namespace std::chrono_literals;

const IpAddress kResolver = IpAddress::v4(0x08080808);
const Instant kNow = instant_from_ns(1'767'225'600'000'000'000);
IpAddress client(std::uint32_t n) { return IpAddress::v4(0x0a000000 + n); }

class ResolverUsersTest : public ::testing::Test {
 protected:
  void save() {
    users.save(ledger->rows());
    ledger->commit();
  }
  [[nodiscard]] std::size_t rows() const { return ledger->rows().resolver_users().size(); }

  std::unique_ptr<Ledger> ledger = Ledger::temporary();
  Counters counters;
  ResolverUsers users{counters};
};

TEST_F(ResolverUsersTest, RemembersForADay) {
  users.note(client(1), kResolver, kNow);
  EXPECT_TRUE(users.uses(client(1), kResolver, kNow + 23h));
  EXPECT_FALSE(users.uses(client(1), kResolver, kNow + 24h));
  EXPECT_FALSE(users.uses(client(2), kResolver, kNow));
  users.note(client(1), kResolver, kNow + 23h);
  EXPECT_TRUE(users.uses(client(1), kResolver, kNow + 46h));
}

TEST_F(ResolverUsersTest, WhoAskedLongestAgoGoesFirst) {
  users.note(client(77'777), kResolver, kNow - 1h);
  for (std::uint32_t n = 0; n < ResolverUsers::kMost; ++n) users.note(client(n), kResolver, kNow);
  EXPECT_FALSE(users.uses(client(77'777), kResolver, kNow));
  EXPECT_TRUE(users.uses(client(0), kResolver, kNow));
  EXPECT_EQ(counters.get(Counter::resolver_users_given_up), 1U);
}

TEST_F(ResolverUsersTest, WhatIsLoadedIsWhatWasSaved) {
  for (std::uint32_t n = 0; n < 20; ++n) users.note(client(n), kResolver, kNow);
  save();
  users.note(client(3), kResolver, kNow + 5h);
  users.note(client(40), kResolver, kNow + 5h);
  save();
  EXPECT_EQ(rows(), 21U);
  ResolverUsers again(counters);
  again.load(ledger->rows());
  EXPECT_TRUE(again.uses(client(3), kResolver, kNow + 28h));
  EXPECT_FALSE(again.uses(client(4), kResolver, kNow + 28h));
  EXPECT_TRUE(again.uses(client(40), kResolver, kNow + 28h));
}

// Gone before it was written, gone after, gone and come again: the ledger has who is remembered.
TEST_F(ResolverUsersTest, WhoWouldBeTheOldestPushesNobodyOut) {
  for (std::uint32_t n = 0; n < ResolverUsers::kMost; ++n) {
    users.note(client(n + 1), kResolver, kNow + 1h);
  }
  users.note(client(77'777), kResolver, kNow);
  users.note(client(0), kResolver, kNow + 1h);
  EXPECT_FALSE(users.uses(client(77'777), kResolver, kNow));
  EXPECT_FALSE(users.uses(client(0), kResolver, kNow));
  EXPECT_TRUE(users.uses(client(1), kResolver, kNow));
  EXPECT_EQ(counters.get(Counter::resolver_users_given_up), 2U);
  save();
  EXPECT_EQ(rows(), ResolverUsers::kMost);
}

TEST_F(ResolverUsersTest, TheLedgerForgetsWhoWasGivenUp) {
  constexpr auto kMost = static_cast<std::uint32_t>(ResolverUsers::kMost);
  for (std::uint32_t n = 0; n < kMost; ++n) users.note(client(n), kResolver, kNow);
  save();
  EXPECT_EQ(rows(), kMost);
  for (std::uint32_t n = 0; n < 30; ++n) users.note(client(kMost + n), kResolver, kNow + 1h);
  users.note(client(7), kResolver, kNow + 1h);  // was given up, is back
  save();
  EXPECT_EQ(rows(), kMost);
  ResolverUsers again(counters);
  again.load(ledger->rows());
  for (std::uint32_t n = 0; n < kMost + 30; ++n) {
    EXPECT_EQ(again.uses(client(n), kResolver, kNow), users.uses(client(n), kResolver, kNow)) << n;
  }
  EXPECT_TRUE(again.uses(client(7), kResolver, kNow));
  EXPECT_FALSE(again.uses(client(8), kResolver, kNow));
}

}  // namespace
}  // namespace cutoffd::rules
