#include "daemon/fact_ring.h"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace cutoffd::fact_ring_test {
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

// A watched name in the middle of a burst of ordinary questions.
TEST(FactRing, WhatIsNoContactLeavesHalfToContacts) {
  MarkTrace use;
  use.kind = MarkTrace::Kind::resolver_used;
  for (const Fact& background :
       {Fact(use), Fact(Liveness{}), Fact(Binding{}), Fact(SystemChange{}), Fact(Passage{})}) {
    FactRing ring(8);
    EXPECT_TRUE(ring.push(numbered(0)));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(ring.push(background));
    EXPECT_FALSE(ring.has_room_for_background());
    EXPECT_FALSE(ring.push(background));
    for (std::uint64_t i = 0; i < 4; ++i) EXPECT_TRUE(ring.push(numbered(i)));
    EXPECT_FALSE(ring.push(numbered(99))) << "full";
    ring.pop();
    EXPECT_FALSE(ring.push(background));
    EXPECT_TRUE(ring.push(numbered(5)));
  }
}

TEST(FactRing, AMarkIsAContact) {
  for (const MarkTrace::Kind kind : {MarkTrace::Kind::path, MarkTrace::Kind::issuer,
                                     MarkTrace::Kind::ja3, MarkTrace::Kind::port}) {
    MarkTrace trace;
    trace.kind = kind;
    EXPECT_FALSE(is_background(trace));
  }
  EXPECT_FALSE(is_background(Sighting{}));
  EXPECT_FALSE(is_background(AddressContact{}));
  EXPECT_FALSE(is_background(SensorChange{}));
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
}  // namespace cutoffd::fact_ring_test
