// An incident's life: reminders, quiet, absent, blind, returned; what operators decide.
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rules/ledger_rows.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::stage::judge_life_test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;

Liveness alive(double seconds) { return {after(seconds), kDesk.address, kDesk.link}; }
SensorChange blind(double seconds) {
  return {after(seconds), false, InlineText<63>("eth1 is down")};
}
SensorChange sees(double seconds) { return {after(seconds), true, {}}; }

Sighting contact(double seconds) {
  static std::uint64_t flow = 1000;
  Sighting made = hello(kDesk, kUpdate, after(seconds), ++flow);
  made.client.at.port = Port{static_cast<std::uint16_t>(flow)};  // a connection of its own
  return made;
}

std::string events(const std::vector<Alert>& alerts) {
  std::string all;
  for (const Alert& alert : alerts) all += std::string(name_of(alert.event)) + ' ';
  return all;
}

std::shared_ptr<const RuleSet> reminding(std::vector<Duration> waits,
                                         std::vector<Exemption> exemptions = {}) {
  Rule one = rule("acme-order", "order");
  one.reminders = std::move(waits);
  one.exemptions = std::move(exemptions);
  return std::make_shared<const RuleSet>(
      lists(), std::vector{determination("order", "acme", kCutoff)}, std::vector{one});
}

Decision decision(Decision::Verb verb, std::optional<Instant> until = {}) {
  return {verb, after(0), "mel", "known", until};
}

TEST(Reminders, BackOffWhileContactsGoOn) {
  Court court;
  for (double t = 0; t < 20 * kDay; t += kHour) court.hear(contact(t));
  const auto alerts = court.alerts();
  EXPECT_EQ(events(alerts), "opened continuing continuing continuing continuing ");
  const double days[] = {0, 1, 3, 7, 15};
  for (std::size_t i = 1; i < alerts.size(); ++i) {
    EXPECT_EQ(alerts[i].time, after(10 + days[i] * kDay)) << i;
  }
}

TEST(Reminders, WaitForAContact) {
  Court court;
  court.hear(contact(0)).wait_until(after(5 * kDay));
  EXPECT_EQ(events(court.alerts()), "opened ");
  court.hear(contact(5 * kDay)).wait_until(after(5 * kDay + 11));
  EXPECT_EQ(events(court.alerts()), "opened continuing ");
}

TEST(Reminders, TenThousandContactsInAnHourTellWhatTheScheduleSays) {
  Court court(reminding({minutes(10)}));
  for (int i = 0; i < 10'000; ++i) court.hear(contact(i * 0.36));
  const auto alerts = court.alerts();
  // Opened at 10 s, then every ten minutes: at 610, 1210, 1810, 2410 and 3010 s.
  EXPECT_EQ(events(alerts), "opened continuing continuing continuing continuing continuing ");
  EXPECT_EQ(court.counters().get(Counter::contacts), 10'000U);
  EXPECT_EQ(court.services().front().after.count, 10'000U);
}

TEST(Reminders, OffTellsNothing) {
  Court court(reminding({}));
  for (double t = 0; t < 60 * kDay; t += 6 * kHour) court.hear(contact(t));
  EXPECT_EQ(events(court.alerts()), "opened ");
}

TEST(Quiet, IsToldOfADeviceThatIsThere) {
  Court court;
  court.hear(contact(0), alive(2 * kDay), alive(4 * kDay), alive(6.9 * kDay))
      .wait_until(after(7.1 * kDay));
  const auto alerts = court.alerts();
  EXPECT_EQ(events(alerts), "opened quiet ");
  EXPECT_EQ(alerts.back().time, after(7 * kDay));
  EXPECT_EQ(alerts.back().severity, Severity::notice);
  EXPECT_EQ(court.services().front().state, "quiet");
}

TEST(Quiet, SaysHowMuchTheSensorSaw) {
  Court court;
  court.judge().say_coverage_by(
      [](Instant now) { return "asked at " + std::string(rfc3339(now, 0).view()); });
  court.hear(contact(0), alive(2 * kDay), alive(4 * kDay), alive(6.9 * kDay))
      .wait_until(after(7.1 * kDay));
  const auto alerts = court.alerts();
  ASSERT_EQ(events(alerts), "opened quiet ");
  EXPECT_EQ(alerts.front().message.find("asked at"), std::string::npos);
  EXPECT_TRUE(alerts.back().message.ends_with(
      "; the device was seen since, and the sensor was up all the time; asked at " +
      std::string(rfc3339(after(7 * kDay), 0).view())))
      << alerts.back().message;
}

TEST(Quiet, IsNotToldOfADeviceThatIsGone) {
  Court court;
  court.hear(contact(0), alive(kHour)).wait_until(after(30 * kDay));
  EXPECT_EQ(events(court.alerts()), "opened ");
  EXPECT_EQ(court.services().front().state, "absent");
  // It is back: its silence counts from now.
  court.hear(alive(30 * kDay), alive(32 * kDay), alive(34 * kDay), alive(36.5 * kDay))
      .wait_until(after(36.9 * kDay));
  EXPECT_EQ(events(court.alerts()), "opened ");
  court.wait_until(after(37.1 * kDay));
  EXPECT_EQ(events(court.alerts()), "opened quiet ");
}

TEST(Quiet, IsNotToldOfTimeThatNobodySaw) {
  Court court;
  court
      .hear(contact(0), alive(0.9 * kDay), blind(kDay), sees(3 * kDay), alive(3.1 * kDay),
            alive(5 * kDay), alive(6.9 * kDay))
      .wait_until(after(7.1 * kDay));
  EXPECT_EQ(events(court.alerts()), "opened ");
  EXPECT_EQ(court.services().front().state, "blind");
  court.hear(alive(8.9 * kDay)).wait_until(after(9.1 * kDay));
  const auto alerts = court.alerts();
  EXPECT_EQ(events(alerts), "opened quiet ");
  EXPECT_EQ(alerts.back().time, after(9 * kDay));
}

TEST(Quiet, WaitsForASensorThatIsBlind) {
  Court court;
  court.hear(contact(0), alive(2 * kDay), alive(4 * kDay), alive(6 * kDay), blind(6.5 * kDay))
      .wait_until(after(20 * kDay));
  EXPECT_EQ(court.services().front().state, "blind");
  // Nobody knows whether it was there meanwhile: its silence counts from when it is seen again.
  court.hear(sees(20 * kDay));
  for (double t = 20 * kDay; t < 27.1 * kDay; t += kDay) court.hear(alive(t));
  court.wait_until(after(27.2 * kDay));
  EXPECT_EQ(events(court.alerts()), "opened quiet ");
}

TEST(Quiet, WaitsThreeTimesTheLearntInterval) {
  Court court;
  for (int i = 0; i < 4; ++i) court.hear(contact(i * 5 * kDay));
  for (double t = 15 * kDay; t < 29.9 * kDay; t += kDay) court.hear(alive(t));
  EXPECT_EQ(events(court.alerts()).find("quiet"), std::string::npos);
  court.hear(alive(29.9 * kDay)).wait_until(after(30.1 * kDay));
  const auto alerts = court.alerts();
  EXPECT_EQ(alerts.back().event, AlertEvent::quiet);
  EXPECT_EQ(alerts.back().time, after(30 * kDay));
}

TEST(Quiet, EndsWithAReturnUnderTheSameId) {
  Court court;
  court.hear(contact(0), alive(2 * kDay), alive(4 * kDay), alive(6.9 * kDay))
      .wait_until(after(8 * kDay));
  court.hear(question(kDesk, kUpdate, after(9 * kDay))).wait_until(after(9 * kDay + 11));
  const auto alerts = court.alerts();
  ASSERT_EQ(events(alerts), "opened quiet returned ");
  EXPECT_EQ(alerts[2].incident, alerts[0].incident);
  EXPECT_EQ(alerts[2].first, alerts[0].first);
  // What is reached now, not what was reached then.
  EXPECT_EQ(alerts[2].evidence, Evidence::asked);
  court.restart();
  court.hear(contact(10 * kDay)).wait_until(after(10 * kDay + 11));
  EXPECT_EQ(events(court.alerts()), "opened quiet returned escalated ");
}

TEST(Decisions, AcknowledgedIsToldAgainOnlyIfTheEvidenceRises) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0))).wait_until(after(11));
  const std::string id = court.alerts().front().incident;
  EXPECT_FALSE(court.judge().decide(id, decision(Decision::Verb::acknowledge)));
  court.restart();
  for (double t = kHour; t < 5 * kDay; t += kHour) court.hear(question(kDesk, kUpdate, after(t)));
  EXPECT_EQ(events(court.alerts()), "opened ");
  EXPECT_EQ(court.services().front().state, "acknowledged");
  court.hear(contact(5 * kDay)).wait_until(after(5 * kDay + 11));
  EXPECT_EQ(events(court.alerts()), "opened escalated ");
}

TEST(Decisions, ClosedIsOverAndALaterContactOpensAnother) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(0), 1)).wait_until(after(11));
  const std::string id = court.alerts().front().incident;
  EXPECT_FALSE(court.judge().decide(id.substr(0, 6), decision(Decision::Verb::close)));
  // The connection that was open goes on: that is of the incident that was closed.
  court.hear(progress(1, after(20), FlowProgress::Step::answered)).wait_until(after(60));
  EXPECT_EQ(events(court.alerts()), "opened ");
  EXPECT_EQ(court.services().front().state, "closed");
  court.restart();
  court.hear(contact(kDay)).wait_until(after(kDay + 11));
  const auto alerts = court.alerts();
  ASSERT_EQ(events(alerts), "opened opened ");
  EXPECT_NE(alerts[0].incident, alerts[1].incident);
  EXPECT_TRUE(court.judge().decide(id, decision(Decision::Verb::close)));
}

TEST(Decisions, AnExemptionMutesAndItsEndTellsTheWholeHistory) {
  Court court;
  court.hear(contact(0)).wait_until(after(11));
  const std::string id = court.alerts().front().incident;
  EXPECT_TRUE(court.judge().decide(id, decision(Decision::Verb::exempt)));  // without an end
  EXPECT_FALSE(court.judge().decide(id, decision(Decision::Verb::exempt, after(10 * kDay))));
  for (double t = kDay; t < 9 * kDay; t += kDay) court.hear(contact(t));
  court.restart();
  EXPECT_EQ(events(court.alerts()), "opened ");
  EXPECT_EQ(court.services().front().state, "exempt");
  court.wait_until(after(10 * kDay + 1));
  const auto alerts = court.alerts();
  ASSERT_EQ(events(alerts), "opened returned ");
  EXPECT_EQ(alerts[1].first, after(0));
  EXPECT_EQ(alerts[1].count, 9U);
}

TEST(Exemptions, MuteFromTheFirstContactAndThenOpen) {
  const auto until = [](double seconds) {
    return std::vector{
        Exemption{"10.0.0.0/24", "", "", "", "update", "IT", "migration", after(seconds)}};
  };
  Court court(reminding({hours(24)}, until(10 * kDay)));
  for (double t = 0; t < 9 * kDay; t += kDay) court.hear(contact(t));
  EXPECT_EQ(events(court.finish()), "");
  EXPECT_EQ(court.services().front().state, "exempt");
  court.wait_until(after(10 * kDay + 1));
  const auto alerts = court.alerts();
  ASSERT_EQ(events(alerts), "opened ");
  EXPECT_EQ(alerts[0].first, after(0));
  EXPECT_EQ(alerts[0].count, 9U);
}

TEST(Exemptions, TakenBackAtAReloadEndAtOnce) {
  const std::vector all{Exemption{"", "", "", "", "", "IT", "migration", after(1000 * kDay)}};
  Court court(reminding({hours(24)}, all));
  court.hear(contact(0)).wait_until(after(kDay));
  EXPECT_EQ(events(court.alerts()), "");
  court.judge().use(reminding({hours(24)}));
  court.wait_until(after(kDay + 1));
  EXPECT_EQ(events(court.alerts()), "opened ");
}

TEST(Forgetting, ADeviceGoesWithAllThatIsKnownOfIt) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(0), 1)).wait_until(after(11));
  EXPECT_TRUE(court.judge().forget_device("10.9.9.9", decision(Decision::Verb::forget)));
  EXPECT_FALSE(court.judge().forget_device("10.0.0.20", decision(Decision::Verb::forget)));
  court.hear(progress(1, after(20), FlowProgress::Step::answered));
  EXPECT_TRUE(court.services().empty());
  court.restart();
  EXPECT_EQ(court.judge().devices(), 0U);
  court.hear(contact(kDay)).wait_until(after(kDay + 11));
  EXPECT_EQ(events(court.alerts()), "opened opened ");
  EXPECT_EQ(court.ledger().rows().decisions().size(), 1U);
}

TEST(Retention, ForgetsDevicesThatWereQuietForSoLongAndNeverAnOpenIncident) {
  JudgeOptions options;
  options.retention.devices = hours(24 * 30);
  Court court(options);
  court.hear(contact(0), alive(2 * kDay), alive(4 * kDay), alive(6.9 * kDay))
      .wait_until(after(8 * kDay));
  court.hear(hello(host("10.0.0.21"), kUpdate, after(8 * kDay), 7));
  court.wait_until(after(20 * kDay)).wait_until(after(60 * kDay));
  EXPECT_EQ(court.counters().get(Counter::devices_forgotten), 1U);
  const auto left = court.services();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().state, "absent");
}

TEST(Flood, IsToldOnceAndWhenItIsOver) {
  JudgeOptions options;
  options.max_devices = 1;
  Court court(options);
  court.hear(contact(0)).wait_until(after(11));
  for (int i = 0; i < 200; ++i) {
    court.hear(hello(host("10.0.1." + std::to_string(i)), kUpdate, after(60 + i), 5000 + i));
  }
  EXPECT_EQ(events(court.alerts()), "opened sensor ");
  court.wait_until(after(2 * kDay));
  const auto alerts = court.alerts();
  ASSERT_EQ(events(alerts), "opened sensor sensor ");
  EXPECT_EQ(alerts[2].count, 200U);
  EXPECT_EQ(alerts[2].incident, alerts[1].incident);
}

// A restart at any point changes nothing of what is told.
TEST(Life, ARestartAtAnyPointChangesNothing) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    std::mt19937 random(seed);
    std::vector<Fact> facts;
    double t = 0;
    bool seeing = true;
    for (int i = 0; i < 120; ++i) {
      t += std::uniform_real_distribution<double>(60, 2 * kDay)(random);
      const unsigned kind = random() % 8;
      if (kind < 3) facts.emplace_back(contact(t));
      if (kind >= 3 && kind < 7) facts.emplace_back(alive(t));
      if (kind == 7) facts.emplace_back((seeing = !seeing) ? sees(t) : blind(t));
    }
    JudgeOptions options;
    options.quiet.at_least = hours(24 * 2);
    Court whole(options);
    Court broken(options);
    for (const Fact& fact : facts) {
      whole.hear(fact);
      broken.hear(fact);
      if (random() % 3 == 0) broken.restart();
    }
    const auto expected = whole.alerts();
    EXPECT_EQ(expected, broken.alerts()) << "seed " << seed << ": " << events(expected);
  }
}

}  // namespace
}  // namespace cutoffd::rules::stage::judge_life_test
