#include <set>

#include <gtest/gtest.h>

#include "core/alert.h"
#include "core/counters.h"
#include "core/evidence.h"
#include "core/observation.h"

namespace cutoffd::words_test {
namespace {

TEST(Words, ReadBackAsWhatTheyName) {
  for (int i = 0; i < 5; ++i) {
    const auto value = static_cast<Evidence>(i);
    EXPECT_EQ(parse_evidence(name_of(value)), value);
  }
  for (int i = 0; i < 9; ++i) {
    const auto value = static_cast<Blocked>(i);
    EXPECT_EQ(parse_blocked(name_of(value)), value);
  }
  for (int i = 0; i < 8; ++i) {
    const auto value = static_cast<Severity>(i);
    EXPECT_EQ(parse_severity(name_of(value)), value);
  }
  for (int i = 0; i < 11; ++i) {
    const auto value = static_cast<AlertEvent>(i);
    EXPECT_EQ(parse_alert_event(name_of(value)), value);
  }
  EXPECT_FALSE(parse_evidence("Asked"));
  EXPECT_FALSE(parse_evidence(""));
}

TEST(Words, EnumeratorsAndWordsStandInTheSameOrder) {
  EXPECT_EQ(name_of(Evidence::transferred), "transferred");
  EXPECT_EQ(name_of(Blocked::silence), "silence");
  EXPECT_EQ(name_of(Severity::debug), "debug");
  EXPECT_EQ(name_of(ObservationKind::unknown), "unknown");
  EXPECT_EQ(name_of(ObservationKind::tls_cert_name), "tls_cert_name");
  EXPECT_EQ(name_of(AlertEvent::heartbeat), "heartbeat");
  EXPECT_EQ(name_of(IdentityGrade::inventory), "inventory");
}

TEST(Counters, EachHasANameOfItsOwnAndAMeaning) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kCounters; ++i) {
    const auto counter = static_cast<Counter>(i);
    EXPECT_TRUE(names.insert(name_of(counter)).second) << name_of(counter);
    EXPECT_GE(meaning_of(counter).size(), 10U) << name_of(counter);
  }
}

TEST(Counters, SumsAreMadeOfAllOfThem) {
  Counters a;
  Counters b;
  a.add(Counter::packets, 2);
  b.add(Counter::packets, 3);
  b.add(Counter::alerts);
  a.add_all(b);
  EXPECT_EQ(a.get(Counter::packets), 5U);
  EXPECT_EQ(a.get(Counter::alerts), 1U);
}

}  // namespace
}  // namespace cutoffd::words_test
