// As evasion_test.cc, in QUIC: its keys are made from what stands in the datagram, so anybody can
// seal another hello.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::evasion_quic_test {
namespace {

using wire::Octets;
using wire::operator+;
using Kind = ObservationKind;
using Names = std::vector<std::string>;

constexpr std::string_view kReal = "s07.upd.kaspersky.com";
constexpr std::string_view kDecoy = "www.example.org";

class EvasionQuic : public testing::Test {
 protected:
  static Octets message(std::string_view name, std::size_t size = 0) {
    return wire::handshake(
        1, wire::client_hello({.name = std::string(name), .size = size, .quic = true}));
  }
  static std::vector<Octets> datagrams(std::string_view name, std::uint8_t id) {
    const Octets hello = message(name);
    wire::QuicSpec spec;
    spec.destination_id[0] = id;
    return wire::quic_datagrams(spec, hello, wire::in_order(hello.size(), 1));
  }
  void show(const Octets& datagram) { tracked_.show_ip(packet(datagram)); }
  [[nodiscard]] Octets packet(const Octets& datagram) const {
    return wire::udp_packet(client, server, datagram);
  }
  [[nodiscard]] Names names() const { return tracked_.names(Kind::quic_sni); }

  const Endpoint client = wire::at("192.0.2.10", 50'000);
  const Endpoint server = wire::at("198.51.100.20", 443);
  Tracked tracked_;
};

// A first datagram that is no Initial of anybody, as some tools send one.
TEST_F(EvasionQuic, ADecoyDatagramHidesNothing) {
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

// Keys are made from what stands in the datagram: anybody can seal another hello with the same.
TEST_F(EvasionQuic, ADecoyUnderTheSameIdHidesNothing) {
  show(datagrams(kDecoy, 1).front());
  show(datagrams(kReal, 1).front());
  show(datagrams(kReal, 1).front());
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
  EXPECT_EQ(tracked_.count(Counter::segment_conflicts), 1U);
}

// As browsers send it: in pieces out of order, in several datagrams, and these in any order.
TEST_F(EvasionQuic, ADecoyUnderTheSameIdHidesNoHelloInPieces) {
  const Octets real = message(kReal, 1800);
  wire::QuicSpec spec;
  spec.destination_id[0] = 1;
  for (const wire::QuicLayout& layout :
       {wire::in_order(real.size(), 2), wire::in_order(real.size(), 3),
        wire::chaos(real.size(), 2, 7), wire::chaos(real.size(), 3, 8)}) {
    for (const bool turned : {false, true}) {
      Tracked tracked;
      tracked.show_ip(packet(datagrams(kDecoy, 1).front()));
      std::vector<Octets> all = wire::quic_datagrams(spec, real, layout, 3);
      if (turned) std::reverse(all.begin(), all.end());
      for (int i = 0; i < 2; ++i) {
        for (const Octets& datagram : all) tracked.show_ip(packet(datagram));
      }
      EXPECT_EQ(tracked.names(Kind::quic_sni), (Names{std::string(kDecoy), std::string(kReal)}));
      EXPECT_LE(tracked.tracker.held().heads, 1U);
    }
  }
}

TEST_F(EvasionQuic, NoiseUnderAnotherIdAmidASecondHelloHidesNothing) {
  const Octets real = message(kReal, 1800);
  wire::QuicSpec spec;
  spec.destination_id[0] = 1;
  const auto all = wire::quic_datagrams(spec, real, wire::in_order(real.size(), 2));
  Octets noise = datagrams(kDecoy, 9).front();
  noise.back() ^= 1;  // opens with no key
  show(datagrams(kDecoy, 1).front());
  show(all[0]);
  show(noise);
  show(all[1]);
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
}

TEST_F(EvasionQuic, ManyPiecesBeforeTheHelloHideNothing) {
  const Octets real = message(kReal, 700);
  wire::QuicSpec spec;
  spec.destination_id[0] = 1;
  Octets frames;
  for (std::size_t i = 1; i <= 64; ++i) frames = frames + wire::crypto(real, i, 1);
  show(datagrams(kDecoy, 1).front());
  show(wire::quic_initial(spec, 1, frames + wire::crypto(real, 0, real.size())));
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
}

TEST_F(EvasionQuic, HalfAHelloThatIsSentAgainIsNoneThatWasGivenUp) {
  const Octets hello = message(kReal, 1800);
  wire::QuicSpec spec;
  const auto all = wire::quic_datagrams(spec, hello, wire::in_order(hello.size(), 2));
  for (const std::size_t i : {0U, 1U, 0U}) show(all[i]);
  tracked_.tracker.finish();
  EXPECT_EQ(names(), Names{std::string(kReal)});
  EXPECT_EQ(tracked_.count(Counter::hellos_given_up_gap), 0U);
}

TEST_F(EvasionQuic, HalfADecoyUnderTheSameIdHidesNothing) {
  const Octets decoy = message(kDecoy, 1000);
  wire::QuicSpec spec;
  spec.destination_id[0] = 1;
  show(wire::quic_datagrams(spec, decoy, wire::in_order(decoy.size(), 2)).front());
  show(datagrams(kReal, 1).front());
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

TEST_F(EvasionQuic, AnotherProtocolBeforeItHidesNothing) {
  show(
      wire::dtls_datagrams(wire::client_hello({.name = std::string(kDecoy), .dtls = true}), 0, 4000)
          .front());
  show(datagrams(kReal, 1).front());
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

// No hello lies so far behind: such pieces are not kept, and cost nothing.
TEST_F(EvasionQuic, PiecesBehindTheLongestHelloAreNotKept) {
  const Octets far(300'000, 1);
  wire::QuicSpec spec;
  for (const Octets& datagram : wire::quic_datagrams(spec, far, wire::in_order(far.size(), 300))) {
    show(datagram);
  }
  EXPECT_LE(tracked_.tracker.held().hello_octets, 80'000U);
}

}  // namespace
}  // namespace cutoffd::track::evasion_quic_test
