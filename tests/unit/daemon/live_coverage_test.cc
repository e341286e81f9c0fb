#include "daemon/live_coverage.h"

#include <gtest/gtest.h>

namespace cutoffd::live_coverage_test {
namespace {

using namespace std::chrono_literals;

constexpr CoverageLimits kLimits;

// An interface that is looked at every second.
class Wire {
 public:
  // For so long: what is added to the totals at each look.
  void pass(Duration time, const CoverageFigures& each, bool capturing = true) {
    for (const Duration end = now_ + time; now_ < end;) {
      now_ += 1s;
      add(totals_, each);
      interface_.look(now_, capturing, totals_, kLimits.gap);
    }
  }
  [[nodiscard]] const InterfaceCoverage& seen() const { return interface_; }
  [[nodiscard]] std::string blind() const { return interface_.blind(kLimits).value_or("no"); }
  void begin_period() { interface_.begin_period(); }

 private:
  InterfaceCoverage interface_{"eth1"};
  Duration now_{};
  CoverageFigures totals_;
};

CoverageFigures healthy() {
  CoverageFigures f;
  f.packets = 100;
  f.octets = 50'000;
  f.two_way_flows = 1;
  return f;
}

TEST(LiveCoverage, KeepsTheFiguresOfTheWindowOnly) {
  Wire wire;
  CoverageFigures bad = healthy();
  bad.drops = 10;
  wire.pass(10min, bad);
  EXPECT_EQ(wire.seen().window().figures.drops, 6000U);
  wire.pass(49min, healthy());
  EXPECT_EQ(wire.seen().window().figures.drops, 6000U);
  wire.pass(12min, healthy());
  EXPECT_EQ(wire.seen().window().figures.drops, 0U);
  const auto packets = wire.seen().window().figures.packets;
  EXPECT_GE(packets, 359'000U) << "an hour less one look";
  EXPECT_LE(packets, 360'000U);
  EXPECT_NEAR(wire.seen().packets_per_second(), 100.0, 0.1);
}

TEST(LiveCoverage, CountsSinceTheLastHeartbeatApart) {
  Wire wire;
  wire.pass(10min, healthy());
  wire.begin_period();
  wire.pass(3min, healthy());
  EXPECT_EQ(wire.seen().since_heartbeat().figures.packets, 18'000U);
  EXPECT_EQ(wire.seen().since_heartbeat().observed, Duration(3min));
}

TEST(LiveCoverage, MeasuresHowLongTheInterfaceWasUp) {
  Wire wire;
  wire.pass(6min, healthy());
  wire.pass(2min, {}, false);
  EXPECT_EQ(wire.blind(), "eth1 is down");
  wire.pass(2min, healthy());
  EXPECT_EQ(wire.seen().window().observed, Duration(10min));
  EXPECT_NEAR(std::chrono::duration<double>(wire.seen().window().up).count(), 8 * 60, 2);
  EXPECT_EQ(wire.blind(), "no");
}

TEST(LiveCoverage, CountsOneGapForOnePause) {
  Wire wire;
  wire.pass(1min, healthy());
  wire.pass(4min, {});
  EXPECT_EQ(wire.seen().window().figures.gaps, 0U);
  wire.pass(20min, {});
  EXPECT_EQ(wire.seen().window().figures.gaps, 1U);
  EXPECT_EQ(wire.blind(), "eth1 shows no packet for 5m");
  wire.pass(1min, healthy());
  EXPECT_EQ(wire.blind(), "no");
  EXPECT_EQ(wire.seen().window().figures.gaps, 1U);
}

TEST(LiveCoverage, IsBlindWhileTooMuchIsLost) {
  CoverageFigures drops = healthy();
  drops.drops = 5;
  CoverageFigures lost = healthy();
  lost.lost_octets = 2'500;
  CoverageFigures one_way = healthy();
  one_way.two_way_flows = 0;
  one_way.one_way_flows = 1;
  CoverageFigures cut = healthy();
  cut.cut_packets = 5;
  for (const auto& [bad, words] : {std::pair(drops, "eth1 drops 4.8 % of the packets"),
                                   std::pair(lost, "eth1 misses 4.8 % of the octets"),
                                   std::pair(one_way, "eth1 shows 1e+02 % of the flows one way"),
                                   std::pair(cut, "eth1 cuts 5 % of the packets")}) {
    Wire wire;
    wire.pass(10min, healthy());
    EXPECT_EQ(wire.blind(), "no");
    wire.pass(5min, bad);
    EXPECT_EQ(wire.blind().substr(0, 12), std::string(words).substr(0, 12));
    EXPECT_LE(wire.blind().size(), 63U);
    wire.pass(6min, healthy());
    EXPECT_EQ(wire.blind(), "no") << words;
  }
}

TEST(LiveCoverage, SaysNothingFromAFewPackets) {
  Wire wire;
  CoverageFigures few;
  few.packets = 1;
  few.drops = 1;
  few.one_way_flows = 1;
  wire.pass(10s, few);
  EXPECT_EQ(wire.blind(), "no");
}

TEST(LiveCoverage, SurvivesCountersThatBeginAgain) {
  CoverageFigures before;
  before.drops = 100;
  CoverageFigures after;
  after.drops = 3;
  EXPECT_EQ(between(before, after).drops, 0U);
}

}  // namespace
}  // namespace cutoffd::live_coverage_test
