// Connections that are followed from their SYN on, and how it shows that nobody answers them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::address_flows_test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using Step = FlowProgress::Step;

// Wants what goes to one address.
class Wanting final : public ObservationSink, public FactSink {
 public:
  Interest on_observation(const Observation& observation) override {
    awaited.push_back(observation.awaited);
    return interest;
  }
  Interest on_opening(const FlowOpening& opening) override {
    if (opening.server.at.ip != *IpAddress::parse("198.51.100.20")) return Interest::none;
    openings.push_back(opening);
    return Interest::watched;
  }
  void on_fact(const Fact& fact) override {
    if (const auto* one = std::get_if<FlowProgress>(&fact)) progress.push_back(*one);
  }
  [[nodiscard]] bool told(Step step) const {
    return std::any_of(progress.begin(), progress.end(),
                       [step](const FlowProgress& one) { return one.step == step; });
  }
  void show(const wire::Octets& ip, Duration after = std::chrono::milliseconds(1)) {
    now += after;
    const wire::Built built{LinkType{1},
                            wire::ether(wire::server_mac(), wire::client_mac(), 0x0800, ip)};
    const Packet packet = wire::packet_of(built, ++frames, now);
    tracker.on_packets({&packet, 1});
  }
  void show_back(const wire::Octets& ip) {
    now += std::chrono::milliseconds(1);
    const wire::Built built{LinkType{1},
                            wire::ether(wire::client_mac(), wire::server_mac(), 0x0800, ip)};
    const Packet packet = wire::packet_of(built, ++frames, now);
    tracker.on_packets({&packet, 1});
  }

  std::vector<bool> awaited;
  std::vector<FlowOpening> openings;
  std::vector<FlowProgress> progress;
  Interest interest = Interest::none;
  std::uint64_t frames = 0;
  Instant now = instant_from_ns(1'700'000'000'000'000'000);
  Counters counters;
  Tracker tracker{{}, *this, *this, counters};
};

const Endpoint kClient = wire::at("192.0.2.10", 50'000);
const Endpoint kServer = wire::at("198.51.100.20", 443);
const Endpoint kOther = wire::at("198.51.100.99", 443);

wire::Octets syn(const Endpoint& to = kServer) {
  return wire::tcp_packet(kClient, to, {.sequence = 999, .syn = true}, {});
}
wire::Octets syn_ack(const Endpoint& of) {
  return wire::tcp_packet(
      of, kClient, {.sequence = 4999, .acknowledgement = 1000, .syn = true, .ack = true}, {});
}

TEST(AddressFlows, ASynToAWantedAddressIsAFlow) {
  Wanting world;
  world.show(syn(kOther));
  EXPECT_EQ(world.tracker.held().flows, 0U);
  world.show(syn());
  ASSERT_THAT(world.openings, SizeIs(1));
  EXPECT_EQ(world.openings[0].client.at, kClient);
  EXPECT_EQ(world.openings[0].frame, 2U);
  EXPECT_EQ(world.tracker.held().flows, 1U);
  world.show_back(
      wire::tcp_packet(kServer, kClient, {.acknowledgement = 1000, .rst = true, .ack = true}, {}));
  ASSERT_THAT(world.progress, SizeIs(1));
  EXPECT_EQ(world.progress[0].step, Step::reset);
  EXPECT_EQ(world.progress[0].flow, world.openings[0].flow);
  EXPECT_EQ(world.progress[0].frame, 3U);
  world.tracker.finish();
  // Without payload it is no flow of which one direction is missing.
  EXPECT_EQ(world.counters.get(Counter::one_way_flows), 0U);
}

TEST(AddressFlows, AFlowFoundInItsMiddleIsAskedForWhicheverSideSpeaks) {
  for (const bool server_first : {false, true}) {
    Wanting world;
    const wire::Octets data(100, 0x7f);
    if (server_first) {
      world.show_back(wire::tcp_packet(kServer, kClient, {.sequence = 1, .ack = true}, data));
    } else {
      world.show(wire::tcp_packet(kClient, kServer, {.sequence = 1, .ack = true}, data));
    }
    ASSERT_THAT(world.openings, SizeIs(1));
    EXPECT_EQ(world.openings[0].client.at, kClient);
  }
}

TEST(AddressFlows, DatagramsOfNothingKnownAreFollowedWhereWanted) {
  Wanting world;
  const wire::Octets data(2000 - 1000, 0x01);
  for (int i = 0; i < 3; ++i) world.show(wire::udp_packet(kClient, kServer, data));
  world.show_back(wire::udp_packet(kServer, kClient, data));
  EXPECT_THAT(world.openings, SizeIs(1));
  EXPECT_TRUE(world.told(Step::answered));
  EXPECT_TRUE(world.told(Step::bytes));
}

TEST(Silence, IsToldOnlyWhereAnswersAreSeen) {
  for (const bool seen : {true, false}) {
    Wanting world;
    if (seen) world.show_back(syn_ack(kOther));
    world.show(syn());
    for (const int seconds : {1, 2, 4}) world.show(syn(), std::chrono::seconds(seconds));
    EXPECT_EQ(world.told(Step::silent), seen);
  }
}

TEST(Silence, IsNotToldOfAClientThatWasAnsweredUnseen) {
  Wanting world;
  world.show_back(syn_ack(kOther));
  world.show(syn());
  for (int i = 0; i < 5; ++i) {
    world.show(
        wire::tcp_packet(kClient, kServer, {.sequence = 1000, .acknowledgement = 5000, .ack = true},
                         wire::Octets(10, 0x7f)),
        std::chrono::seconds(3));
  }
  EXPECT_FALSE(world.told(Step::silent));
}

TEST(Silence, IsOverWhenTheServerIsHeard) {
  Wanting world;
  world.show(syn());
  world.show(syn(), std::chrono::seconds(5));
  world.show_back(syn_ack(kServer));
  world.show(syn(), std::chrono::seconds(5));
  EXPECT_FALSE(world.told(Step::silent));
}

}  // namespace
}  // namespace cutoffd::track::address_flows_test
