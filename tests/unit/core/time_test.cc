#include "core/time.h"

#include <random>

#include <gtest/gtest.h>

namespace cutoffd::time_test {
namespace {

using namespace std::chrono_literals;

std::int64_t ns_of(std::string_view text) {
  const auto instant = parse_rfc3339(text);
  return instant ? ns_since_epoch(*instant) : -1;
}

TEST(Rfc3339, TheCutoffIsAnInstantWithAZone) {
  EXPECT_EQ(ns_of("2024-09-29T00:00:00-04:00"), 1'727'582'400'000'000'000);
  EXPECT_EQ(ns_of("2024-09-29T04:00:00Z"), 1'727'582'400'000'000'000);
  EXPECT_EQ(ns_of("2024-09-29T03:59:59.999999999Z"), 1'727'582'399'999'999'999);
}

TEST(Rfc3339, WhatIsNoInstantIsRefused) {
  for (const char* text :
       {"", "2024-09-29", "2024-09-29T00:00:00", "2024-09-29T00:00:00 -04:00",
        "2024-09-29T00:00:00-0400", "2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z",
        "2024-09-29T24:00:00Z", "2024-09-29T00:60:00Z", "2024-09-29T00:00:60Z",
        "2024-09-29T00:00:00.Z", "2024-09-29T00:00:00Zx", "24-09-29T00:00:00Z",
        "2024-09-29T00:00:00+24:00", "9999-01-01T00:00:00Z", "1600-01-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Rfc3339, EveryInstantReadsBackAsItself) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> ns(-8'000'000'000'000'000'000,
                                                 8'000'000'000'000'000'000);
  for (int i = 0; i < 20'000; ++i) {
    const Instant instant = instant_from_ns(ns(random));
    ASSERT_EQ(parse_rfc3339(rfc3339(instant).view()), instant) << rfc3339(instant).view();
  }
}

TEST(Rfc3339, TheFirstAndTheLastInstantHaveATextToo) {
  EXPECT_EQ(rfc3339(Instant::min()).view(), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(rfc3339(Instant::max()).view(), "2262-04-11T23:47:16.854775807Z");
}

TEST(Rfc3339, FractionsAreCutNotRounded) {
  const Instant t = instant_from_ns(1'999'999'999);
  EXPECT_EQ(rfc3339(t, 0).view(), "1970-01-01T00:00:01Z");
  EXPECT_EQ(rfc3339(t, 3).view(), "1970-01-01T00:00:01.999Z");
  EXPECT_EQ(rfc3339(t, 6).view(), "1970-01-01T00:00:01.999999Z");
  EXPECT_EQ(rfc3339(t).view(), "1970-01-01T00:00:01.999999999Z");
  EXPECT_EQ(rfc3339(instant_from_ns(-1), 3).view(), "1969-12-31T23:59:59.999Z");
}

TEST(Durations, BearUnits) {
  EXPECT_EQ(parse_duration("10s"), Duration(10s));
  EXPECT_EQ(parse_duration("1h30m"), Duration(90min));
  EXPECT_EQ(parse_duration("5min"), Duration(5min));
  EXPECT_EQ(parse_duration("2w1d"), Duration(24h * 15));
  EXPECT_EQ(parse_duration("250ms"), Duration(250ms));
  EXPECT_EQ(parse_duration("0s"), Duration(0));
}

TEST(Durations, ABareNumberOrAnOddOrderIsRefused) {
  for (const char* text : {"", "10", "s", "10 s", "-1s", "1s1h", "1s1s", "1.5h", "1y",
                           "99999999999999999999s", "999999999w", "1sx"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Durations, PrintAsTheyAreRead) {
  for (const char* text : {"0s", "10s", "1h30m", "1w", "1d", "1d1ns", "250ms", "15us"}) {
    EXPECT_EQ(duration_text(parse_duration(text).value()), text);
  }
}

}  // namespace
}  // namespace cutoffd::time_test
