// A rule's hours, as they are written.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/test_files.h"

namespace cutoffd::config::time_window_test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TimeWindows : public ::testing::Test {
 protected:
  void SetUp() override { files_.write_vendor(); }

  std::vector<rules::TimeWindow> read(const std::string& windows) {
    auto loaded = files_.load_file(rule(windows));
    EXPECT_THAT(files_.texts(loaded), IsEmpty());
    return loaded.ok() ? loaded.value().rules.front().windows : std::vector<rules::TimeWindow>{};
  }
  std::vector<std::string> mistakes(const std::string& windows) {
    return files_.mistakes(rule(windows));
  }

 private:
  static std::string rule(const std::string& windows) {
    return "rules:\n  - {name: a, determination: order, windows: [" + windows + "]}\n";
  }

  TestFiles files_;
};

TEST_F(TimeWindows, AreDaysAndTimesOfAZone) {
  const auto all =
      read("{days: [mon, sun], from: \"08:30\", to: \"24:00\", zone: Europe/Berlin}, {zone: UTC}");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].days, ElementsAre(rules::Weekday::mon, rules::Weekday::sun));
  EXPECT_EQ(all[0].from, hours(8) + minutes(30));
  EXPECT_EQ(all[0].to, hours(24));
  EXPECT_THAT(all[1].days, IsEmpty());
  EXPECT_EQ(all[1].from, hours(0));
  EXPECT_EQ(all[1].to, hours(24));
}

TEST_F(TimeWindows, KnowSummerTimeFromTheSystemsZones) {
  const auto all = read("{zone: Europe/Berlin}, {zone: \"-03:30\"}, {zone: UTC}");
  ASSERT_EQ(all.size(), 3U);
  const Instant before = *parse_rfc3339("2026-03-29T00:59:59Z");
  const Instant after = *parse_rfc3339("2026-03-29T01:00:00Z");
  EXPECT_EQ(all[0].zone.ahead_at(before), hours(1));
  EXPECT_EQ(all[0].zone.ahead_at(after), hours(2));
  EXPECT_EQ(all[1].zone.ahead_at(after), -(hours(3) + minutes(30)));
  EXPECT_EQ(all[2].zone.ahead_at(after), hours(0));
}

TEST_F(TimeWindows, NeedAZoneAndTimesThatAClockShows) {
  EXPECT_THAT(mistakes("{from: \"08:00\"}"), ElementsAre(HasSubstr("zone")));
  EXPECT_THAT(mistakes("{zone: Mars/Olympus}"), ElementsAre(HasSubstr("America/New_York")));
  EXPECT_THAT(mistakes("{zone: \"+2\"}"), ElementsAre(HasSubstr("an offset such as +02:00")));
  EXPECT_THAT(mistakes("{zone: ../../etc/passwd}"), ElementsAre(HasSubstr("a zone such as")));
  for (const char* wrong : {"24:01", "8:00", "08:60", "08.00", "0800", "-1:00", "08:00:00"}) {
    EXPECT_THAT(mistakes("{zone: UTC, from: \"" + std::string(wrong) + "\"}"),
                ElementsAre(HasSubstr("a time of day such as \"08:30\"")))
        << wrong;
  }
  EXPECT_THAT(mistakes("{zone: UTC, days: [mon, moonday]}"),
              ElementsAre(HasSubstr("rules[0].windows[0].days[1]: found 'moonday'")));
}

}  // namespace
}  // namespace cutoffd::config::time_window_test
