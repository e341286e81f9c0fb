#include "rules/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_test {
namespace {

using namespace stage;
using testing::IsEmpty;
using testing::SizeIs;
using Step = FlowProgress::Step;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(JudgeAtTheCutoff, OneNanosecondBeforeIsBeforeAndTheInstantItselfIsAfter) {
  Court court;
  court.hear(hello(host("10.0.0.1"), kUpdate, at("2024-09-29T03:59:59.999999999Z"), 1),
             hello(host("10.0.0.2"), kUpdate, at("2024-09-29T04:00:00Z"), 2));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.2");
  EXPECT_EQ(alerts[0].time, kCutoff);
  EXPECT_EQ(alerts[0].cutoff, kCutoff);
}

TEST(JudgeAtTheCutoff, TheSameDeviceOnBothSidesIsToldWithTheContactAfterAlone) {
  Court court;
  court.hear(question(kDesk, kUpdate, kCutoff - nanoseconds(1)),
             question(kDesk, kUpdate, kCutoff, DnsType::aaaa));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].count, 1U);
  EXPECT_EQ(alerts[0].first, kCutoff);
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].before.count, 1U);
  EXPECT_EQ(services[0].after.count, 1U);
  EXPECT_EQ(services[0].state, "calling");
}

TEST(JudgeAtTheCutoff, AHelloAfterIsAContactAfterThoughItsQuestionCameBefore) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(-1)), hello(kDesk, kUpdate, after(1)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].evidence, Evidence::contacted);
  EXPECT_EQ(alerts[0].count, 1U);
}

TEST(JudgeAtTheCutoff, AnAnswerAfterBelongsToItsQuestionBefore) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(-0.01)),
             answer(kDesk, kUpdate, after(0.01), {{kServer.ip, 60}}));
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(court.services()[0].state, "before-cutoff");
}

TEST(JudgeAtTheCutoff, WhatAFlowOfBeforeGoesOnToDoBelongsToItsHello) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(-0.01)), progress(1, after(0.01), Step::answered),
             progress(1, after(1), Step::bytes, 2000, 1'000'000));
  EXPECT_THAT(court.finish(), IsEmpty());
  const auto services = court.services();
  EXPECT_EQ(services[0].evidence, Evidence::transferred);
  EXPECT_EQ(services[0].bytes_down, 1'000'000U);
}

TEST(JudgeIncident, IsToldOnceAfterSettlingWithTheEvidenceReachedByThen) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)),
             answer(kDesk, kUpdate, after(0.1), {{kServer.ip, 60}}),
             hello(kDesk, kUpdate, after(1)), progress(1, after(1.1), Step::answered, 1800, 3000),
             progress(1, after(9), Step::bytes, 1800, 70'000));
  court.wait_until(after(9.9));
  EXPECT_THAT(court.alerts(), IsEmpty());
  court.wait_until(after(10));
  const auto alerts = court.alerts();
  ASSERT_THAT(alerts, SizeIs(1));
  const Alert& alert = alerts[0];
  EXPECT_EQ(alert.event, AlertEvent::opened);
  EXPECT_EQ(alert.sequence, 1U);
  EXPECT_EQ(alert.time, after(0));
  EXPECT_EQ(alert.rule, "acme-order");
  EXPECT_EQ(alert.determination, "order");
  EXPECT_EQ(alert.vendor, "acme");
  EXPECT_EQ(alert.service, "update");
  EXPECT_EQ(alert.evidence, Evidence::transferred);
  EXPECT_EQ(alert.severity, Severity::err);
  EXPECT_EQ(alert.blocked, std::nullopt);
  EXPECT_EQ(alert.name, kUpdate);
  EXPECT_EQ(alert.server, kServer);
  EXPECT_EQ(alert.count, 1U);
  EXPECT_EQ(alert.bytes_up, 1800U);
  EXPECT_EQ(alert.bytes_down, 70'000U);
  EXPECT_EQ(alert.incident.size(), 16U);
  EXPECT_EQ(alert.group.size(), 16U);
  EXPECT_EQ(court.judge().open_incidents(), 1U);
  EXPECT_EQ(alert.message,
            "10.0.0.20 (02:00:00:00:00:20) still contacts Acme (update): s07.upd.acme.example "
            "answered at 203.0.113.7:443, 70 kB received and 1.8 kB sent; 1 contact, at "
            "2024-09-29T04:00:00Z");
}

TEST(JudgeIncident, EvidenceThatRisesLaterEscalatesItOnceForEachSettlingTime) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0))).wait_until(after(20));
  court.hear(hello(kDesk, kUpdate, after(100)), progress(1, after(101), Step::answered))
      .wait_until(after(200));
  court.hear(hello(kDesk, kUpdate, after(300), 2), progress(2, after(301), Step::answered))
      .wait_until(after(400));
  const auto alerts = court.alerts();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].event, AlertEvent::opened);
  EXPECT_EQ(alerts[0].evidence, Evidence::asked);
  EXPECT_EQ(alerts[0].severity, Severity::notice);
  EXPECT_EQ(alerts[0].server, std::nullopt);
  EXPECT_EQ(alerts[1].event, AlertEvent::escalated);
  EXPECT_EQ(alerts[1].evidence, Evidence::answered);
  EXPECT_EQ(alerts[1].severity, Severity::warning);
  EXPECT_EQ(alerts[1].time, after(100));
  EXPECT_EQ(alerts[1].count, 2U);
  EXPECT_EQ(alerts[1].incident, alerts[0].incident);
}

TEST(JudgeIncident, TenThousandContactsAreOneOpened) {
  Court court;
  for (int i = 0; i < 10'000; ++i) {
    const auto flow = static_cast<std::uint64_t>(i + 1);
    court.hear(hello(kDesk, kUpdate, after(i * 0.36), flow),
               progress(flow, after(i * 0.36 + 0.1), Step::answered),
               progress(flow, after(i * 0.36 + 0.2), Step::ended, 100, 100));
  }
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].event, AlertEvent::opened);
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].after.count, 10'000U);
  EXPECT_EQ(services[0].bytes_up, 1'000'000U);
  EXPECT_EQ(court.counters().get(Counter::contacts), 10'000U);
}

TEST(JudgeIncident, EachDeviceAndEachServiceHasItsOwn) {
  Court court;
  for (const char* address : {"10.0.0.1", "10.0.0.2"}) {
    for (const char* name : {kUpdate, kTelemetry}) {
      court.hear(hello(host(address), name, after(1), 0));
    }
  }
  const auto alerts = court.finish();
  EXPECT_THAT(alerts, SizeIs(4));
  EXPECT_EQ(court.judge().open_incidents(), 4U);
  EXPECT_EQ(court.judge().devices(), 2U);
}

TEST(JudgeIncident, ExemptInformationalAndUnprohibitedServicesOpenNone) {
  Court court;
  court.hear(hello(kDesk, kNews, after(1), 1), hello(kDesk, kPortal, after(2), 2),
             hello(kDesk, kAccount, after(3), 3));
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(court.judge().open_incidents(), 0U);
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(3));
  for (const DeviceService& line : services) {
    EXPECT_FALSE(line.prohibited);
    EXPECT_EQ(line.state, "exempt");
    EXPECT_EQ(line.after.count, 1U);
  }
}

TEST(JudgeIncident, AnInferredEntryOpensNoneAndCorroboratesOneThatIsOpen) {
  Court court;
  court.hear(hello(kDesk, kGuess, after(1), 1));
  EXPECT_THAT(court.finish(), IsEmpty());
  ASSERT_THAT(court.services(), SizeIs(1));
  EXPECT_EQ(court.services()[0].state, "suspected");
  court.hear(question(kDesk, kUpdate, after(100)), hello(kDesk, kGuess, after(101), 2),
             progress(2, after(102), Step::bytes, 100, 100'000));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].evidence, Evidence::asked);
  EXPECT_EQ(alerts[0].count, 2U);
  EXPECT_EQ(alerts[0].name, kUpdate);
}

TEST(JudgeIncident, AnEntryThatAsksForQuietIsNoLouderThanNoticeUntilMuchIsTransferred) {
  Court court;
  court.hear(hello(kDesk, "quiet.acme.example", after(1)), progress(1, after(2), Step::answered));
  court.wait_until(after(60));
  court.hear(progress(1, after(70), Step::bytes, 10, 100'000));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].severity, Severity::notice);
  EXPECT_EQ(alerts[1].severity, Severity::err);
}

TEST(JudgeIncident, BelowTheRulesMinimumItIsRecordedAndNotTold) {
  Rule strict = rule("strict", "order");
  strict.minimum = Evidence::answered;
  const auto under = std::make_shared<const RuleSet>(
      lists(), std::vector{determination("order", "acme", kCutoff)}, std::vector{strict});
  Court court(under);
  court.hear(hello(kDesk, kUpdate, after(1))).wait_until(after(3600));
  EXPECT_THAT(court.alerts(), IsEmpty());
  EXPECT_EQ(court.services()[0].after.count, 1U);
  court.hear(hello(kDesk, kUpdate, after(4000), 2), progress(2, after(4001), Step::answered));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].event, AlertEvent::opened);
  EXPECT_EQ(alerts[0].first, after(1));
  EXPECT_EQ(alerts[0].time, after(4001));
  EXPECT_EQ(alerts[0].count, 2U);
}

TEST(JudgeIncident, SeveralRulesThatForbidOneContactMakeOneAlertThatNamesThemAll) {
  const auto under = std::make_shared<const RuleSet>(
      lists(),
      std::vector{determination("order", "acme", kCutoff),
                  determination("house", "acme", after(-1000))},
      std::vector{rule("acme-order", "order"), rule("acme-house", "house")});
  Court court(under);
  court.hear(question(kDesk, kUpdate, after(1)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].rule, "acme-order, acme-house");
  EXPECT_EQ(alerts[0].determination, "order, house");
  EXPECT_EQ(alerts[0].cutoff, after(-1000));
}

TEST(JudgeIncident, ANameOnTwoVendorsListsIsAContactWithEach) {
  const auto under = std::make_shared<const RuleSet>(
      lists(),
      std::vector{determination("order", "acme", kCutoff),
                  determination("second", "other", kCutoff)},
      std::vector{rule("acme-order", "order"), rule("other-order", "second")});
  Court court(under);
  court.hear(hello(kDesk, kTelemetry, after(1)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].vendor, "acme");
  EXPECT_EQ(alerts[1].vendor, "other");
  EXPECT_NE(alerts[0].group, alerts[1].group);
  EXPECT_EQ(court.counters().get(Counter::contacts), 1U);
}

TEST(JudgeUnclassified, ANameThatNoEntryKnowsIsToldOncePerDeviceAtNotice) {
  Court court;
  court.hear(question(kDesk, kUnknown, after(-5)));
  EXPECT_THAT(court.finish(), IsEmpty());
  court.hear(question(kDesk, kUnknown, after(5)), question(kDesk, "more.acme.example", after(6)),
             question(host("10.0.0.9"), kUnknown, after(7)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].event, AlertEvent::unclassified);
  EXPECT_EQ(alerts[0].severity, Severity::notice);
  EXPECT_EQ(alerts[0].service, "unclassified");
  EXPECT_EQ(alerts[0].rule, "");
  EXPECT_EQ(alerts[1].device->id, "ip:10.0.0.9");
  EXPECT_EQ(court.judge().open_incidents(), 0U);
  court.restart();
  court.hear(question(kDesk, "yet.acme.example", after(100)));
  EXPECT_THAT(court.finish(), SizeIs(2));
}

TEST(JudgeUnclassified, OfAVendorThatNoDeterminationIsAboutNothingIsTold) {
  Court court;
  court.hear(question(kDesk, "www.other.example", after(5)));
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(court.services()[0].vendor, "other");
}

TEST(JudgeInterest, NamesOfNoInterestLeaveNoTrace) {
  Court court;
  court.hear(question(kDesk, "www.elsewhere.example", after(5)),
             hello(kDesk, "badacme.example", after(6)),
             hello(kDesk, "acme.example.evil.example", after(7)));
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_THAT(court.services(), IsEmpty());
  EXPECT_EQ(court.judge().devices(), 0U);
}

TEST(JudgeInterest, LocalNameServicesAreIdentityAndNotContact) {
  Court court;
  for (const auto kind : {ObservationKind::mdns, ObservationKind::llmnr, ObservationKind::nbns}) {
    Sighting sighting = question(kDesk, kUpdate, after(5));
    sighting.kind = kind;
    court.hear(sighting);
  }
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(court.judge().devices(), 0U);
}

TEST(JudgeTime, ImpossibleTimesAreTakenAsTheNearestPossible) {
  Court court;
  court.hear(hello(host("10.0.0.1"), kUpdate, Instant::max(), 1),
             hello(host("10.0.0.2"), kUpdate, Instant::min(), 2));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].first, at("2200-01-01T00:00:00Z"));
}

TEST(JudgeBounds, DevicesBeyondTheBoundAreCountedAndOthersGoOn) {
  JudgeOptions options;
  options.max_devices = 2;
  Court court(options);
  for (const char* address : {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.1"}) {
    court.hear(question(host(address), kUpdate, after(1)));
  }
  EXPECT_THAT(court.finish(), SizeIs(3));  // the third tells of the flood
  EXPECT_EQ(court.counters().get(Counter::devices_given_up), 1U);
}

TEST(JudgeBounds, AtTheBoundOfNamesTheOldestOfTheDeviceGivesWay) {
  JudgeOptions options;
  options.max_names = 2;
  Court court(options);
  for (const char* name :
       {"s01.upd.acme.example", "s02.upd.acme.example", "s03.upd.acme.example"}) {
    court.hear(question(kDesk, name, after(1)));
  }
  court.hear(question(host("10.0.0.9"), kUpdate, after(2)));
  EXPECT_EQ(court.counters().get(Counter::names_given_up), 2U);
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].count, 3U);
}

}  // namespace
}  // namespace cutoffd::rules::judge_test
