// What a sink can never send is told: at the first, and then at every tenfold.
#include "daemon/refused_alerts.h"

#include <gtest/gtest.h>

namespace cutoffd::refused_alerts_test {
namespace {

const Instant kNow = *parse_rfc3339("2026-11-29T03:00:00Z");

std::vector<alerts::SinkStatistics> refused(std::uint64_t count) {
  alerts::SinkStatistics sink;
  sink.name = "collector";
  sink.refused = count;
  sink.last_error = "longer than a datagram may be here";
  return {sink};
}

TEST(RefusedAlerts, AreToldAtTheFirstAndAtEveryTenfold) {
  RefusedAlerts alerts("attic");
  EXPECT_TRUE(alerts.told(refused(0), kNow).empty());
  const auto first = alerts.told(refused(1), kNow);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].event, AlertEvent::sensor);
  EXPECT_EQ(first[0].sensor, "attic");
  EXPECT_EQ(first[0].time, kNow);
  EXPECT_EQ(first[0].message,
            "The sink collector could not send 1 alert since the program started, the last: longer "
            "than a datagram may be here.");
  EXPECT_TRUE(alerts.told(refused(1), kNow).empty());
  EXPECT_TRUE(alerts.told(refused(9), kNow).empty());
  EXPECT_EQ(alerts.told(refused(12), kNow).size(), 1U);
  EXPECT_TRUE(alerts.told(refused(99), kNow).empty());
  EXPECT_EQ(alerts.told(refused(5000), kNow).size(), 1U);
  EXPECT_TRUE(alerts.told(refused(9999), kNow).empty());
}

TEST(RefusedAlerts, OfEachSinkApart) {
  RefusedAlerts alerts("attic");
  auto sinks = refused(1);
  sinks.push_back(sinks[0]);
  sinks[1].name = "other";
  EXPECT_EQ(alerts.told(sinks, kNow).size(), 2U);
}

}  // namespace
}  // namespace cutoffd::refused_alerts_test
