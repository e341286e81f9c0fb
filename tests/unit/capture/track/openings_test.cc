#include "capture/track/openings.h"

#include <gtest/gtest.h>

namespace cutoffd::track::openings_test {
namespace {

constexpr std::uint32_t kNow = 0xffff'fff0;  // coarse time wraps during these tests

TEST(Openings, RemembersBothSidesOfAHandshake) {
  Openings openings(64);
  openings.remember(0x1234567800000010, Side::low, 100, false, kNow);
  openings.remember(0x1234567800000010, Side::high, 900, true, kNow);
  const auto low = openings.find(0x1234567800000010, Side::low, kNow + 20);
  const auto high = openings.find(0x1234567800000010, Side::high, kNow + 20);
  ASSERT_TRUE(low && high);
  EXPECT_EQ(low->sequence, 100U);
  EXPECT_FALSE(low->answers);
  EXPECT_EQ(high->sequence, 900U);
  EXPECT_TRUE(high->answers);
  EXPECT_FALSE(openings.find(0x9999999900000010, Side::low, kNow));
}

TEST(Openings, ALaterSynReplacesTheEarlierOne) {
  Openings openings(64);
  openings.remember(0x80, Side::low, 1, false, kNow);
  openings.remember(0x80, Side::low, 2, false, kNow);
  EXPECT_EQ(openings.find(0x80, Side::low, kNow)->sequence, 2U);
}

TEST(Openings, AnOldSynExplainsNothing) {
  Openings openings(64);
  openings.remember(0x80, Side::low, 1, false, kNow);
  EXPECT_TRUE(openings.find(0x80, Side::low, kNow + 4000));
  EXPECT_FALSE(openings.find(0x80, Side::low, kNow + 5000));
}

TEST(Openings, AFloodOverwritesTheOldestAndTheYoungestRemain) {
  Openings openings(4);
  for (std::uint64_t n = 1; n <= 100; ++n) {
    openings.remember(n << 8, Side::low, static_cast<std::uint32_t>(n), false,
                      kNow + static_cast<std::uint32_t>(n));
  }
  for (std::uint64_t n = 97; n <= 100; ++n)
    EXPECT_TRUE(openings.find(n << 8, Side::low, kNow + 100));
  EXPECT_FALSE(openings.find(96 << 8, Side::low, kNow + 100));
}

}  // namespace
}  // namespace cutoffd::track::openings_test
