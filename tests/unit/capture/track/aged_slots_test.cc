#include "capture/track/aged_slots.h"

#include <deque>
#include <random>

#include <gtest/gtest.h>

namespace cutoffd::track::aged_slots_test {
namespace {

TEST(AgedSlots, KnowsTheOldestWhateverIsTakenGivenBackAndRenewed) {
  AgedSlots<int> slots(20);
  std::deque<SlotId> model;  // oldest first
  std::mt19937 random(3);
  for (int step = 0; step < 10'000; ++step) {
    const auto pick = [&] {
      return model.begin() + static_cast<std::ptrdiff_t>(random() % model.size());
    };
    switch (random() % 3) {
      case 0: {
        const SlotId id = slots.take();
        EXPECT_EQ(id == kNoSlot, model.size() == 20);
        if (id != kNoSlot) model.push_back(id);
        break;
      }
      case 1:
        if (!model.empty()) {
          const auto at = pick();
          slots.give_back(*at);
          model.erase(at);
        }
        break;
      default:
        if (!model.empty()) {
          const auto at = pick();
          const SlotId id = *at;
          slots.renew(id);
          model.erase(at);
          model.push_back(id);
        }
    }
    ASSERT_EQ(slots.taken(), model.size());
    SlotId id = slots.oldest();
    for (const SlotId expected : model) {
      ASSERT_EQ(id, expected);
      id = slots.younger(id);
    }
    ASSERT_EQ(id, kNoSlot);
  }
}

TEST(AgedSlots, ATakenSlotHoldsAFreshValue) {
  AgedSlots<int> slots(1);
  const SlotId id = slots.take();
  slots[id] = 7;
  slots.give_back(id);
  EXPECT_EQ(slots[slots.take()], 0);
}

TEST(LazyArray, BeginsWithZerosAndKeepsCacheLinesWhole) {
  for (const std::size_t size : {1U, 3U, 64U, 1000U}) {
    LazyArray<std::uint64_t> array(size);
    ASSERT_EQ(array.size(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&array[0]) % 64, 0U);
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(array[i], 0U);
    array[size - 1] = 5;
    EXPECT_EQ(array[size - 1], 5U);
  }
}

}  // namespace
}  // namespace cutoffd::track::aged_slots_test
