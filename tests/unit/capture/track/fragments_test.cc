#include "capture/track/fragments.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::track::fragments_test {
namespace {

constexpr Instant kNow = instant_from_ns(1'700'000'000'000'000'000);

struct Piece {
  std::size_t from;
  std::size_t to;
};

class FragmentsTest : public testing::Test {
 protected:
  FragmentsTest() {
    whole_.resize(3000);
    std::mt19937 random(1);
    for (auto& octet : whole_) octet = static_cast<std::uint8_t>(random());
  }
  std::optional<std::vector<std::uint8_t>> add(Piece piece, std::uint32_t id = 5,
                                               bool six = false) {
    dissect::Frame frame;
    frame.source = six ? *IpAddress::parse("2001:db8::1") : IpAddress::v4(1);
    frame.destination = six ? *IpAddress::parse("2001:db8::2") : IpAddress::v4(2);
    frame.payload = Bytes(whole_).subspan(piece.from, piece.to - piece.from);
    const dissect::IpFragment fragment{id, static_cast<std::uint16_t>(piece.from),
                                       piece.to != whole_.size(), 17};
    const auto done = fragments_.add(frame, fragment, now_);
    if (!done) return std::nullopt;
    EXPECT_EQ(done->protocol, 17);
    return std::vector<std::uint8_t>(done->payload.begin(), done->payload.end());
  }
  std::uint64_t count(Counter counter) const { return counters_.get(counter); }

  std::vector<std::uint8_t> whole_;
  Instant now_ = kNow;
  Counters counters_;
  Fragments fragments_{{256 * 1024, std::chrono::seconds(30), std::chrono::milliseconds(50)},
                       HashKey::from_seed(1),
                       counters_};
};

TEST_F(FragmentsTest, AnyOrderGivesTheWholeOnce) {
  std::vector<int> order = {0, 1, 2, 3};
  const std::vector<Piece> pieces = {{0, 8}, {8, 1480}, {1480, 2960}, {2960, 3000}};
  std::uint32_t id = 0;
  do {
    ++id;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto done = add(pieces[static_cast<std::size_t>(order[i])], id, id % 2 == 0);
      ASSERT_EQ(done.has_value(), i + 1 == order.size());
      if (done) {
        EXPECT_EQ(*done, whole_);
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(count(Counter::fragments_reassembled), id);
  EXPECT_EQ(count(Counter::fragments), id * 4U);
}

TEST_F(FragmentsTest, AnExactDuplicateIsTolerated) {
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_TRUE(add({1480, 3000}));
  EXPECT_EQ(count(Counter::fragments_overlapping), 0U);
}

TEST_F(FragmentsTest, AnOverlapRefusesTheWholePacket) {
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_FALSE(add({1472, 3000}));
  EXPECT_EQ(count(Counter::fragments_overlapping), 1U);
  EXPECT_FALSE(add({0, 1480})) << "what follows belongs to the refused packet";
  EXPECT_FALSE(add({1480, 3000}));
  EXPECT_EQ(count(Counter::fragments_overlapping), 1U);
}

TEST_F(FragmentsTest, ADuplicateWithOtherContentRefusesTheWholePacket) {
  EXPECT_FALSE(add({0, 1480}));
  whole_[7] ^= 1;
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_EQ(count(Counter::fragments_overlapping), 1U);
}

TEST_F(FragmentsTest, CopiesOfACompletedPacketDoNotBeginAnother) {
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_TRUE(add({1480, 3000}));
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_FALSE(add({1480, 3000}));
  now_ += std::chrono::seconds(1);
  EXPECT_FALSE(add({0, 1480})) << "identifications are used again";
  EXPECT_TRUE(add({1480, 3000}));
}

TEST_F(FragmentsTest, WhatIsNotCompletedInTimeIsGivenUp) {
  EXPECT_FALSE(add({0, 1480}));
  now_ += std::chrono::seconds(31);
  fragments_.on_time(now_);
  EXPECT_EQ(count(Counter::fragments_given_up), 1U);
  EXPECT_FALSE(add({1480, 3000}));
}

TEST_F(FragmentsTest, AFragmentThatIsTheWholePacketPassesAtOnce) { EXPECT_TRUE(add({0, 3000})); }

TEST_F(FragmentsTest, AFragmentBehindTheLastOneRefusesThePacket) {
  dissect::Frame frame;
  frame.source = IpAddress::v4(1);
  frame.destination = IpAddress::v4(2);
  frame.payload = Bytes(whole_).first(8);
  EXPECT_FALSE(fragments_.add(frame, {5, 800, false, 17}, now_));
  EXPECT_FALSE(fragments_.add(frame, {5, 1600, true, 17}, now_));
  EXPECT_EQ(count(Counter::fragments_overlapping), 1U);
}

TEST_F(FragmentsTest, AMillionFragmentsStayWithinBounds) {
  for (std::uint32_t id = 0; id < 1'000'000; ++id) add({0, 64}, id);
  fragments_.finish();
  EXPECT_EQ(count(Counter::fragments), 1'000'000U);
  EXPECT_EQ(count(Counter::fragments_given_up), 1'000'000U);
  EXPECT_FALSE(add({0, 1480}));
  EXPECT_TRUE(add({1480, 3000}));
}

}  // namespace
}  // namespace cutoffd::track::fragments_test
