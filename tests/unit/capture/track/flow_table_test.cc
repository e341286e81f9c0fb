#include "capture/track/flow_table.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include "capture/track/keyed_hash.h"

namespace cutoffd::track::flow_table_test {
namespace {

std::uint64_t tag_of(std::uint64_t n) { return KeyedHash(HashKey::from_seed(1)).add(n).finish(); }

TEST(FlowTable, FindsWhatOccupiesAndNothingElse) {
  FlowTable table(1024);
  for (std::uint64_t n = 0; n < 200; ++n) {
    const SlotId slot = table.place_for(tag_of(n), 0);
    ASSERT_FALSE(table.taken(slot));
    table.occupy(slot, tag_of(n)).serial = n;
  }
  EXPECT_EQ(table.count(), 200U);
  for (std::uint64_t n = 0; n < 200; ++n) {
    const SlotId slot = table.find(tag_of(n));
    ASSERT_NE(slot, kNoSlot);
    EXPECT_EQ(table[slot].serial, n);
  }
  EXPECT_EQ(table.find(tag_of(200)), kNoSlot);
  const SlotId slot = table.find(tag_of(5));
  table.empty(slot);
  EXPECT_EQ(table.find(tag_of(5)), kNoSlot);
  EXPECT_EQ(table.count(), 199U);
}

// A table of one bucket: who has to leave is decided among eight.
class FullBucket : public testing::Test {
 protected:
  FullBucket() {
    for (std::uint64_t n = 0; n < 8; ++n) {
      Flow& flow = table_.occupy(table_.place_for(tag_of(n), kNow), tag_of(n));
      flow.serial = n;
      flow.last_seen = kNow - 10 + static_cast<std::uint32_t>(n);
    }
  }
  std::uint64_t who_leaves() { return table_[table_.place_for(tag_of(99), kNow)].serial; }
  Flow& flow(std::uint64_t n) { return table_[table_.find(tag_of(n))]; }
  static constexpr std::uint32_t kNow = 1000;
  FlowTable table_{8};
};

TEST_F(FullBucket, TheOneSilentLongestLeaves) { EXPECT_EQ(who_leaves(), 0U); }

TEST_F(FullBucket, AFinishedFlowLeavesBeforeAnOlderOne) {
  std::get<TcpState>(flow(6).state).stages = {Stage::done, Stage::done};
  EXPECT_EQ(who_leaves(), 6U);
}

TEST_F(FullBucket, AWatchedFlowLeavesLast) {
  for (std::uint64_t n = 0; n < 7; ++n) flow(n).watch = 1;
  EXPECT_EQ(who_leaves(), 7U);
  flow(7).watch = 1;
  EXPECT_EQ(who_leaves(), 0U);
}

TEST_F(FullBucket, TimeThatWentBackIsNoAge) {
  for (std::uint64_t n = 0; n < 8; ++n) flow(n).last_seen = kNow + 5;
  flow(3).last_seen = kNow - 1;
  EXPECT_EQ(who_leaves(), 3U);
}

TEST(KeyedHash, DependsOnKeyLengthAndEveryWord) {
  std::set<std::uint64_t> seen;
  const HashKey key = HashKey::from_seed(1);
  for (std::uint64_t n = 0; n < 1000; ++n) seen.insert(KeyedHash(key).add(n).finish());
  for (std::uint64_t n = 0; n < 1000; ++n) {
    seen.insert(KeyedHash(HashKey::from_seed(2)).add(n).finish());
    seen.insert(KeyedHash(key).add(n).add(std::uint64_t{0}).finish());
  }
  EXPECT_EQ(seen.size(), 3000U);
  EXPECT_EQ(KeyedHash(key).add(as_bytes("ab")).add(as_bytes("c")).finish(),
            KeyedHash(key).add(as_bytes("ab")).add(as_bytes("c")).finish());
  EXPECT_NE(KeyedHash(key).add(as_bytes("ab")).add(as_bytes("c")).finish(),
            KeyedHash(key).add(as_bytes("a")).add(as_bytes("bc")).finish());
}

}  // namespace
}  // namespace cutoffd::track::flow_table_test
