#include "capture/track/assembler.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::track::assembler_test {
namespace {

class Owner final : public HeadOwner {
 public:
  void on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) override {
    given_up.push_back({head, owner, reason});
  }
  struct Event {
    SlotId head;
    std::uint32_t owner;
    GivenUp reason;
  };
  std::vector<Event> given_up;
};

using Octets = std::vector<std::uint8_t>;

Octets pattern(std::size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  Octets octets(size);
  for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
  return octets;
}

Bytes part(const Octets& octets, std::size_t from, std::size_t to) {
  return Bytes(octets).subspan(from, to - from);
}

Octets copied(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

constexpr Instant kNow = instant_from_ns(1'000'000'000);

class AssemblerTest : public testing::Test {
 protected:
  Owner owner_;
  Assembler assembler_{{16, 64 * 1024, 32 * 1024}, owner_};
};

TEST_F(AssemblerTest, PiecesInAnyOrderGiveTheWholeOnceTheLastCame) {
  const Octets whole = pattern(3000);
  std::vector<std::pair<std::size_t, std::size_t>> pieces = {
      {0, 1}, {1, 255}, {255, 256}, {256, 1400}, {1400, 2999}, {2999, 3000}};
  std::sort(pieces.begin(), pieces.end());
  do {
    const SlotId head = assembler_.open(7, kNow);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_LT(assembler_.run_from(head, 0), whole.size());
      const auto added =
          assembler_.add(head, pieces[i].first, part(whole, pieces[i].first, pieces[i].second));
      EXPECT_TRUE(added.kept);
      EXPECT_FALSE(added.conflict);
      EXPECT_EQ(added.fresh, pieces[i].second - pieces[i].first);
    }
    ASSERT_EQ(assembler_.run_from(head, 0), whole.size());
    EXPECT_EQ(copied(assembler_.read(head, 0, whole.size())), whole);
    assembler_.close(head);
    EXPECT_EQ(assembler_.blocks(), 0U);
  } while (std::next_permutation(pieces.begin(), pieces.end()));
}

// Against a map of octets: the model is so plain that it cannot share the code's mistakes.
TEST_F(AssemblerTest, BehavesLikeAMapFromOffsetToFirstOctetSeen) {
  std::mt19937 random(20);
  for (int round = 0; round < 60; ++round) {
    const SlotId head = assembler_.open(1, kNow);
    std::map<std::size_t, std::uint8_t> model;
    std::size_t start = 0;
    for (int step = 0; step < 30; ++step) {
      const Octets piece = pattern(1 + random() % 700, static_cast<unsigned>(random()));
      const std::size_t offset = random() % 2000;
      const auto added = assembler_.add(head, offset, piece);
      bool conflict = false;
      std::size_t fresh = 0;
      for (std::size_t i = 0; i < piece.size(); ++i) {
        if (offset + i < start) continue;
        const auto [at, is_new] = model.emplace(offset + i, piece[i]);
        fresh += is_new ? 1U : 0U;
        conflict = conflict || at->second != piece[i];
      }
      ASSERT_EQ(added.fresh, fresh);
      ASSERT_EQ(added.conflict, conflict);
      if (random() % 8 == 0) {
        start = std::max<std::size_t>(start, random() % 1500);
        assembler_.move_start(head, start);
        model.erase(model.begin(), model.lower_bound(start));
      }
      const std::size_t from = start + random() % 500;
      std::size_t run = 0;
      while (model.count(from + run) != 0) ++run;
      ASSERT_EQ(assembler_.run_from(head, from), run);
      const Octets read = copied(assembler_.read(head, from, run));
      for (std::size_t i = 0; i < run; ++i) ASSERT_EQ(read[i], model[from + i]);
      const auto next = model.lower_bound(from);
      ASSERT_EQ(assembler_.next_from(head, from),
                next == model.end() ? std::nullopt : std::optional<std::uint64_t>(next->first));
      if (model.count(offset) != 0 && offset >= start) {
        std::size_t begin = offset;
        while (begin > start && model.count(begin - 1) != 0) --begin;
        ASSERT_EQ(assembler_.run_begin(head, offset), begin);
      }
    }
    assembler_.close(head);
  }
  EXPECT_EQ(assembler_.blocks(), 0U);
}

TEST_F(AssemblerTest, TheFirstCopyOfAnOctetWins) {
  const Octets first = pattern(100, 1);
  const Octets second = pattern(100, 2);
  const SlotId head = assembler_.open(1, kNow);
  assembler_.add(head, 50, first);
  const auto added = assembler_.add(head, 0, second);
  EXPECT_TRUE(added.conflict);
  EXPECT_EQ(added.fresh, 50U);
  const Octets read = copied(assembler_.read(head, 0, 150));
  EXPECT_TRUE(std::equal(read.begin() + 50, read.end(), first.begin()));
  EXPECT_TRUE(std::equal(read.begin(), read.begin() + 50, second.begin()));
}

TEST_F(AssemblerTest, AHeadThatGrowsTooLargeIsGivenUp) {
  const SlotId head = assembler_.open(42, kNow);
  EXPECT_TRUE(assembler_.add(head, 0, pattern(16 * 1024)).kept);
  EXPECT_TRUE(assembler_.add(head, 32 * 1024 - 10, pattern(10)).kept);
  EXPECT_FALSE(assembler_.add(head, 32 * 1024 - 9, pattern(10)).kept);
  ASSERT_EQ(owner_.given_up.size(), 1U);
  EXPECT_EQ(owner_.given_up[0].owner, 42U);
  EXPECT_EQ(owner_.given_up[0].reason, GivenUp::size);
  EXPECT_EQ(assembler_.heads(), 0U);
  EXPECT_EQ(assembler_.blocks(), 0U);
}

// Anybody can send one piece far ahead of a stream.
TEST_F(AssemblerTest, APieceFarAheadOfAHeadThatHoldsLittleIsRefusedAlone) {
  const SlotId head = assembler_.open(42, kNow);
  EXPECT_TRUE(assembler_.add(head, 0, pattern(1000)).kept);
  EXPECT_FALSE(assembler_.add(head, 40 * 1024, pattern(10)).kept);
  EXPECT_TRUE(owner_.given_up.empty());
  EXPECT_TRUE(assembler_.add(head, 1000, pattern(1000)).kept);
  EXPECT_EQ(assembler_.run_from(head, 0), 2000U);
}

TEST_F(AssemblerTest, TheBoundCountsFromTheStartThatMoves) {
  const SlotId head = assembler_.open(1, kNow);
  for (std::uint64_t at = 0; at < 200'000; at += 1000) {
    ASSERT_TRUE(assembler_.add(head, at, pattern(1000)).kept);
    assembler_.move_start(head, at + 1000);
  }
  EXPECT_LE(assembler_.blocks(), 1U);
}

TEST_F(AssemblerTest, WhenBlocksRunOutTheOldestHeadPays) {
  std::vector<SlotId> heads;
  for (std::uint32_t owner = 0; owner < 16; ++owner) {
    heads.push_back(assembler_.open(owner, kNow));
    assembler_.add(heads.back(), 0, pattern(8 * 1024));
  }
  ASSERT_FALSE(owner_.given_up.empty());
  for (std::size_t i = 0; i < owner_.given_up.size(); ++i) {
    EXPECT_EQ(owner_.given_up[i].owner, i) << "oldest first";
    EXPECT_EQ(owner_.given_up[i].reason, GivenUp::room);
  }
  EXPECT_EQ(copied(assembler_.read(heads.back(), 0, 8 * 1024)), pattern(8 * 1024));
}

TEST_F(AssemblerTest, WhenHeadsRunOutTheOldestGoes) {
  for (std::uint32_t owner = 0; owner < 100; ++owner) assembler_.open(owner, kNow);
  ASSERT_EQ(owner_.given_up.size(), 84U);
  EXPECT_EQ(owner_.given_up.front().owner, 0U);
  EXPECT_EQ(owner_.given_up.back().owner, 83U);
  EXPECT_EQ(assembler_.heads(), 16U);
}

TEST_F(AssemblerTest, WhatWaitedTooLongExpires) {
  assembler_.open(1, kNow);
  assembler_.open(2, kNow + std::chrono::seconds(1));
  assembler_.expire(kNow);
  EXPECT_TRUE(owner_.given_up.empty());
  assembler_.expire(kNow + std::chrono::seconds(1));
  ASSERT_EQ(owner_.given_up.size(), 1U);
  EXPECT_EQ(owner_.given_up[0].owner, 1U);
  EXPECT_EQ(owner_.given_up[0].reason, GivenUp::gap);
}

TEST_F(AssemblerTest, AHeadAloneThatNeedsMoreThanAllBlocksIsGivenUp) {
  Owner owner;
  Assembler small{{4, 2048, 32 * 1024}, owner};
  const SlotId head = small.open(9, kNow);
  EXPECT_FALSE(small.add(head, 0, pattern(8192)).kept);
  ASSERT_EQ(owner.given_up.size(), 1U);
  EXPECT_EQ(owner.given_up[0].reason, GivenUp::room);
  EXPECT_EQ(small.blocks(), 0U);
}

}  // namespace
}  // namespace cutoffd::track::assembler_test
