// Whom the judge names.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/judge.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_devices_test {
namespace {

using namespace stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Source = Binding::Source;

constexpr const char* kMac = "02:00:00:00:00:20";
const Host kRouted = host("10.9.0.5", "02:00:00:00:00:01");  // by way of the router

TEST(JudgeDevice, IsKnownByItsMacWhereTheAddressIsProvedToBeItsOwn) {
  for (const Source source : {Source::arp, Source::dhcp4}) {
    Court court;
    court.hear(binding("10.0.0.20", kMac, after(0), source), hello(kDesk, kUpdate, after(1)));
    const auto alerts = court.finish();
    ASSERT_THAT(alerts, SizeIs(1));
    EXPECT_EQ(alerts[0].device->id, "mac:02:00:00:00:00:20");
    EXPECT_EQ(alerts[0].device->identity, IdentityGrade::mac);
    EXPECT_EQ(alerts[0].device->mac, mac(kMac));
    EXPECT_THAT(alerts[0].device->ips, ElementsAre(ip("10.0.0.20")));
  }
}

TEST(JudgeDevice, IsKnownByItsAddressWithoutProof) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(1)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(alerts[0].device->identity, IdentityGrade::address);
  EXPECT_EQ(alerts[0].device->mac, mac(kMac));
}

TEST(JudgeDevice, IsTheAskerWhateverTheInternalNetworksSay) {
  JudgeOptions options;
  options.internal = {*Prefix::parse("10.0.0.0/8")};
  Court court(options);
  const Host outside = host("198.51.100.9");
  court.hear(question(outside, kUpdate, after(1), DnsType::a, host("10.0.0.53")),
             hello(kDesk, kUpdate, after(2), 1, {ip("10.1.1.1"), Port{443}}));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].device->id, "ip:198.51.100.9");
  EXPECT_EQ(alerts[1].device->id, "ip:10.0.0.20");
}

TEST(JudgeDevice, AProofThatComesWhileTheIncidentSettlesMakesTheSameAlertAsOneBefore) {
  const Fact proof = binding("10.0.0.20", kMac, after(0));
  const Fact contact = hello(kDesk, kUpdate, after(0.5));
  Court before;
  before.hear(proof, contact);
  Court later;
  later.hear(contact, binding("10.0.0.20", kMac, after(1)));
  EXPECT_EQ(before.finish(), later.finish());
}

TEST(JudgeDevice, AProofThatComesAfterTheAlertMovesTheHistoryAndTheIncidentKeepsItsId) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0))).wait_until(after(60));
  court.hear(binding("10.0.0.20", kMac, after(61)), hello(kDesk, kUpdate, after(100)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(alerts[1].device->id, "mac:02:00:00:00:00:20");
  EXPECT_EQ(alerts[1].event, AlertEvent::escalated);
  EXPECT_EQ(alerts[1].incident, alerts[0].incident);
  EXPECT_EQ(alerts[1].count, 2U);
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].device.id, "mac:02:00:00:00:00:20");
}

TEST(JudgeDevice, Ipv4AndIpv6AddressesOfOneProvedMacAreOneDevice) {
  Court court;
  const Host six = host("2001:db8::20", kMac);
  court.hear(binding("10.0.0.20", kMac, after(0)),
             binding("2001:db8::20", kMac, after(0), Source::ndp), hello(kDesk, kUpdate, after(1)),
             hello(six, kUpdate, after(2), 2));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].count, 2U);
  EXPECT_THAT(alerts[0].device->ips, ElementsAre(ip("10.0.0.20"), ip("2001:db8::20")));
}

TEST(JudgeDevice, TwoAddressesProvedLaterToBeOneDeviceJoinTheirIncidents) {
  Court court;
  const Host six = host("2001:db8::20", kMac);
  court.hear(question(kDesk, kUpdate, after(0))).wait_until(after(20));
  court.hear(hello(six, kUpdate, after(30), 2)).wait_until(after(60));
  court.hear(binding("10.0.0.20", kMac, after(70)),
             binding("2001:db8::20", kMac, after(71), Source::ndp));
  court.hear(hello(six, kUpdate, after(80), 3), hello(kDesk, kUpdate, after(90), 4));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));  // both were told before anything joined them
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].after.count, 4U);
  EXPECT_EQ(services[0].evidence, Evidence::contacted);
  EXPECT_EQ(court.judge().open_incidents(), 1U);
  // The older one goes on.
  court.restart();
  court.hear(progress(0, after(95), FlowProgress::Step::answered),
             hello(kDesk, kUpdate, after(100), 9),
             progress(9, after(101), FlowProgress::Step::answered));
  const auto more = court.finish();
  ASSERT_THAT(more, SizeIs(3));
  EXPECT_EQ(more[2].incident, alerts[0].incident);
  EXPECT_EQ(more[2].first, after(0));
}

TEST(JudgeDevice, JoinedWhileBothSettleIsToldOnce) {
  Court court;
  const Host six = host("2001:db8::20", kMac);
  court.hear(question(kDesk, kUpdate, after(0)), hello(six, kUpdate, after(1), 2),
             binding("10.0.0.20", kMac, after(2)),
             binding("2001:db8::20", kMac, after(3), Source::ndp));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].evidence, Evidence::contacted);
  EXPECT_EQ(alerts[0].count, 2U);
  EXPECT_EQ(alerts[0].first, after(0));
}

TEST(JudgeRouter, ItsMacIsNobodysOwn) {
  Court court;
  const Host second = host("10.9.0.6", "02:00:00:00:00:01");
  court.hear(binding("10.0.0.1", "02:00:00:00:00:01", after(0)),
             question(kRouted, kUpdate, after(1)), question(second, kUpdate, after(2)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  for (const Alert& alert : alerts) {
    EXPECT_EQ(alert.device->identity, IdentityGrade::address);
    EXPECT_EQ(alert.device->mac, std::nullopt);
  }
}

TEST(JudgeRouter, ItsMacIsNoLongerShownOnceItCarriedASecondAddress) {
  Court court;
  const Host second = host("10.9.0.6", "02:00:00:00:00:01");
  court.hear(question(kRouted, kUpdate, after(1)));
  EXPECT_EQ(court.services()[0].device.mac, kRouted.link);
  court.hear(question(second, kUpdate, after(2)));
  for (const DeviceService& line : court.services()) EXPECT_EQ(line.device.mac, std::nullopt);
}

TEST(JudgeRouter, ItsMacIsKnownByTheServersBeyondIt) {
  JudgeOptions options;
  options.internal = {*Prefix::parse("10.0.0.0/8")};
  Court court(options);
  Sighting from_local = hello(kDesk, kNews, after(0));
  court.hear(from_local);  // towards the server the frame bears the router's MAC
  court.hear(question(kRouted, kUpdate, after(1)));
  EXPECT_EQ(court.finish().at(0).device->mac, std::nullopt);
}

TEST(JudgeRouter, AClientBehindItIsKnownByItsOwnMacWhereALeaseProvesIt) {
  Court court;
  court.hear(binding("10.0.0.1", "02:00:00:00:00:01", after(0)),
             binding("10.9.0.5", "02:00:00:00:09:05", after(0), Source::dhcp4),
             question(kRouted, kUpdate, after(1)));
  EXPECT_EQ(court.finish().at(0).device->id, "mac:02:00:00:00:09:05");
}

TEST(JudgeRouter, ItsOwnAddressIsItsOwn) {
  Court court;
  court.hear(binding("10.0.0.1", "02:00:00:00:00:01", after(0)), question(kRouted, kNews, after(1)),
             question(host("10.0.0.1", "02:00:00:00:00:01"), kUpdate, after(2)));
  EXPECT_EQ(court.finish().at(0).device->id, "mac:02:00:00:00:00:01");
}

TEST(JudgeRouter, AProxyThatAnswersForAWholeNetworkOwnsLittleOfIt) {
  Court court;
  for (std::uint32_t i = 1; i <= 50; ++i) {
    const IpAddress address = IpAddress::v4(0x0a000000 + i);
    court.hear(binding(text(address).view(), kMac, after(i * 0.01)),
               question({address, mac(kMac)}, kUpdate, after(i * 0.01 + 0.001)));
  }
  EXPECT_GE(court.judge().devices(), 42U);
  EXPECT_EQ(court.counters().get(Counter::proofs_refused), 42U);
}

TEST(JudgeRouter, ARepeatersArpDoesNotOverruleALease) {
  Court court;
  court.hear(binding("10.0.0.20", kMac, after(0), Source::dhcp4),
             binding("10.0.0.2", "02:00:00:00:00:99", after(0)),
             binding("10.0.0.20", "02:00:00:00:00:99", after(1)),
             question(host("10.0.0.20", "02:00:00:00:00:99"), kUpdate, after(2)));
  EXPECT_EQ(court.finish().at(0).device->id, "mac:02:00:00:00:00:20");
}

TEST(JudgeLease, ThatChangesHandsSplitsTheHistory) {
  Court court;
  court.hear(binding("10.0.0.20", kMac, after(0), Source::dhcp4, "first"),
             question(kDesk, kUpdate, after(1)),
             binding("10.0.0.20", "02:00:00:00:00:77", after(100), Source::dhcp4, "second"),
             question(host("10.0.0.20", "02:00:00:00:00:77"), kUpdate, after(101)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].device->id, "mac:02:00:00:00:00:20");
  EXPECT_EQ(alerts[0].device->name, "first");
  EXPECT_EQ(alerts[1].device->id, "mac:02:00:00:00:00:77");
  EXPECT_EQ(alerts[1].device->name, "second");
  EXPECT_EQ(alerts[0].count, 1U);
}

TEST(JudgeLease, TakenOverByAnotherMacWithoutProofAccusesNeither) {
  Court court;
  court.hear(binding("10.0.0.20", kMac, after(0), Source::dhcp4),
             question(host("10.0.0.20", "02:00:00:00:00:77"), kUpdate, after(1)));
  EXPECT_EQ(court.finish().at(0).device->id, "ip:10.0.0.20");
  court.hear(binding("10.0.0.20", "02:00:00:00:00:77", after(60), Source::dhcp4));
  EXPECT_EQ(court.services()[0].device.id, "mac:02:00:00:00:00:77");
}

TEST(JudgeLease, ADeviceThatMovesKeepsItsHistory) {
  Court court;
  court.hear(binding("10.0.0.20", kMac, after(0), Source::dhcp4),
             question(kDesk, kUpdate, after(1)),
             binding("10.7.0.3", kMac, after(1000), Source::dhcp4),
             question(host("10.7.0.3", kMac), kUpdate, after(1001)));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].after.count, 2U);
  EXPECT_THAT(services[0].device.ips, ElementsAre(ip("10.0.0.20"), ip("10.7.0.3")));
}

TEST(JudgeName, IsAClaimWhoseSourceRanks) {
  Court court;
  court.hear(binding("10.0.0.20", {}, after(0), Source::mdns, "from-mdns"),
             question(kDesk, kUpdate, after(1)));
  EXPECT_EQ(court.services()[0].device.name, "from-mdns");
  court.hear(binding("10.0.0.20", kMac, after(2), Source::dhcp4, "from-dhcp"));
  EXPECT_EQ(court.services()[0].device.name, "from-dhcp");
  court.hear(binding("10.0.0.20", {}, after(3), Source::mdns, "from-mdns-again"),
             binding("10.0.0.20", {}, after(3), Source::nbns, "FROM-NBNS"));
  EXPECT_EQ(court.services()[0].device.name, "from-dhcp");
  court.restart();
  court.hear(binding("10.0.0.20", {}, after(4), Source::mdns, "still-not"));
  EXPECT_EQ(court.services()[0].device.name, "from-dhcp");
}

TEST(JudgeVlans, AreCollected) {
  Court court;
  for (const int id : {40, 30, 40}) {
    Sighting sighting = question(kDesk, kUpdate, after(1));
    sighting.vlans.push(static_cast<std::uint16_t>(id));
    court.hear(sighting);
  }
  EXPECT_THAT(court.services()[0].device.vlans, ElementsAre(30, 40));
}

TEST(JudgeMirror, TheNearerCopysMacIsACandidateAndNoProof) {
  Court court;
  court.hear(question(kRouted, kUpdate, after(1)),
             binding("10.9.0.5", "02:00:00:00:09:05", after(1), Source::mirror));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.9.0.5");
  EXPECT_EQ(alerts[0].device->mac, mac("02:00:00:00:09:05"));
}

TEST(JudgeForwarder, IsNotAccusedOfWhatAVisibleClientAsked) {
  Court court;
  const Host upstream = host("198.51.100.1");
  court.hear(question(kDesk, kUpdate, after(1)),
             question(kResolver, kUpdate, after(1.01), DnsType::a, upstream),
             answer(kResolver, kUpdate, after(1.02), {{kServer.ip, 60}}, upstream),
             answer(kDesk, kUpdate, after(1.03), {{kServer.ip, 60}}));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(alerts[0].evidence, Evidence::resolved);
  EXPECT_EQ(alerts[0].count, 1U);
  EXPECT_EQ(alerts[0].via, kResolver.address);
  EXPECT_EQ(alerts[0].behind, std::nullopt);
}

TEST(JudgeForwarder, ChainedOrAskingLabelByLabelIsSeenThrough) {
  Court court;
  const Host second = host("10.0.0.54");
  const Host upstream = host("198.51.100.1");
  court.hear(question(kDesk, kUpdate, after(1)),
             question(kResolver, kUpdate, after(1.01), DnsType::a, second),
             question(second, "acme.example", after(1.02), DnsType::ns, upstream),
             question(second, "upd.acme.example", after(1.03), DnsType::ns, upstream),
             question(second, kUpdate, after(1.04), DnsType::a, upstream));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.20");
  EXPECT_EQ(court.judge().devices(), 1U);
}

TEST(JudgeForwarder, WhoseClientIsNotVisibleSaysSo) {
  Court court;
  const Host upstream = host("198.51.100.1");
  // It is learnt from a name that someone asked it, then asks another on its own.
  court.hear(question(kDesk, kNews, after(1)),
             question(kResolver, kNews, after(1.01), DnsType::a, upstream),
             question(kResolver, kUpdate, after(100), DnsType::a, upstream));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].device->id, "ip:10.0.0.53");
  EXPECT_EQ(alerts[0].behind, kResolver.address);
  EXPECT_NE(alerts[0].message.find("the client is not visible from here"), std::string::npos);
}

TEST(JudgeForwarder, ThatIsConfiguredIsKnownFromTheStart) {
  JudgeOptions options;
  options.forwarders = {kResolver.address};
  Court court(options);
  court.hear(question(kResolver, kUpdate, after(1), DnsType::a, host("198.51.100.1")));
  EXPECT_EQ(court.finish().at(0).behind, kResolver.address);
}

TEST(JudgeForwarder, ThatOpensTheConnectionItselfIsTheCaller) {
  JudgeOptions options;
  options.forwarders = {kResolver.address};
  Court court(options);
  court.hear(hello(kResolver, kUpdate, after(1)));
  EXPECT_EQ(court.finish().at(0).behind, std::nullopt);
}

TEST(JudgeForwarder, AQuestionLongAfterOneOfItsClientsIsItsOwn) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(1)),
             question(kResolver, kUpdate, after(40), DnsType::a, host("198.51.100.1")));
  EXPECT_THAT(court.finish(), SizeIs(2));
}

}  // namespace
}  // namespace cutoffd::rules::judge_devices_test
