// What somebody sends, or a careless box on the way, so that a sensor sees something else than the
// server does. docs/threat-model.md has the table of it; what needs a judge is told by the stories
// tests/stories/evasion_*.
#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track {
namespace {

using wire::Octets;
using wire::operator+;
using Kind = ObservationKind;
using Names = std::vector<std::string>;

constexpr std::string_view kReal = "s07.upd.kaspersky.com";
constexpr std::string_view kDecoy = "www.example.org";

Octets hello(std::string_view name, std::size_t size = 0) {
  return wire::tls_records(
      wire::handshake(1, wire::client_hello({.name = std::string(name), .size = size})));
}

class Evasion : public testing::Test {
 protected:
  Evasion() { connection_.handshake(); }
  [[nodiscard]] Names names() const { return tracked_.names(Kind::tls_sni); }
  [[nodiscard]] std::uint64_t conflicts() const {
    return tracked_.count(Counter::segment_conflicts);
  }

  Tracked tracked_;
  Connection connection_{tracked_};
};

// Neither packet's TTL nor its checksum decides here: a tap stands anywhere, and cards fill in
// checksums. So both names are told, whichever came first.
TEST_F(Evasion, ADecoyInThePlaceOfTheHelloHidesNothing) {
  connection_.client_says(0, hello(kDecoy));
  connection_.client_says(0, hello(kReal));
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
  EXPECT_EQ(conflicts(), 1U);
}

TEST_F(Evasion, ADecoyBehindTheHelloHidesNothing) {
  connection_.client_says(0, hello(kReal));
  connection_.client_says(0, hello(kDecoy));
  EXPECT_EQ(names(), (Names{std::string(kReal), std::string(kDecoy)}));
  EXPECT_EQ(conflicts(), 1U);
}

TEST_F(Evasion, ADecoyOfAnotherLengthRepeatedHidesNothing) {
  for (int i = 0; i < 6; ++i) connection_.client_says(0, hello(kDecoy, 400));
  connection_.client_says(0, hello(kReal, 900));
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
  EXPECT_EQ(conflicts(), 1U);
}

TEST_F(Evasion, ADecoyThatIsNoHelloHidesNothing) {
  connection_.client_says(0, Octets(700, 0xaa));
  connection_.client_says(0, hello(kReal, 900));
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

TEST_F(Evasion, ADecoyBeforeAHelloInTwoSegmentsHidesNothing) {
  connection_.client_says(0, Octets(300, 0xaa));
  const Octets whole = hello(kReal, 1800);
  connection_.client_says(0, Bytes(whole).first(1400));
  connection_.client_says(1400, Bytes(whole).subspan(1400));
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

// What is sent again is the same.
TEST_F(Evasion, AHelloThatIsSentAgainIsToldOnce) {
  for (int i = 0; i < 3; ++i) connection_.client_says(0, hello(kReal));
  EXPECT_EQ(names(), Names{std::string(kReal)});
  EXPECT_EQ(conflicts(), 0U);
}

TEST_F(Evasion, AResetBeforeTheHelloEndsNothing) {
  connection_.send(wire::Side::client, connection_.client_isn, {}, {.rst = true});
  connection_.send(wire::Side::server, connection_.server_isn, {}, {.rst = true, .ack = true});
  connection_.client_says(0, hello(kReal));
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

TEST_F(Evasion, AResetAmidTheHelloEndsNothing) {
  const Octets whole = hello(kReal, 900);
  connection_.client_says(0, Bytes(whole).first(300));
  connection_.send(wire::Side::server, connection_.server_isn, {}, {.rst = true});
  connection_.client_says(300, Bytes(whole).subspan(300));
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

// Checksums that a card fills in later, or that are wrong: IPv4's, TCP's and UDP's.
TEST(EvasionChecksums, CountForNothing) {
  const Endpoint client = wire::at("192.0.2.10", 50'000);
  const Endpoint server = wire::at("198.51.100.20", 443);
  const auto spoil = [](Octets ip, std::size_t transport_checksum) {
    ip[10] ^= 0xff;
    ip[20 + transport_checksum] ^= 0xff;
    return ip;
  };
  Tracked tracked;
  tracked.show_ip(
      spoil(wire::tcp_packet(client, server, {.sequence = 7, .ack = true}, hello(kReal)), 16));
  const Octets message =
      wire::handshake(1, wire::client_hello({.name = std::string(kReal), .quic = true}));
  for (const Octets& datagram :
       wire::quic_datagrams(wire::QuicSpec{}, message, wire::in_order(message.size(), 1))) {
    tracked.show_ip(spoil(wire::udp_packet(client, server, datagram), 6));
  }
  EXPECT_EQ(tracked.names(Kind::tls_sni), Names{std::string(kReal)});
  EXPECT_EQ(tracked.names(Kind::quic_sni), Names{std::string(kReal)});
}

// A first datagram that is no Initial of anybody, as some tools send one.
TEST(EvasionQuic, ADecoyDatagramHidesNothing) {
  const Endpoint client = wire::at("192.0.2.10", 50'000);
  const Endpoint server = wire::at("198.51.100.20", 443);
  const auto datagrams = [](std::string_view name, std::uint8_t id) {
    const Octets message =
        wire::handshake(1, wire::client_hello({.name = std::string(name), .quic = true}));
    wire::QuicSpec spec;
    spec.destination_id[0] = id;
    return wire::quic_datagrams(spec, message, wire::in_order(message.size(), 1));
  };
  for (const bool hello_too : {false, true}) {
    Tracked tracked;
    const Octets noise(1200, 0xc3);
    tracked.show_ip(
        wire::udp_packet(client, server, hello_too ? datagrams(kDecoy, 1).front() : noise));
    for (const Octets& datagram : datagrams(kReal, 2)) {
      tracked.show_ip(wire::udp_packet(client, server, datagram));
    }
    ASSERT_FALSE(tracked.names(Kind::quic_sni).empty()) << hello_too;
    EXPECT_EQ(tracked.names(Kind::quic_sni).back(), kReal) << hello_too;
  }
}

}  // namespace
}  // namespace cutoffd::track
