// Who acts for whom: proxies, NATs, and forwarders that say whose question it is.
#include <gtest/gtest.h>

#include "rules/stacks.h"
#include "rules/tap_advice.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_between_test {
namespace {

using namespace stage;

const Host kGate = host("10.0.0.1", "02:00:00:00:00:91");  // proxy, NAT or forwarder
const Endpoint kProxyPort{ip("10.0.0.1"), Port{3128}};

Sighting through_proxy(const Host& who, Instant time, std::uint64_t flow = 1) {
  Sighting made = hello(who, kUpdate, time, flow, kProxyPort);
  made.kind = ObservationKind::proxy_target;
  made.server.mac = kGate.link;
  return made;
}

Sighting with_ttl(Sighting sighting, std::uint8_t ttl) {
  sighting.client_ttl = ttl;
  return sighting;
}

Binding gate_is_proved() { return binding("10.0.0.1", "02:00:00:00:00:91", after(0)); }

TEST(Proxy, WhatItWasToldToDoIsItsClients) {
  Court court;
  court.hear(through_proxy(kDesk, after(1), 1));
  court.hear(question(kGate, kUpdate, after(1.1)));
  court.hear(hello(kGate, kUpdate, after(1.2), 2));
  court.hear(progress(2, after(2), FlowProgress::Step::answered, 500, 90'000));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(alerts[0].via, kGate.address);
  EXPECT_FALSE(alerts[0].behind);
  EXPECT_EQ(alerts[0].count, 1U);
  EXPECT_EQ(court.services().size(), 1U);
}

TEST(Proxy, IsTheCallerOfWhatNobodyAskedOfItUnlessItIsKnown) {
  {
    Court court;
    court.hear(hello(kGate, kUpdate, after(1)));
    const auto alerts = court.finish();
    ASSERT_EQ(alerts.size(), 1U);
    EXPECT_FALSE(alerts[0].behind);
  }
  JudgeOptions known;
  known.proxies = {kGate.address};
  Court court(known);
  court.hear(hello(kGate, kUpdate, after(1)));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].behind, kGate.address);
  EXPECT_NE(alerts[0].message.find("the client is not visible from here"), std::string::npos);
}

TEST(Proxy, IsLearntFromWhatItDoes) {
  Court court;
  court.hear(through_proxy(kDesk, after(1), 1));
  court.hear(hello(kGate, kUpdate, after(1.2), 2));
  court.restart();
  court.hear(hello(kGate, kTelemetry, after(60), 3));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[1].behind, kGate.address);
}

TEST(Proxy, ASentenceToAServerMakesNoProxyOfIt) {
  Court court;
  court.hear(through_proxy(kDesk, after(1), 1));
  court.hear(hello(kGate, kTelemetry, after(2), 2));
  for (const Alert& alert : court.finish()) EXPECT_FALSE(alert.behind);
}

TEST(Forwarder, ThatConnectsBecauseOfAnAnswerIsTheCaller) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(1), DnsType::a, kGate));
  court.hear(question(kGate, kUpdate, after(1.1)));
  court.hear(hello(kGate, kUpdate, after(1.2)));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[1].device->id, "ip:10.0.0.1");
}

TEST(Nat, WhatCameByWayOfItsOwnCardHadBeenOnItsWay) {
  Court court;
  court.hear(gate_is_proved());
  court.hear(with_ttl(hello(kGate, kUpdate, after(1)), 63));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].behind, kGate.address);
}

TEST(Nat, ItsOwnContactsAreItsOwn) {
  for (const int ttl : {64, 128, 255, 0}) {
    Court court;
    court.hear(gate_is_proved());
    court.hear(with_ttl(hello(kGate, kUpdate, after(1)), static_cast<std::uint8_t>(ttl)));
    EXPECT_FALSE(court.finish()[0].behind) << ttl;
  }
}

TEST(Nat, ADeviceThatIsSeenThroughARouterIsNone) {
  Court court;
  court.hear(binding("10.0.9.1", "02:00:00:00:00:91", after(0)));
  court.hear(with_ttl(hello(host("10.0.5.5", "02:00:00:00:00:91"), kUpdate, after(1)), 63));
  EXPECT_FALSE(court.finish()[0].behind);
}

TEST(Nat, IsLearntFromSystemsThatTakeTurns) {
  Court court;
  court.hear(with_ttl(hello(kGate, kUpdate, after(1), 1), 64));
  court.hear(with_ttl(hello(kGate, kUpdate, after(20), 2), 128));
  court.hear(with_ttl(hello(kGate, kUpdate, after(40), 3), 64));
  court.hear(with_ttl(hello(kGate, kTelemetry, after(60), 4), 64));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_FALSE(alerts[0].behind);
  EXPECT_EQ(alerts[1].behind, kGate.address);
}

TEST(Nat, ATraceOfTheRouteSaysNothing) {
  for (int ttl = 0; ttl <= 32; ++ttl) EXPECT_EQ(initial_ttl(static_cast<std::uint8_t>(ttl)), 0);
  EXPECT_EQ(initial_ttl(63), 64);
  EXPECT_EQ(initial_ttl(64), 64);
  EXPECT_EQ(initial_ttl(127), 128);
  EXPECT_EQ(initial_ttl(254), 255);
}

TEST(Nat, WhatItPassesOnForAVisibleClientIsTheClients) {
  JudgeOptions known;
  known.nats = {kGate.address};
  Court court(known);
  court.hear(with_ttl(question(kDesk, kUpdate, after(1)), 64));
  court.hear(with_ttl(question(kGate, kUpdate, after(1.1)), 63));
  court.hear(answer(kGate, kUpdate, after(3.2), {{kServer.ip, 300}}));
  court.hear(answer(kDesk, kUpdate, after(3.3), {{kServer.ip, 300}}));
  court.hear(with_ttl(hello(kDesk, kUpdate, after(4), 1), 64));
  court.hear(with_ttl(hello(kGate, kUpdate, after(4.1), 2), 63));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(alerts[0].via, kGate.address);
  EXPECT_EQ(alerts[0].count, 1U);
}

TEST(Nat, ANeighbourOfItIsNotTakenForItsClient) {
  JudgeOptions known;
  known.nats = {kGate.address};
  Court court(known);
  Sighting one = with_ttl(hello(kDesk, kUpdate, after(1), 1), 64);
  Sighting other = with_ttl(hello(kGate, kUpdate, after(1.1), 2), 63);
  one.hello = 1;
  other.hello = 2;
  court.hear(one);
  court.hear(other);
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_FALSE(alerts[0].via);
  EXPECT_EQ(alerts[1].behind, kGate.address);
}

TEST(Nat, TwoNeighboursThatDoTheSameAreTwo) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(1), 1));
  court.hear(hello(kGate, kUpdate, after(1.1), 2));
  EXPECT_EQ(court.finish().size(), 2U);
}

TEST(Router, ThatIsConfiguredSpeaksForOthersFromTheFirstPacketOn) {
  JudgeOptions known;
  known.routers = {kGate.address};
  Court court(known);
  court.hear(gate_is_proved());
  court.hear(hello(host("10.0.5.5", "02:00:00:00:00:91"), kUpdate, after(1)));
  const auto alerts = court.finish();
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.5.5");
  EXPECT_FALSE(alerts[0].device->mac);
}

// ---- EDNS

Sighting said_for(std::string_view client, Instant time) {
  Sighting made = question(kGate, kUpdate, time);
  made.forwarded_mac = mac(client);
  return made;
}

TEST(EdnsClient, IsNamedIfAKnownForwarderSaysSo) {
  JudgeOptions known;
  known.forwarders = {kGate.address};
  Court court(known);
  court.hear(said_for("02:00:00:00:00:20", after(1)));
  court.hear(answer(kGate, kUpdate, after(1.1), {{kServer.ip, 300}}));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].device->id, "mac:02:00:00:00:00:20");
  EXPECT_EQ(alerts[0].via, kGate.address);
  EXPECT_FALSE(alerts[0].behind);
  EXPECT_EQ(alerts[0].evidence, Evidence::resolved);
}

TEST(EdnsClient, NobodyElseIsBelieved) {
  Court court;
  court.hear(said_for("02:00:00:00:00:20", after(1)));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.1");
}

TEST(EdnsClient, TwoThatAskTheSameAreTwo) {
  JudgeOptions known;
  known.forwarders = {kGate.address};
  Court court(known);
  court.hear(said_for("02:00:00:00:00:20", after(1)));
  court.hear(said_for("02:00:00:00:00:21", after(2)));
  EXPECT_EQ(court.finish().size(), 2U);
}

TEST(EdnsClient, IsOneWithTheDeviceThatIsSeenToAsk) {
  JudgeOptions known;
  known.forwarders = {kGate.address};
  Court court(known);
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(0)));
  court.hear(question(kDesk, kUpdate, after(1), DnsType::a, kGate));
  court.hear(said_for("02:00:00:00:00:20", after(1.1)));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].count, 1U);
}

// ---- Advice

TEST(TapAdvice, CountsWhatIsBehindWhom) {
  JudgeOptions known;
  known.nats = {kGate.address};
  known.forwarders = {ip("10.0.0.2")};
  Court court(known);
  court.hear(hello(kGate, kUpdate, after(1), 1));
  court.hear(hello(kGate, kTelemetry, after(1), 2));
  court.hear(question(host("10.0.0.2"), kUpdate, after(1)));
  court.hear(hello(kDesk, kUpdate, after(1), 3));
  court.finish();
  EXPECT_EQ(tap_advice(court.ledger(), known),
            (std::vector<std::string>{
                "2 open incidents are behind 10.0.0.1, whose clients are not visible from here: "
                "tap inside of it",
                "1 open incident is behind 10.0.0.2, whose clients are not visible from here: tap "
                "inside of it"}));
}

}  // namespace
}  // namespace cutoffd::rules::judge_between_test
