#include "rules/resolver_users.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <random>

#include <gtest/gtest.h>

namespace cutoffd::rules::resolver_users_test {
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

TEST_F(ResolverUsersTest, WhoIsNoYoungerThanTheOldestPushesNobodyOut) {
  for (std::uint32_t n = 0; n < ResolverUsers::kMost; ++n) {
    users.note(client(n + 1), kResolver, kNow + 1h);
  }
  users.note(client(77'777), kResolver, kNow);
  users.note(client(0), kResolver, kNow + 1h);
  users.note(client(88'888), kResolver, kNow + 1h);
  EXPECT_FALSE(users.uses(client(77'777), kResolver, kNow));
  EXPECT_FALSE(users.uses(client(0), kResolver, kNow));
  EXPECT_FALSE(users.uses(client(88'888), kResolver, kNow));
  EXPECT_TRUE(users.uses(client(1), kResolver, kNow));
  EXPECT_EQ(counters.get(Counter::resolver_users_given_up), 3U);
  save();
  EXPECT_EQ(rows(), ResolverUsers::kMost);
}

// Gone before it was written, gone after, gone and come again: the ledger has who is remembered.
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

// What the rule says, word by word: of the oldest hour the first pair goes, for a later one only.
// Now and then a restart comes between, of which nothing is to be seen.
TEST_F(ResolverUsersTest, KeepsWhomTheRuleKeeps) {
  constexpr std::size_t kFew = 6;
  std::mt19937 random(9);
  const auto up_to = [&random](std::uint32_t most) {
    return std::uniform_int_distribution<std::uint32_t>(0, most)(random);
  };
  auto kept = std::make_unique<ResolverUsers>(counters, kFew);
  std::map<std::uint32_t, std::uint32_t> model;  // client, hour
  const auto by_hour = [](const auto& a, const auto& b) { return a.second < b.second; };
  for (std::uint32_t step = 0; step < 3000; ++step) {
    const std::uint32_t who = up_to(20);
    const std::uint32_t hour = step / 40 + up_to(3);
    kept->note(client(who), kResolver, kNow + std::chrono::hours(hour));
    const auto oldest = std::min_element(model.begin(), model.end(), by_hour);
    if (const auto known = model.find(who); known != model.end()) {
      known->second = std::max(known->second, hour);
    } else if (model.size() < kFew) {
      model[who] = hour;
    } else if (oldest->second < hour) {
      model.erase(oldest);
      model[who] = hour;
    }
    for (std::uint32_t n = 0; n <= 20; ++n) {
      const auto at = model.find(n);
      const Instant last = kNow + std::chrono::hours(at == model.end() ? 0 : at->second) + 23h;
      ASSERT_EQ(kept->uses(client(n), kResolver, last), at != model.end()) << step << ' ' << n;
    }
    if (up_to(50) != 0) continue;
    kept->save(ledger->rows());
    ledger->commit();
    kept = std::make_unique<ResolverUsers>(counters, kFew);
    kept->load(ledger->rows());
  }
}

}  // namespace
}  // namespace cutoffd::rules::resolver_users_test
