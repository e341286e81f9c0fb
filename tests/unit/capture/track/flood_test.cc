// A flood must not become an outage: half-open hellos and endless fragments from as many sources as
// there are packets. No allocation, no table beyond its bound, each hello that was given up counted
// with its reason (the sums are exact), and real names found in the middle and afterwards.
//
// CUTOFFD_FLOOD says how many packets each flood has; the test run takes a part of the million that
// the test labelled `long` has (tests/CMakeLists.txt).
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "capture/track/tracker.h"
#include "tests/support/allocations.h"
#include "tests/support/frame_builder.h"
#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"

namespace cutoffd::track::flood_test {
namespace {

using testing_support::allocations_made;
using wire::Octets;

constexpr std::string_view kReal = "real.example.org";
constexpr std::string_view kFlood = "flood.example.net";

std::size_t flood_size() {
  const char* const asked = std::getenv("CUTOFFD_FLOOD");
  return asked == nullptr ? 100'000 : std::stoul(asked);
}

// Counts real names; keeps nothing.
class Listener final : public ObservationSink, public FactSink {
 public:
  Interest on_observation(const Observation& observation) override {
    ++(observation.name.text == kReal ? real : others);
    return Interest::none;
  }
  void on_fact(const Fact& fact) override {
    if (std::holds_alternative<SystemChange>(fact)) ++systems;
  }
  std::size_t real = 0;
  std::size_t systems = 0;
  std::size_t others = 0;
};

class Flood : public testing::Test {
 protected:
  void show(const wire::Built& built) {
    now_ += std::chrono::microseconds(20);
    const Packet packet = wire::packet_of(built, ++frame_, now_);
    tracker_.on_packets({&packet, 1});
  }
  static wire::Built framed(const Octets& ip) {
    return {LinkType{1},
            wire::ether(wire::server_mac(), wire::client_mac(), wire::ether_type_of(ip), ip)};
  }

  // Shows `one` from as many sources (an IPv4 address and a port) as the flood has packets. From
  // time to time the packets of a real hello come in between, each so many packets after the other.
  void flood(wire::Built one, const std::vector<wire::Built>& real, std::size_t distance) {
    constexpr std::size_t kSource = 14 + 12;  // behind Ethernet's header; RFC 791 section 3.1
    constexpr std::size_t kId = 14 + 4;
    constexpr std::size_t kPort = 14 + 20;
    const std::size_t size = flood_size();
    std::size_t due = 1000;
    std::size_t shown = 0;
    const std::uint64_t before = allocations_made;
    for (std::size_t i = 0; i < size; ++i) {
      std::uint8_t* const frame = one.bytes.data();
      frame[kSource] = 10;
      frame[kSource + 1] = static_cast<std::uint8_t>(i >> 16);
      frame[kSource + 2] = static_cast<std::uint8_t>(i >> 8);
      frame[kSource + 3] = static_cast<std::uint8_t>(i);
      frame[fragments_ ? kId : kPort] = static_cast<std::uint8_t>(i >> 8);
      show(one);
      if (i == due && shown < real.size()) {
        show(real[shown++]);
        due += distance;
      }
      expect_bounds();
    }
    EXPECT_EQ(allocations_made, before);
    ASSERT_EQ(shown, real.size());
    EXPECT_EQ(listener_.real, 1U) << "the one in the middle";
    EXPECT_EQ(listener_.others, 0U);
  }

  void expect_bounds() {
    const Held held = tracker_.held();
    ASSERT_LE(held.flows, options_.flows);
    ASSERT_LE(held.heads, options_.hello_octets / 512);
    ASSERT_LE(held.hello_octets, options_.hello_octets);
    ASSERT_LE(held.fragment_octets, options_.fragment_octets);
    ASSERT_LE(held.fragmented_packets, 2048U);
  }

  [[nodiscard]] std::uint64_t count(Counter counter) const { return counters_.get(counter); }
  [[nodiscard]] std::uint64_t hellos_given_up() const {
    return count(Counter::hellos_given_up_gap) + count(Counter::hellos_given_up_size) +
           count(Counter::hellos_given_up_room);
  }
  void expect_all_counted() {
    tracker_.finish();
    EXPECT_EQ(hellos_given_up(), flood_size());
    EXPECT_EQ(count(Counter::flows), count(Counter::one_way_flows) + count(Counter::two_way_flows));
    const Held held = tracker_.held();
    EXPECT_EQ(held.flows + held.heads + held.hello_octets, 0U);
    EXPECT_EQ(held.fragmented_packets + held.fragment_octets, 0U);
  }

  bool fragments_ = false;
  TrackOptions options_;
  Listener listener_;
  Counters counters_;
  Tracker tracker_{options_, listener_, listener_, counters_};
  Instant now_ = instant_from_ns(1'700'000'000'000'000'000);
  std::uint64_t frame_ = 0;
};

Octets hello_stream(std::string_view name) {
  return wire::tls_records(
      wire::handshake(1, wire::client_hello({.name = std::string(name), .hybrid = true})));
}

// A real client's hello in two segments.
std::vector<wire::Built> real_tcp(std::uint16_t port) {
  const Octets stream = hello_stream(kReal);
  const Endpoint from = wire::at("192.0.2.10", port);
  const Endpoint to = wire::at("198.51.100.20", 443);
  std::vector<wire::Built> out;
  for (const std::size_t at : {std::size_t{0}, std::size_t{1200}}) {
    const Bytes piece = at == 0 ? Bytes(stream).first(1200) : Bytes(stream).subspan(at);
    const auto sequence = static_cast<std::uint32_t>(7000 + at);
    const Octets ip = wire::tcp_packet(from, to, {.sequence = sequence, .ack = true}, piece);
    out.push_back({LinkType{1}, wire::ether(wire::server_mac(), wire::client_mac(), 0x0800, ip)});
  }
  return out;
}

// Connections of many addresses, at each of which two systems take turns.
TEST_F(Flood, SystemsThatTakeTurns) {
  const Octets linux = {2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 1, 3, 3, 7};
  const Octets apple = {2, 4, 5, 0xb4, 3, 3, 6, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 4, 2, 0};
  const Endpoint from = wire::at("10.0.0.1", 50'000);
  const Endpoint to = wire::at("198.51.100.20", 443);
  std::vector<wire::Built> packets;
  for (const Octets& options : {linux, apple}) {
    packets.push_back(
        framed(wire::tcp_packet(from, to, {.sequence = 1, .syn = true, .options = options}, {})));
    packets.push_back(
        framed(wire::tcp_packet(from, to, {.sequence = 2, .ack = true}, Octets(20, 0xee))));
  }
  constexpr std::size_t kSource = 14 + 12;
  constexpr std::size_t kPort = 14 + 20;
  const std::uint64_t before = allocations_made;
  for (std::size_t i = 0; i < flood_size(); ++i) {
    wire::Built& one = packets[i % 4];
    const std::size_t address = i / 32;
    const std::size_t connection = i / 2;
    one.bytes[kSource + 2] = static_cast<std::uint8_t>(address >> 8);
    one.bytes[kSource + 3] = static_cast<std::uint8_t>(address);
    one.bytes[kPort] = static_cast<std::uint8_t>(connection >> 8);
    one.bytes[kPort + 1] = static_cast<std::uint8_t>(connection);
    show(one);
  }
  EXPECT_EQ(allocations_made, before);
  const std::size_t seconds = flood_size() / 50'000 + 2;
  EXPECT_GT(listener_.systems, 64U);
  EXPECT_LE(listener_.systems, 64 * seconds);
  EXPECT_GT(count(Counter::systems_held_back), 0U);
}

TEST_F(Flood, HalfOpenTlsHellos) {
  ASSERT_TRUE(testing_support::counting);
  const Octets stream = hello_stream(kFlood);
  const Octets ip = wire::tcp_packet(wire::at("10.0.0.0", 0x0011), wire::at("198.51.100.20", 443),
                                     {.sequence = 1, .ack = true}, Bytes(stream).first(300));
  flood(framed(ip), real_tcp(40'000), 500);
  for (const wire::Built& packet : real_tcp(40'001)) show(packet);
  EXPECT_EQ(listener_.real, 2U);
  expect_all_counted();
  EXPECT_EQ(count(Counter::hellos), 2U);
}

TEST_F(Flood, HalfOpenQuicHellos) {
  const auto half_and_half = [](std::string_view name, std::uint16_t port) {
    const Octets hello = wire::handshake(
        1, wire::client_hello({.name = std::string(name), .hybrid = true, .quic = true}));
    std::vector<wire::Built> out;
    for (const Octets& datagram :
         wire::quic_datagrams(wire::QuicSpec{}, hello, wire::in_order(hello.size(), 2))) {
      out.push_back(framed(wire::udp_packet(wire::at("192.0.2.10", port),
                                            wire::at("198.51.100.20", 443), datagram)));
    }
    return out;
  };
  flood(half_and_half(kFlood, 0x0011)[0], half_and_half(kReal, 40'000), 500);
  for (const wire::Built& packet : half_and_half(kReal, 40'001)) show(packet);
  EXPECT_EQ(listener_.real, 2U);
  expect_all_counted();
  EXPECT_EQ(count(Counter::hellos), 2U);
}

// First fragments of packets whose rest never comes.
TEST_F(Flood, FragmentsWithoutEnd) {
  const auto pieces_of = [](std::string_view name, std::uint16_t port) {
    const Octets packet =
        wire::tcp_packet(wire::at("192.0.2.10", port), wire::at("198.51.100.20", 443),
                         {.sequence = 1, .ack = true}, hello_stream(name));
    std::vector<wire::Built> out;
    for (const Octets& piece : wire::fragments(packet, 1024, port)) out.push_back(framed(piece));
    return out;
  };
  fragments_ = true;
  const auto flooding = pieces_of(kFlood, 0x0011);
  // Close together: where memory for all is short, the oldest go first.
  flood(flooding[0], pieces_of(kReal, 40'000), 50);
  for (const wire::Built& packet : pieces_of(kReal, 40'001)) show(packet);
  EXPECT_EQ(listener_.real, 2U);
  tracker_.finish();
  EXPECT_EQ(count(Counter::fragments), flood_size() + 2 * flooding.size());
  EXPECT_EQ(count(Counter::fragments_given_up), flood_size());
  EXPECT_EQ(count(Counter::fragments_reassembled), 2U);
  EXPECT_EQ(count(Counter::fragments_overlapping), 0U);
  EXPECT_EQ(tracker_.held().fragmented_packets + tracker_.held().fragment_octets, 0U);
}

}  // namespace
}  // namespace cutoffd::track::flood_test
