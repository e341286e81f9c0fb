// Connections known by their address, names that the answers contradict, and what blocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/judge.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_address_test {
namespace {

using namespace stage;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Step = FlowProgress::Step;

const AnsweredAddresses::Entry kAnswer{kServer.ip, 300};

AddressContact opening(const Host& who, Instant time, std::uint64_t flow = 1,
                       const Endpoint& server = kServer) {
  AddressContact made;
  made.time = time;
  made.frame = 42;
  made.flow = FlowId{flow};
  made.client = {{who.address, Port{51000}}, who.link};
  made.server = {server, mac("02:00:00:00:00:01")};
  return made;
}

FlowNamed named(Instant time, std::string_view name, bool ech = false, std::uint64_t flow = 1) {
  return {time, 43, FlowId{flow}, ech, domain(name)};
}

DeviceService line(Court& court) { return court.services().at(0); }

// The answer to kDesk, and its connection so many seconds later.
Court& answered_and_opened(Court& court, double seconds) {
  court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(0), {kAnswer}),
             opening(kDesk, after(seconds)));
  return court;
}

TEST(AddressContact, TheAnsweredAddressIsContactedAndIsTheSameContact) {
  Court court;
  answered_and_opened(court, 1).wait_until(after(30));
  const auto alerts = court.alerts();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].evidence, Evidence::contacted);
  EXPECT_EQ(alerts[0].count, 1U);
  EXPECT_EQ(alerts[0].name, kUpdate);
  EXPECT_EQ(alerts[0].server, kServer);
  EXPECT_THAT(alerts[0].message, HasSubstr("an address that was answered for"));
}

TEST(AddressContact, HoldsForTheTtlAndTheGrace) {
  for (const auto& [seconds, evidence] :
       {std::pair{300.0, Evidence::contacted}, std::pair{359.0, Evidence::contacted},
        std::pair{361.0, Evidence::resolved}}) {
    Court court;
    answered_and_opened(court, seconds).wait_until(after(400));
    EXPECT_EQ(line(court).evidence, evidence) << seconds;
  }
}

TEST(AddressContact, GoesOnByItsProgressWithFrames) {
  Court court;
  answered_and_opened(court, 1).hear(progress(1, after(2), Step::answered),
                                     progress(1, after(3), Step::bytes, 100, 8192),
                                     progress(1, after(9), Step::ended, 100, 9000));
  EXPECT_EQ(line(court).evidence, Evidence::transferred);
  EXPECT_EQ(line(court).bytes_down, 9000U);
}

TEST(AddressContact, AnotherNameOnTheConnectionTakesItBack) {
  Court court;
  answered_and_opened(court, 1).hear(named(after(1.1), "www.example.org"),
                                     progress(1, after(2), Step::answered));
  court.wait_until(after(30));
  EXPECT_EQ(line(court).evidence, Evidence::resolved);
}

TEST(AddressContact, AnOuterNameLeavesTheNameProbable) {
  Court court;
  answered_and_opened(court, 1).hear(named(after(1.1), "cover.example.org", true));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].evidence, Evidence::contacted);
  EXPECT_THAT(alerts[0].message, HasSubstr("probably s07.upd.acme.example"));
}

TEST(AddressContact, TheHelloThatNamesItIsTheSameContactSoonOrLate) {
  for (const double seconds : {1.1, 8.0}) {
    Court court;
    answered_and_opened(court, 1).hear(hello(kDesk, kUpdate, after(seconds)));
    EXPECT_EQ(line(court).after.count, 1U) << seconds;
    court.hear(opening(kDesk, after(20), 2), hello(kDesk, kUpdate, after(20.1), 2));
    EXPECT_EQ(line(court).after.count, 2U) << seconds;
  }
}

TEST(AddressContact, NeitherAnothersAnswerNorASharedAddressCounts) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(0), {kAnswer}),
             opening(host("10.0.0.21", "02:00:00:00:00:21"), after(1)));
  AddressContact shared = opening(kDesk, after(2), 2);
  shared.shared = true;
  court.hear(shared).wait_until(after(30));
  EXPECT_THAT(court.services(), SizeIs(1));
  EXPECT_EQ(line(court).evidence, Evidence::resolved);
}

TEST(AddressContact, AnAddressOfAnAllowedServiceTooAccusesNobody) {
  Court court;
  court.hear(question(kDesk, kNews, after(0)), answer(kDesk, kNews, after(0), {kAnswer}));
  answered_and_opened(court, 1).wait_until(after(30));
  for (const DeviceService& one : court.services()) EXPECT_EQ(one.evidence, Evidence::resolved);
}

TEST(AddressContact, NothingDependsOnHowOftenTimePasses) {
  const auto play = [](double step) {
    Court court;
    for (double s = 0; s < 40; s += step) {
      if (s == 0) answered_and_opened(court, 6);
      court.wait_until(after(6 + s));
    }
    return court.finish();
  };
  EXPECT_EQ(play(0.5), play(20));
}

TEST(AddressContact, ANetworkOfTheVendorsIsRecordedAndOpensNothing) {
  auto all = lists();
  WatchEntry network;
  network.mark = AddressMark{*Prefix::parse("203.0.113.0/24")};
  network.service = "update";
  all[0].entries.push_back(network);
  Court court(std::make_shared<const RuleSet>(all,
                                              std::vector{determination("order", "acme", kCutoff)},
                                              std::vector{rule("acme-order", "order")}));
  court.hear(opening(kDesk, after(0)));
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(line(court).evidence, Evidence::contacted);
  EXPECT_EQ(line(court).state, "suspected");
}

TEST(Decoy, AnAddressAnsweredForAnotherNameIsToldOnceAndOpensNothing) {
  Court court;
  for (const std::uint64_t flow : {1U, 2U, 3U}) {
    Sighting one = hello(kDesk, kUpdate, after(static_cast<double>(flow)), flow);
    one.answered_otherwise = true;
    court.hear(one, progress(flow, one.time, Step::answered));
  }
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].event, AlertEvent::decoy);
  EXPECT_EQ(line(court).evidence, Evidence::asked);
  EXPECT_EQ(line(court).state, "suspected");
}

TEST(Decoy, ANameThatWasAnsweredElsewhereIsOne) {
  const Endpoint elsewhere{ip("192.0.2.99"), Port{443}};
  for (const auto& [seconds, event] :
       {std::pair{10.0, AlertEvent::decoy}, std::pair{400.0, AlertEvent::escalated}}) {
    Court court;
    court.hear(question(kDesk, kUpdate, after(-20)), answer(kDesk, kUpdate, after(-20), {kAnswer}),
               hello(kDesk, kUpdate, after(seconds), 1, elsewhere));
    const auto alerts = court.finish();
    ASSERT_THAT(alerts, testing::Not(IsEmpty())) << seconds;
    EXPECT_EQ(alerts.back().event == AlertEvent::decoy, event == AlertEvent::decoy) << seconds;
  }
}

TEST(Decoy, AnAddressAnsweredForAnyNameOfTheVendorIsNone) {
  Court court;
  Sighting one = hello(kDesk, kUpdate, after(1));
  one.answered_otherwise = true;
  court.hear(question(kDesk, kTelemetry, after(0)), answer(kDesk, kTelemetry, after(0), {kAnswer}),
             one);
  for (const Alert& alert : court.finish()) EXPECT_EQ(alert.event, AlertEvent::opened);
}

TEST(Decoy, IsToldOnceAlsoAfterARestart) {
  Court court;
  for (const std::uint64_t flow : {1U, 2U}) {
    Sighting one = hello(kDesk, kUpdate, after(static_cast<double>(flow)), flow);
    one.answered_otherwise = true;
    court.hear(one);
    court.restart();
  }
  EXPECT_THAT(court.finish(), SizeIs(1));
}

TEST(Blocks, UnreachableAndSilenceCountBeforeTheServerSpoke) {
  for (const auto& [step, blocked] :
       {std::pair{Step::unreachable, Blocked::unreachable},
        std::pair{Step::silent, Blocked::silence}, std::pair{Step::reset, Blocked::reset}}) {
    Court court;
    court.hear(hello(kDesk, kUpdate, after(0)), progress(1, after(8), step));
    EXPECT_EQ(line(court).blocked, blocked);
    court.hear(hello(kDesk, kUpdate, after(10), 2), progress(2, after(11), Step::answered),
               progress(2, after(12), step));
    EXPECT_EQ(line(court).blocked, std::nullopt);
  }
}

}  // namespace
}  // namespace cutoffd::rules::judge_address_test
