#include "daemon/fact_ring.h"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace cutoffd {
namespace {

Fact numbered(std::uint64_t n) {
  FlowProgress progress;
  progress.flow = FlowId{n};
  return progress;
}
std::uint64_t number_of(const Fact& fact) {
  return static_cast<std::uint64_t>(std::get<FlowProgress>(fact).flow);
}

TEST(FactRing, GivesBackInOrderAndIsEmptyThen) {
  FactRing ring(4);
  EXPECT_EQ(ring.front(), nullptr);
  EXPECT_TRUE(ring.push(numbered(1)));
  EXPECT_TRUE(ring.push(numbered(2)));
  EXPECT_EQ(number_of(*ring.front()), 1U);
  ring.pop();
  EXPECT_EQ(number_of(*ring.front()), 2U);
  ring.pop();
  EXPECT_EQ(ring.front(), nullptr);
}

TEST(FactRing, RefusesWhatDoesNotFitAndKeepsWhatIsThere) {
  FactRing ring(4);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_TRUE(ring.push(numbered(i)));
  EXPECT_FALSE(ring.push(numbered(99)));
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(number_of(*ring.front()), i);
    ring.pop();
  }
}

TEST(FactRing, AProducerAndAConsumerOnTwoThreadsLoseAndReorderNothing) {
  constexpr std::uint64_t kFacts = 200'000;
  FactRing ring(64);
  std::thread producer([&ring] {
    for (std::uint64_t i = 0; i < kFacts;) {
      if (ring.push(numbered(i))) ++i;
    }
  });
  for (std::uint64_t expected = 0; expected < kFacts;) {
    const Fact* fact = ring.front();
    if (fact == nullptr) continue;
    ASSERT_EQ(number_of(*fact), expected);
    ring.pop();
    ++expected;
  }
  producer.join();
  EXPECT_EQ(ring.front(), nullptr);
}

}  // namespace
}  // namespace cutoffd
