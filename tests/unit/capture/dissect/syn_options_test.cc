// The layout of a SYN's options: one number for each kind of system, whatever its sockets differ
// in.
#include "capture/dissect/syn_options.h"

#include <array>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"

namespace cutoffd::dissect::syn_options_test {
namespace {

using wire::Octets;
using wire::operator+;

const Octets kMss = {2, 4, 0x05, 0xb4};
const Octets kScale = {3, 3, 7};
const Octets kSack = {4, 2};
const Octets kTimes = {8, 10, 0, 1, 2, 3, 0, 0, 0, 0};
const Octets kNop = {1};
const Octets kEnd = {0};

const Octets kLinux = kMss + kSack + kTimes + kNop + kScale;
const Octets kWindows = kMss + kNop + kScale + kNop + kNop + kSack;
const Octets kApple = kMss + kNop + kScale + kNop + kNop + kTimes + kSack + kEnd + kEnd;
const Octets kFreeBsd = kMss + kNop + kScale + kSack + kTimes;

TEST(SynLayout, SystemsDiffer) {
  const std::set<std::uint16_t> all = {syn_layout(kLinux), syn_layout(kWindows), syn_layout(kApple),
                                       syn_layout(kFreeBsd)};
  EXPECT_EQ(all.size(), 4U);
  EXPECT_FALSE(all.contains(0));
}

// Segment size, window scale, clocks.
TEST(SynLayout, ValuesSayNothing) {
  Octets other = kLinux;
  other[2] = 0x02;
  other[8] = 0xff;
  other.back() = 2;
  EXPECT_EQ(syn_layout(other), syn_layout(kLinux));
}

TEST(SynLayout, OptionsOfSingleSocketsAndPaddingSayNothing) {
  const Octets fast_open = {34, 2};
  const Octets experimental = {254, 4, 0xf9, 0x89};
  const Octets mptcp = {30, 4, 0x01, 0x81};
  for (const Octets& one : {fast_open, experimental, mptcp}) {
    EXPECT_EQ(syn_layout(kLinux + one), syn_layout(kLinux));
    EXPECT_EQ(syn_layout(one + kLinux), syn_layout(kLinux));
    EXPECT_EQ(syn_layout(kLinux + one + kNop + kNop), syn_layout(kLinux));
  }
}

TEST(SynLayout, FewOptionsSayNothing) {
  // A scanner's, a small appliance's, and what Windows and Apple fall back to in repetitions.
  for (const Octets& few : {Octets{}, kMss, kMss + kScale, kMss + kNop + kNop + kSack, kEnd}) {
    EXPECT_EQ(syn_layout(few), 0);
  }
}

TEST(SynLayout, BrokenListsSayNothing) {
  EXPECT_EQ(syn_layout(kLinux + Octets{8}), 0) << "a kind without a length";
  EXPECT_EQ(syn_layout(kLinux + Octets{34, 1}), 0) << "a length that does not hold itself";
  EXPECT_EQ(syn_layout(kLinux + Octets{34, 3}), 0) << "longer than the list";
  EXPECT_EQ(syn_layout(kLinux + kMss), 0) << "twice";
  EXPECT_EQ(syn_layout(kLinux + kEnd + Octets{34, 1}), syn_layout(kLinux)) << "behind the end";
}

TEST(SynLayout, AnyOctetsAreReadWithinTheirBounds) {
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    Octets octets(random() % 41);
    for (auto& one : octets) one = static_cast<std::uint8_t>(random() % 10);
    EXPECT_LT(syn_layout(octets), 1 << 12);
  }
}

}  // namespace
}  // namespace cutoffd::dissect::syn_options_test
