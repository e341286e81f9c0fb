// What setup says of networks that are made here, frame by frame.
#include "daemon/setup_findings.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/setup_configuration.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::setup_findings_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using wire::at;
using wire::Built;
using wire::ip_of;
using wire::mac_of;
using wire::Octets;
using Place = SetupFindings::Place;

constexpr LinkType kEthernet{1};
const Mac kOurs = mac_of("02:00:00:00:00:01");
const Mac kRouter = mac_of("02:00:00:00:00:fe");
const OwnAddresses kOwn{{kOurs}, {ip_of("10.0.0.1")}};

// A network that is looked at.
class Network {
 public:
  explicit Network(OwnAddresses own = kOwn) : look_(std::make_unique<SetupLook>(std::move(own))) {}

  void frame(const Mac& from, const Mac& to, const Octets& packet, std::uint16_t vlan = 0) {
    const std::uint16_t type = wire::ether_type_of(packet);
    Built built{kEthernet, vlan == 0
                               ? wire::ether(to, from, type, packet)
                               : wire::ether(to, from, 0x8100, wire::vlan_tag(vlan, type, packet))};
    show(built);
  }
  void show(const Built& built) {
    ++frames_;
    const Instant time = instant_from_ns(1'000'000'000) + std::chrono::milliseconds(frames_);
    const Packet packet = wire::packet_of(built, frames_, time);
    look_->on_packets({&packet, 1});
  }

  // A connection with data, of which `ways` directions are seen.
  void connection(const std::string& device, const std::string& server, const Mac& card,
                  const Mac& router, int ways = 2, std::uint16_t vlan = 0) {
    const Endpoint client = at(device, ++port_);
    const Endpoint far = at(server, 8080);
    const Octets data(40, 'x');
    frame(card, router, wire::tcp_packet(client, far, {.sequence = 1, .syn = true}, {}), vlan);
    if (ways == 2) {
      frame(router, card,
            wire::tcp_packet(far, client,
                             {.sequence = 9, .acknowledgement = 2, .syn = true, .ack = true}, {}),
            vlan);
    }
    frame(card, router,
          wire::tcp_packet(client, far, {.sequence = 2, .acknowledgement = 10, .ack = true}, data),
          vlan);
    if (ways == 2) {
      frame(
          router, card,
          wire::tcp_packet(far, client, {.sequence = 10, .acknowledgement = 42, .ack = true}, data),
          vlan);
    }
  }
  void question(const std::string& asker, const std::string& asked, bool answered = true) {
    Octets message{0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};
    const Endpoint client = at(asker, ++port_);
    const Endpoint server = at(asked, 53);
    frame(card(asker), card(asked), wire::udp_packet(client, server, message));
    message[2] = 0x81;
    if (answered) frame(card(asked), card(asker), wire::udp_packet(server, client, message));
  }
  // One card an address.
  static Mac card(const std::string& ip) {
    const auto hash = std::hash<std::string>{}(ip);
    return mac_of("02:00:00:00:0" + std::to_string(hash % 10) + ":" +
                  std::to_string(10 + hash / 10 % 90));
  }

  SetupFindings findings(LookedAt what = LookedAt::interface) {
    look_->finish();
    return findings_of(*look_, what);
  }
  const SetupLook& look() const { return *look_; }

 private:
  std::unique_ptr<SetupLook> look_;
  std::uint64_t frames_ = 0;
  std::uint16_t port_ = 20'000;
};

std::string device(int number) { return "10.0.0." + std::to_string(100 + number); }
std::string server(int number) { return "203.0.113." + std::to_string(1 + number); }

Network office(int ways = 2, std::uint16_t vlan = 0) {
  Network network;
  for (int i = 0; i < 24; ++i) {
    network.connection(device(i % 6), server(i), Network::card(device(i % 6)), kRouter, ways, vlan);
  }
  return network;
}

TEST(SetupFindings, SayThatNothingCameBy) {
  Network network;
  const auto findings = network.findings();
  EXPECT_EQ(findings.place, Place::silent);
  EXPECT_THAT(findings.seen, IsEmpty());
  EXPECT_THAT(findings.not_seen, ElementsAre(HasSubstr("No packet between two machines")));
}

TEST(SetupFindings, KnowAMirrorByFramesBetweenOthers) {
  auto network = office();
  const auto findings = network.findings();
  EXPECT_EQ(findings.place, Place::mirror);
  EXPECT_TRUE(findings.worth_watching());
  EXPECT_THAT(findings.seen, Contains("A mirror: 100 % of the frames are between other machines."));
  EXPECT_THAT(findings.seen, Contains("Both directions are seen, of 100 % of 24 flows."));
  EXPECT_THAT(findings.seen, Contains(HasSubstr("No VLAN tags")));
  EXPECT_THAT(findings.seen, Contains("96 packets of 30 addresses, 6 of them private."));
}

TEST(SetupFindings, KnowWhatSwitchesFloodFromAMirror) {
  Network network;
  for (int i = 0; i < 24; ++i) network.connection("10.0.0.1", server(i), kOurs, kRouter);
  network.connection(device(1), server(1), Network::card(device(1)), kRouter);
  const auto findings = network.findings();
  EXPECT_EQ(findings.place, Place::own);
  EXPECT_FALSE(findings.worth_watching());
  EXPECT_THAT(findings.seen, Contains(HasSubstr("only 4 % of the frames are of others")));
  EXPECT_THAT(findings.not_seen, Contains(HasSubstr("Mirror the uplink's port")));
}

TEST(SetupFindings, KnowARoutersSides) {
  Network inner;
  Network outer;
  for (int i = 0; i < 24; ++i) {
    inner.connection(device(i % 6), server(i), Network::card(device(i % 6)), kOurs);
    outer.connection(device(i % 6), server(i), kOurs, kRouter);
  }
  EXPECT_EQ(inner.findings().place, Place::router);
  const auto findings = outer.findings();
  EXPECT_EQ(findings.place, Place::router_outer);
  EXPECT_FALSE(findings.worth_watching());
  EXPECT_THAT(findings.not_seen, Contains(HasSubstr("Watch the inner one")));
  EXPECT_THAT(inner.findings().not_seen, Contains(HasSubstr("flow offload")));
}

TEST(SetupFindings, SayThatOneDirectionIsMissing) {
  auto network = office(1);
  const auto findings = network.findings();
  EXPECT_THAT(findings.not_seen, Contains(HasSubstr("Only one direction is seen. Mirror both")));
  EXPECT_THAT(findings.not_seen, Contains(HasSubstr("100 % of the flows with payload")))
      << "in the coverage's words too";
  EXPECT_THAT(findings.seen, Not(Contains(HasSubstr("Both directions"))));
}

TEST(SetupFindings, NameTheVlans) {
  auto network = office(2, 30);
  network.connection(device(1), server(90), Network::card(device(1)), kRouter, 2, 7);
  network.connection(device(1), server(91), Network::card(device(1)), kRouter);
  EXPECT_THAT(network.findings().seen, Contains("VLANs 7 (3 %), 30 (92 %); 3 % without a tag."));
}

TEST(SetupFindings, LookIntoTunnelsAndSayHowMany) {
  for (const wire::Tunnel& tunnel : wire::tunnels()) {
    auto network = office();
    const Octets inside = wire::udp_packet(at("10.9.0.1", 4000), at("10.9.0.2", 5000), Octets(20));
    const auto packet = tunnel.wrap(inside, wire::Side::client);
    if (!packet) continue;  // of the other family
    network.frame(kRouter, mac_of("02:00:00:00:00:77"), *packet);
    const auto seen = network.findings().seen;
    if (tunnel.mirror) {
      EXPECT_THAT(seen, Contains(HasSubstr("wrapped by the mirror"))) << tunnel.name;
    } else {
      EXPECT_THAT(seen, Contains(HasSubstr("come through 1 tunnel"))) << tunnel.name;
    }
  }
}

TEST(SetupFindings, NameTheResolverAndThatItAsksForOthers) {
  auto network = office();
  for (int i = 0; i < 6; ++i) network.question(device(i), "10.0.0.2");
  network.question("10.0.0.2", "9.9.9.9");
  const auto findings = network.findings();
  EXPECT_THAT(findings.seen,
              Contains("Resolver: 10.0.0.2 is asked for names by 6 addresses (6 questions, 6 "
                       "answers) and asks on at 9.9.9.9: a forwarder. Alerts name the devices that "
                       "ask it."));
  EXPECT_THAT(findings.seen, Contains(HasSubstr("9.9.9.9, outside this network, is asked")));
  EXPECT_THAT(findings.forwarders, ElementsAre(ip_of("10.0.0.2")));
}

TEST(SetupFindings, SayThatQuestionsPassElsewhere) {
  auto silent = office();
  EXPECT_THAT(silent.findings().not_seen, Contains(HasSubstr("No question for a name")));

  auto one = office();
  for (int i = 0; i < 6; ++i) one.question("10.0.0.2", "9.9.9.9");
  const auto findings = one.findings();
  EXPECT_THAT(findings.not_seen,
              Contains(HasSubstr("All questions for names come from 10.0.0.2, though 6 other")));
  EXPECT_THAT(findings.forwarders, IsEmpty()) << "not proved";
  EXPECT_THAT(findings.perhaps_forwarders, ElementsAre(ip_of("10.0.0.2")));
}

TEST(SetupFindings, SayThatAnswersToNamesAreMissing) {
  auto network = office();
  for (int i = 0; i < 12; ++i) network.question(device(i), "10.0.0.2", false);
  EXPECT_THAT(network.findings().not_seen,
              Contains(HasSubstr("Questions for names are seen and no answer")));
}

TEST(SetupFindings, KnowTheOuterSideOfATranslatingRouter) {
  Network network;
  for (int i = 0; i < 24; ++i) {
    network.connection("198.51.100.9", server(i), kRouter, mac_of("02:00:00:00:00:78"));
  }
  EXPECT_THAT(network.findings().not_seen,
              Contains(HasSubstr("198.51.100.9, a public address: this is the outer side")));
}

TEST(SetupFindings, FindPublicNetworksThatBehaveAsDevices) {
  Network network;
  for (const char* far : {"192.0.2.1", "198.51.100.1", "203.0.113.1"}) {
    network.connection("8.0.0.9", far, Network::card("x"), kRouter);
  }
  // A scan from outside reaches one network.
  for (int i = 0; i < 12; ++i) network.connection("9.0.0.9", server(i), kRouter, kOurs);
  EXPECT_THAT(network.findings().perhaps_internal, ElementsAre(*Prefix::parse("8.0.0.0/24")));
}

TEST(SetupFindings, TellCapturesOfOneMachineFromOthers) {
  Network one{OwnAddresses{}};
  for (int i = 0; i < 24; ++i) one.connection("10.0.0.9", server(i), kOurs, kRouter);
  EXPECT_EQ(one.findings(LookedAt::capture).place, Place::one_machine);
  auto several = office();
  EXPECT_EQ(several.findings(LookedAt::capture).place, Place::several);
}

TEST(SetupLook, KeepsNoMoreThanItsBounds) {
  Network network;
  const Octets packet = wire::udp_packet(at("11.0.0.0", 4000), at("10.0.0.1", 9), Octets(4));
  Built frame{kEthernet, wire::ether(kOurs, kRouter, wire::ether_type_of(packet), packet)};
  constexpr std::size_t kSource = 14 + 12;  // behind the header of Ethernet, and in that of IPv4
  for (std::uint32_t i = 0; i < SetupLook::kSpeakers + 100; ++i) {
    for (std::size_t octet = 1; octet < 4; ++octet) {
      frame.bytes[kSource + octet] = static_cast<std::uint8_t>(i >> (8 * (3 - octet)));
    }
    network.show(frame);
  }
  EXPECT_EQ(network.look().figures().speakers.size(), SetupLook::kSpeakers);
  EXPECT_GE(network.look().figures().not_kept, 100U);
  EXPECT_THAT(network.findings().not_seen, Contains(HasSubstr("more addresses than setup keeps")));
}

// ---- Which interfaces, and the text ------------------------------------------------------------

SetupPlace place(const std::string& name, Place kind, bool asked_for = false) {
  SetupPlace out{name, {}, asked_for};
  out.findings.place = kind;
  return out;
}

TEST(SetupConfiguration, AdvisesWhatShowsOthers) {
  SetupReport report;
  report.places = {place("eth0", Place::own), place("eth1", Place::mirror),
                   place("eth2", Place::silent)};
  EXPECT_THAT(advised(report), ElementsAre("eth1"));
  report.places.pop_back();
  report.places.pop_back();
  EXPECT_THAT(advised(report), ElementsAre("eth0")) << "better than nothing";
  report.places = {place("eth2", Place::silent)};
  EXPECT_THAT(advised(report), IsEmpty());
  report.places = {place("eth2", Place::silent, true)};
  EXPECT_THAT(advised(report), ElementsAre("eth2")) << "it was asked for";
}

TEST(SetupConfiguration, SaysAllFindingsInComments) {
  SetupReport report;
  report.date = "2026-11-29T10:00:00Z";
  report.looked = "60 s";
  report.sensor = "attic";
  report.places = {place("eth0", Place::own), place("eth1", Place::mirror)};
  SetupFindings& mirror = report.places[1].findings;
  mirror.seen = {std::string(200, 'a') + " b"};
  mirror.not_seen = {"Something is missing."};
  mirror.forwarders = {ip_of("10.0.0.2")};
  mirror.larger_ring = true;
  report.passed_over = {"lan1, a part of br-lan"};
  const std::string text = configuration_text(report);
  EXPECT_THAT(text, HasSubstr("#   ! Something is missing.\n"));
  EXPECT_THAT(text, HasSubstr("# not looked at: lan1, a part of br-lan\n"));
  EXPECT_THAT(text, HasSubstr("\nsensor: \"attic\"\n"));
  EXPECT_THAT(text, HasSubstr("\n#  - \"eth0\"   # this machine's own traffic\n"));
  EXPECT_THAT(text, HasSubstr("\n  - name: \"eth1\"\n    ring: 256MiB"));
  EXPECT_THAT(text, HasSubstr("\n  forwarders: [10.0.0.2]\n"));
}

TEST(SetupConfiguration, IsNotEscapedFromByNames) {
  SetupReport report;
  report.what = LookedAt::capture;
  report.places = {place("a\nstate: /tmp", Place::several)};
  EXPECT_THAT(configuration_text(report), HasSubstr("# a?state: /tmp\n"));
  EXPECT_EQ(sensor_name("a b:\n\"c.d-e_"), "abc.d-e_");
  EXPECT_EQ(sensor_name(std::string(100, 'x')).size(), 64U);
}

}  // namespace
}  // namespace cutoffd::setup_findings_test
