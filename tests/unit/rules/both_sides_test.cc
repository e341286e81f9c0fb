// Both sides of a go-between in one capture: what comes out is the visible client's, each once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::both_sides_test {
namespace {

using namespace stage;
using testing::SizeIs;

const Host kGate = host("192.0.2.1", "02:00:00:00:00:91");
const Mac kGateInside = mac("02:00:00:00:00:92");
const Mac kUpstream = mac("02:00:00:00:00:01");

JudgeOptions with_nat() {
  JudgeOptions known;
  known.nats = {kGate.address};
  return known;
}

Sighting request(const Host& who, Instant time, std::uint64_t flow) {
  Sighting made = hello(who, kUpdate, time, flow);
  made.kind = ObservationKind::http_host;
  return made;
}
Sighting inside(Sighting sighting, std::uint16_t port = 51'000) {
  sighting.client.at.port = Port{port};
  sighting.client_ttl = 64;
  sighting.server.mac = kGateInside;
  return sighting;
}
Sighting outside(Sighting sighting, std::uint16_t port = 1024) {
  sighting.client.at.port = Port{port};
  sighting.client_ttl = 63;
  sighting.server.mac = kUpstream;
  return sighting;
}

const Alert* behind_of(const std::vector<Alert>& alerts) {
  for (const Alert& alert : alerts) {
    if (alert.behind == kGate.address) return &alert;
  }
  return nullptr;
}

// Two sightings, and whether the second was taken for the first.
bool joined(const Sighting& inner, const Sighting& outer, const JudgeOptions& known = with_nat()) {
  Court court(known);
  court.hear(inner, outer);
  const auto alerts = court.finish();
  return alerts.size() == 1 && alerts[0].via == kGate.address && alerts[0].count == 1;
}

TEST(BothSides, ARequestThatLeavesByAnotherPortIsTheClients) {
  EXPECT_TRUE(joined(inside(request(kDesk, after(1), 1)), outside(request(kGate, after(1.1), 2))));
}

TEST(BothSides, AQuestionAndItsAnswersAreTheClients) {
  Court court(with_nat());
  court.hear(inside(question(kDesk, kUpdate, after(1))),
             outside(question(kGate, kUpdate, after(1.1))),
             outside(answer(kGate, kUpdate, after(1.2), {{kServer.ip, 300}})),
             inside(answer(kDesk, kUpdate, after(1.3), {{kServer.ip, 300}})));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].via, kGate.address);
  EXPECT_EQ(alerts[0].evidence, Evidence::resolved);
  EXPECT_THAT(court.services(), SizeIs(1));
}

TEST(BothSides, WhatDiffersIsSomebodyElses) {
  const Sighting inner = inside(request(kDesk, after(1), 1));
  const Sighting outer = outside(request(kGate, after(1.1), 2));
  Sighting other = outer;
  other.server.at.port = Port{8080};
  EXPECT_FALSE(joined(inner, other));
  other = outer;
  other.server.at.ip = ip("203.0.113.8");
  EXPECT_FALSE(joined(inner, other));
  other = outer;
  other.name = domain("s08.upd.acme.example");
  EXPECT_FALSE(joined(inner, other));
  other = outer;
  other.time = after(2);
  EXPECT_FALSE(joined(inner, other)) << "a NAT takes no time";
  other = outer;
  other.hello = 7;
  EXPECT_FALSE(joined(inner, other));
  other = outer;
  other.server.mac = kGateInside;
  EXPECT_FALSE(joined(inner, other)) << "side by side";
}

TEST(BothSides, AddressesThatAreNotKnownToActForOthersAreCallers) {
  EXPECT_FALSE(joined(inside(request(kDesk, after(1), 1)), outside(request(kGate, after(1.1), 2)),
                      JudgeOptions{}));
  JudgeOptions router;
  router.routers = {kGate.address};
  EXPECT_TRUE(
      joined(inside(request(kDesk, after(1), 1)), outside(request(kGate, after(1.1), 2)), router));
  JudgeOptions forwarder;
  forwarder.forwarders = {kGate.address};
  EXPECT_TRUE(joined(inside(request(kDesk, after(1), 1)), outside(request(kGate, after(1.1), 2)),
                     forwarder));
}

// The packet must have lost by its way, whatever both began with.
TEST(BothSides, OnlyAPacketThatLostByItsWayWasPassedOn) {
  for (int in = 0; in <= 255; in += 1) {
    for (const int out : {0, 1, 32, 61, 63, 64, 65, 127, 128, 254, 255}) {
      const bool one_system = (in <= 64) == (out <= 64) && (in <= 128) == (out <= 128);
      const bool expected = out > 32 && out < in && one_system;
      Sighting inner = inside(request(kDesk, after(1), 1));
      Sighting outer = outside(request(kGate, after(1.1), 2));
      inner.client_ttl = static_cast<std::uint8_t>(in);
      outer.client_ttl = static_cast<std::uint8_t>(out);
      // Each Court costs a ledger: the borders are enough.
      const bool border = in == 0 || in == 32 || (in >= 60 && in <= 66) || in >= 253;
      if (!border) continue;
      EXPECT_EQ(joined(inner, outer), expected) << in << " " << out;
    }
  }
}

TEST(BothSides, EachContactInsideIsSpentOnce) {
  for (std::uint16_t clients = 0; clients <= 3; ++clients) {
    for (std::uint16_t passed = clients; passed <= 4; ++passed) {
      Court court(with_nat());
      for (std::uint16_t i = 0; i < clients; ++i) {
        const Host client = host("10.0.0." + std::to_string(20 + i));
        court.hear(inside(request(client, after(1 + 0.01 * i), 10U + i), 50'000));
      }
      for (std::uint16_t i = 0; i < passed; ++i) {
        const auto port = static_cast<std::uint16_t>(2000 + i);
        court.hear(outside(request(kGate, after(1.1 + 0.01 * i), 20U + i), port));
      }
      const auto alerts = court.finish();
      const auto* hidden = behind_of(alerts);
      ASSERT_EQ(hidden != nullptr, clients < passed) << clients << " " << passed;
      ASSERT_THAT(alerts, SizeIs(clients + (hidden != nullptr ? 1U : 0U)));
      for (const Alert& alert : alerts) {
        if (&alert == hidden) {
          EXPECT_EQ(alert.count, std::uint64_t{passed} - clients);
        } else {
          EXPECT_EQ(alert.via, kGate.address);
        }
      }
    }
  }
}

TEST(BothSides, WhatComesAgainByTheSamePortsIsTheSameAgain) {
  Court court(with_nat());
  court.hear(inside(question(kDesk, kUpdate, after(1))),
             outside(question(kGate, kUpdate, after(1.1))),
             outside(question(kGate, kUpdate, after(1.2))));
  EXPECT_THAT(court.finish(), SizeIs(1));
}

TEST(BothSides, ANatInANatIsNoOtherCaller) {
  const Host second = host("198.51.100.9", "02:00:00:00:00:93");
  JudgeOptions known = with_nat();
  known.nats.push_back(second.address);
  Court court(known);
  Sighting third = outside(request(second, after(1.2), 3), 3000);
  third.client_ttl = 62;
  third.server.mac.reset();
  court.hear(inside(request(kDesk, after(1), 1)), outside(request(kGate, after(1.1), 2)), third);
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].count, 1U);
}

// ---- Connections that name nobody

AddressContact unnamed(const Host& who, Instant time, std::uint64_t flow, std::uint8_t ttl,
                       const Mac& next_hop) {
  AddressContact made;
  made.time = time;
  made.flow = FlowId{flow};
  made.client = {{who.address, Port{static_cast<std::uint16_t>(50'000 + flow)}}, who.link};
  made.server = {kServer, next_hop};
  made.client_ttl = ttl;
  return made;
}

std::shared_ptr<const RuleSet> with_network() {
  auto all = lists();
  WatchEntry network;
  network.mark = AddressMark{*Prefix::parse("203.0.113.0/24")};
  network.service = "update";
  all[0].entries.push_back(network);
  return std::make_shared<const RuleSet>(std::move(all),
                                         std::vector{determination("order", "acme", kCutoff)},
                                         std::vector{rule("acme-order", "order")});
}

TEST(BothSides, AConnectionWithoutANameIsTheClientsToo) {
  Court court(with_nat(), with_network());
  court.hear(inside(question(kDesk, kUpdate, after(1))),
             inside(answer(kDesk, kUpdate, after(1.1), {{kServer.ip, 300}})),
             unnamed(kDesk, after(2), 1, 64, kGateInside),
             unnamed(kGate, after(2.1), 2, 63, kUpstream),
             progress(2, after(3), FlowProgress::Step::answered));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].evidence, Evidence::contacted);
  EXPECT_EQ(alerts[0].via, kGate.address);
  EXPECT_THAT(court.services(), SizeIs(1));
}

TEST(BothSides, OfTheVendorsNetworkAlsoWithoutAnyName) {
  Court court(with_nat(), with_network());
  court.hear(unnamed(kDesk, after(2), 1, 64, kGateInside),
             unnamed(kGate, after(2.1), 2, 63, kUpstream));
  court.finish();
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].device.id, "ip:10.0.0.20");
}

// ---- A forwarder with two cards

const Host kInner = host("10.0.0.53", "02:00:00:00:00:53");
const Host kOuter = host("192.0.2.53", "02:00:00:00:00:54");
const Host kPublic = host("9.9.9.9");

JudgeOptions with_both_cards() {
  JudgeOptions known;
  known.forwarders = {kInner.address, kOuter.address};
  return known;
}

TEST(TwoCards, WhatIsAskedAtOneAndAskedFromTheOtherIsRelayed) {
  Court court(with_both_cards());
  court.hear(question(kDesk, kUpdate, after(1), DnsType::a, kInner),
             question(kOuter, kUpdate, after(1.1), DnsType::a, kPublic),
             // Of several servers at once.
             question(kOuter, kUpdate, after(1.1), DnsType::a, host("149.112.112.112")),
             answer(kOuter, kUpdate, after(1.2), {{kServer.ip, 300}}, kPublic),
             answer(kDesk, kUpdate, after(1.3), {{kServer.ip, 300}}, kInner));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(alerts[0].via, kOuter.address);
  EXPECT_THAT(court.services(), SizeIs(1));
}

TEST(TwoCards, TwoForwardersAreTwo) {
  Court court(with_both_cards());
  // The one that is asked here is known to ask from there.
  court.hear(question(kDesk, kTelemetry, after(-60), DnsType::a, kInner),
             question(kInner, kTelemetry, after(-59.9), DnsType::a, kPublic),
             question(kDesk, kUpdate, after(1), DnsType::a, kInner),
             question(kOuter, kUpdate, after(1.1), DnsType::a, kPublic));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[1].behind, kOuter.address);
}

TEST(TwoCards, WhoeverAsksAPublicResolverAskedNoForwarder) {
  Court court(with_both_cards());
  court.hear(question(kDesk, kUpdate, after(1), DnsType::a, kPublic),
             question(kOuter, kUpdate, after(1.1), DnsType::a, host("149.112.112.112")));
  EXPECT_THAT(court.finish(), SizeIs(2));
}

TEST(TwoCards, OneQuestionInsideExplainsOneForwarder) {
  JudgeOptions known = with_both_cards();
  const Host third = host("192.0.2.54");
  known.forwarders.push_back(third.address);
  Court court(known);
  court.hear(question(kDesk, kUpdate, after(1), DnsType::a, kInner),
             question(kOuter, kUpdate, after(1.1), DnsType::a, kPublic),
             question(third, kUpdate, after(1.2), DnsType::a, kPublic));
  EXPECT_THAT(court.finish(), SizeIs(2));
}

}  // namespace
}  // namespace cutoffd::rules::both_sides_test
