#include "daemon/sensor_watch.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/counters.h"
#include "rules/ledger_rows.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::sensor_watch_test {
namespace {

using namespace std::chrono_literals;

// A sensor whose clock and wire are the test's, on a ledger that survives it.
class SensorWatchTest : public testing::Test {
 protected:
  struct Process {
    Counters counters;
    std::unique_ptr<rules::Ledger> ledger;
    std::unique_ptr<rules::Judge> judge;
    std::unique_ptr<SensorWatch> watch;
  };

  void SetUp() override {
    settings_.judge.sensor = "lab";
    rules::Watchlist list;
    list.id = "acme";
    list.date = "2026-06-01";
    settings_.watchlists = {list};
  }

  void start(bool clock_believed = true) {
    process_.reset();
    process_ = std::make_unique<Process>();
    Process& p = *process_;
    p.ledger = rules::Ledger::open(directory_.path(), rules::Ledger::Access::read_write);
    const auto rules = std::make_shared<const rules::RuleSet>(std::vector<rules::Watchlist>{},
                                                              std::vector<rules::Determination>{},
                                                              std::vector<rules::Rule>{});
    p.judge = std::make_unique<rules::Judge>(rules, settings_.judge, *p.ledger, p.counters);
    p.watch = std::make_unique<SensorWatch>(settings_, *p.ledger, *p.judge);
    totals_ = {};
    up_ = {};
    p.watch->start(now_, clock_believed);
  }
  void stop() {
    save();
    process_.reset();
  }
  void save() {
    process_->judge->save();
    process_->ledger->commit();
  }

  void pass(Duration time, std::uint64_t packets_a_look, bool capturing = true) {
    for (const Instant end = now_ + time; now_ < end;) {
      now_ += 10s;
      up_ += 10s;
      totals_.packets += packets_a_look;
      totals_.octets += packets_a_look * 500;
      process_->judge->on_time(now_);
      process_->watch->look(now_, now_, up_, {{"eth1", capturing, totals_}}, 0);
    }
  }
  Coverage coverage() { return process_->watch->coverage(now_); }
  // Those that were not taken yet, "event: message".
  std::vector<std::string> told() {
    save();
    std::vector<std::string> out;
    for (const Alert& alert : process_->ledger->alerts_after(taken_, 1000)) {
      EXPECT_EQ(alert.sensor, "lab");
      out.push_back(std::string(name_of(alert.event)) + ": " + alert.message);
      taken_ = alert.sequence;
    }
    return out;
  }

  rules::stage::StateDirectory directory_;
  config::Settings settings_;
  Instant now_ = *parse_rfc3339("2026-07-01T00:00:00Z");
  Duration up_{};
  CoverageFigures totals_;
  std::unique_ptr<Process> process_;
  std::uint64_t taken_ = 0;
};

TEST_F(SensorWatchTest, IsCleanWhileItSees) {
  start();
  pass(10min, 100);
  EXPECT_EQ(coverage().verdict, Verdict::clean);
  EXPECT_TRUE(told().empty());
}

TEST_F(SensorWatchTest, IsInconclusiveWithoutPackets) {
  start();
  pass(1min, 0);
  EXPECT_EQ(coverage().verdict, Verdict::inconclusive);
}

TEST_F(SensorWatchTest, TellsThatItIsBlindAndThatItSeesAgain) {
  start();
  pass(10min, 100);
  pass(1min, 0, false);
  EXPECT_EQ(coverage().verdict, Verdict::inconclusive);
  auto alerts = told();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0],
            "sensor: The sensor is blind: eth1 is down. Silence proves nothing until it recovers.");
  pass(1min, 100);
  alerts = told();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0],
            "sensor: The sensor sees again. It was blind since 2026-07-01T00:10:10Z: eth1 is "
            "down.");
}

TEST_F(SensorWatchTest, LossOfFivePercentMakesItInconclusive) {
  start();
  for (int i = 0; i < 60; ++i) {
    totals_.drops += 5;
    pass(10s, 95);
  }
  EXPECT_EQ(coverage().verdict, Verdict::inconclusive);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(SensorWatchTest, OctetsThatWereAcknowledgedAndNeverSeenMakeItInconclusive) {
  start();
  for (int i = 0; i < 60; ++i) {
    totals_.lost_octets += 2500;
    pass(10s, 95);
  }
  EXPECT_EQ(coverage().verdict, Verdict::inconclusive);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(SensorWatchTest, AMissingDirectionMakesItInconclusive) {
  start();
  for (int i = 0; i < 60; ++i) {
    totals_.one_way_flows += 1;
    pass(10s, 95);
  }
  EXPECT_EQ(coverage().verdict, Verdict::inconclusive);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(SensorWatchTest, BeatsOnceADayThoughItIsRestarted) {
  start();
  for (int i = 0; i < 6; ++i) {
    pass(5h, 100);
    stop();
    start();
  }
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 1U) << "30 hours";
  EXPECT_EQ(alerts[0].find("heartbeat: Coverage: clean. Watching eth1 (100 % up, "), 0U)
      << alerts[0];
}

TEST_F(SensorWatchTest, BeatsWhenItIsBackAndTellsOfTheTimeBetween) {
  start();
  pass(1h, 100);
  stop();
  now_ += 48h;
  start();
  pass(10s, 100);
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[0],
            "sensor: The sensor was down from 2026-07-01T01:00:00Z to 2026-07-03T01:00:00Z: what "
            "happened meanwhile was not seen.");
  EXPECT_EQ(alerts[1].find("heartbeat: Coverage: inconclusive."), 0U) << alerts[1];
  EXPECT_NE(alerts[1].find("was down from"), std::string::npos);
  EXPECT_EQ(coverage().verdict, Verdict::inconclusive);
}

TEST_F(SensorWatchTest, DoesNotTellOfARestart) {
  start();
  pass(1h, 100);
  stop();
  now_ += 30s;
  start();
  EXPECT_TRUE(told().empty());
}

TEST_F(SensorWatchTest, SaysInEachHeartbeatWhatWasSeen) {
  start();
  pass(25h, 100);
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_NE(alerts[0].find("0 open incidents. Seen: 864000 packets, none dropped, oldest watchlist "
                           "reviewed 31 days ago."),
            std::string::npos)
      << alerts[0];
}

TEST_F(SensorWatchTest, KeepsWhatWasSeenByDay) {
  now_ = *parse_rfc3339("2026-07-01T12:00:00Z");
  start();
  pass(18h, 100);
  stop();
  now_ += 1h;
  start();
  pass(1h, 50);
  save();
  const auto rows = process_->ledger->rows().coverage();
  ASSERT_EQ(rows.size(), 3U);
  const auto from = [&rows](std::size_t i) { return std::string(rfc3339(rows[i].from, 0).view()); };
  // Its first look is what it counts from.
  EXPECT_EQ(from(0), "2026-07-01T12:00:10Z");
  EXPECT_EQ(from(1), "2026-07-02T00:00:00Z");
  EXPECT_EQ(from(2), "2026-07-02T07:00:10Z");
  EXPECT_EQ(rows[0].until, rows[1].from);
  EXPECT_EQ(rows[1].until, *parse_rfc3339("2026-07-02T06:00:00Z"));
  EXPECT_EQ(rows[0].up, rows[0].until - rows[0].from);
  EXPECT_EQ(rows[0].figures.packets + rows[1].figures.packets, 18U * 360 * 100 - 100);
  // Of the last minute nothing is kept yet.
  EXPECT_GT(rows[2].until, now_ - 1min - 10s);
  EXPECT_EQ(rows[2].figures.packets,
            static_cast<std::uint64_t>((rows[2].until - rows[2].from) / 10s) * 50);
  EXPECT_EQ(rows[0].source, "eth1");
}

TEST_F(SensorWatchTest, BeginsAStretchOfItsOwnWhenTheClockIsSetBack) {
  start();
  pass(1h, 100);
  now_ -= 30min;
  pass(10min, 100);
  save();
  const auto rows = process_->ledger->rows().coverage();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].from, *parse_rfc3339("2026-07-01T00:30:10Z"));
  std::uint64_t packets = 0;
  for (const auto& row : rows) packets += row.figures.packets;
  EXPECT_LE(packets, 70U * 6 * 100);
}

TEST_F(SensorWatchTest, BeatsNeverWhereThatIsOff) {
  settings_.heartbeat.reset();
  start();
  pass(50h, 100);
  EXPECT_TRUE(told().empty());
}

TEST_F(SensorWatchTest, TellsOnceThatTheListIsStale) {
  settings_.heartbeat.reset();
  now_ = *parse_rfc3339("2026-11-27T00:00:00Z");
  start();
  pass(24h, 100);
  EXPECT_TRUE(told().empty()) << "180 days";
  pass(48h, 100);
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_NE(alerts[0].find("last reviewed 181 days ago"), std::string::npos) << alerts[0];
}

TEST_F(SensorWatchTest, TellsOfAClockThatIsNotBelieved) {
  start(false);
  process_->watch->look_at_clock(now_ + 1s, false);
  EXPECT_FALSE(process_->watch->clock_believed());
  process_->watch->look_at_clock(now_ + 24h, true);
  EXPECT_TRUE(process_->watch->clock_believed());
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_NE(alerts[0].find("clock is not believed"), std::string::npos);
  EXPECT_NE(alerts[1].find("clock was set"), std::string::npos);
}

TEST_F(SensorWatchTest, TellsOfAClockThatIsSetBackBeforeTheBuildWhileItRuns) {
  start();
  pass(1h, 100);
  const auto look = [this](Duration after, bool believed) {
    process_->watch->look_at_clock(now_ + after, believed);
  };
  look(0s, true);
  EXPECT_TRUE(told().empty());
  for (const Duration after : {0s, 2s, 4s}) look(after, false);
  EXPECT_FALSE(process_->watch->clock_believed());
  for (const Duration after : {5s, 6s}) look(after, true);
  EXPECT_EQ(told(), (std::vector<std::string>{
                        "sensor: The clock is not believed: it says a time before this program was "
                        "built; 2026-07-01T01:00:00Z is taken instead until it is set.",
                        "sensor: The clock was set to 2026-07-01T01:00:05Z; 2026-07-01T01:00:04Z "
                        "was taken until then."}));
}

TEST_F(SensorWatchTest, BeatsInTimeThoughTheClockIsSetBack) {
  start();
  pass(24h + 10s, 100);
  EXPECT_EQ(told().size(), 1U);
  pass(1h, 100);
  now_ -= 20h;
  pass(22h + 30min, 100);
  EXPECT_TRUE(told().empty()) << "23 hours and a half have passed";
  pass(1h, 100);
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 1U) << "not a period of the clock later";
  EXPECT_EQ(alerts[0].find("heartbeat: "), 0U) << alerts[0];
  pass(23h, 100);
  EXPECT_TRUE(told().empty());
  pass(1h, 100);
  EXPECT_EQ(told().size(), 1U) << "and then daily again";
}

TEST_F(SensorWatchTest, BeatsAtAStartThatFindsTheLastOneAhead) {
  start();
  pass(24h + 10s, 100);
  EXPECT_EQ(told().size(), 1U);
  stop();
  now_ -= 2h;
  start();
  pass(1h, 100);
  EXPECT_EQ(told().size(), 1U) << "nobody knows how long ago it was";
  pass(22h, 100);
  EXPECT_TRUE(told().empty());
}

TEST_F(SensorWatchTest, TellsOnceThatAReloadIsRefused) {
  start();
  const auto refuse = [this](const char* why) { process_->watch->reload_refused(now_, why); };
  for (int i = 0; i < 5; ++i) refuse("Not reloaded: one reason.");
  EXPECT_EQ(told(), (std::vector<std::string>{"sensor: Not reloaded: one reason."}));
  refuse("Not reloaded: another.");
  refuse("Not reloaded: another.");
  EXPECT_EQ(told().size(), 1U);
  process_->watch->use(settings_);  // a reload was taken
  refuse("Not reloaded: another.");
  EXPECT_EQ(told().size(), 1U);
}

}  // namespace
}  // namespace cutoffd::sensor_watch_test
