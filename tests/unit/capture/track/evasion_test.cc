// What somebody sends, or a careless box on the way, so that a sensor sees something else than the
// server does. docs/threat-model.md has the table of it; what needs a judge is told by the stories
// tests/stories/evasion_*.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/certificate_builder.h"
#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::evasion_test {
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

Octets octets_of(std::string_view text) { return {text.begin(), text.end()}; }

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

TEST_F(Evasion, ADecoyInThePlaceOfARequestHidesNothing) {
  const auto get = [](std::string_view host, std::size_t path) {
    return octets_of("GET /" + std::string(path, 'a') + " HTTP/1.1\r\nHost: " + std::string(host) +
                     "\r\n\r\n");
  };
  const Octets real = get(kReal, 10);
  for (const Octets& decoy : {get(kDecoy, 10), get(kDecoy, 10 + kReal.size() - kDecoy.size()),
                              get(kDecoy, 0), get(kDecoy, 600), hello(kDecoy)}) {
    Tracked tracked;
    Connection connection(tracked, "192.0.2.10", "198.51.100.20", 80);
    connection.handshake();
    connection.client_says(0, decoy);
    connection.client_says(0, real);
    connection.client_says(0, real);
    const Names names = tracked.names(Kind::http_host);
    EXPECT_NE(std::count(names.begin(), names.end(), kReal), 0) << decoy.size();
    EXPECT_GE(tracked.count(Counter::segment_conflicts), 1U);
  }
}

TEST_F(Evasion, ARequestThatIsSentAgainIsToldOnce) {
  const Octets request = octets_of("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n");
  for (int i = 0; i < 3; ++i) connection_.client_says(0, request);
  EXPECT_EQ(tracked_.names(Kind::http_host), Names{"www.example.org"});
  EXPECT_EQ(conflicts(), 0U);
}

// In whatever order the real one's segments come, and however long the decoy is.
TEST_F(Evasion, ADecoyBeforeAHelloInSeveralSegmentsHidesNothing) {
  const Octets real = hello(kReal, 1800);
  for (const std::size_t decoy : {400U, 1400U, 1800U, 2500U}) {
    for (const std::size_t cut : {1U, 6U, 100U, 700U, 1400U}) {
      std::vector<std::pair<std::size_t, std::size_t>> pieces = {
          {0, cut}, {cut, cut + 300}, {cut + 300, real.size()}};
      do {
        Tracked tracked;
        Connection connection(tracked);
        connection.handshake();
        connection.client_says(0, hello(kDecoy, decoy));
        for (const auto& [from, to] : pieces) {
          connection.client_says(from, Bytes(real).subspan(from, to - from));
        }
        EXPECT_EQ(tracked.names(Kind::tls_sni), (Names{std::string(kDecoy), std::string(kReal)}))
            << decoy << ' ' << cut << ' ' << pieces[0].first << ' ' << pieces[1].first;
        EXPECT_EQ(tracked.count(Counter::segment_conflicts), 1U);
      } while (std::next_permutation(pieces.begin(), pieces.end()));
    }
  }
}

TEST_F(Evasion, ADecoyInAsManySegmentsAsTheHelloHidesNothing) {
  const Octets real = hello(kReal, 1800);
  const Octets decoy = hello(kDecoy, 1800);
  const auto say = [&](const Octets& whole, bool second) {
    connection_.client_says(second ? 900 : 0,
                            second ? Bytes(whole).subspan(900) : Bytes(whole).first(900));
  };
  say(decoy, false);
  say(decoy, true);
  say(real, false);
  say(decoy, false);  // and once more, with the real one half shown
  say(real, false);
  say(real, true);
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
}

TEST_F(Evasion, ADecoyOfItsFirstSegmentAloneHidesNothing) {
  const Octets real = hello(kReal, 1800);
  connection_.client_says(0, Bytes(hello(kDecoy, 1800)).first(900));
  connection_.client_says(0, Bytes(real).first(900));
  connection_.client_says(900, Bytes(real).subspan(900));
  Names all = names();
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (Names{std::string(kReal), std::string(kDecoy)}));
}

TEST_F(Evasion, HalfAThirdHelloHidesNothing) {
  connection_.client_says(0, hello(kDecoy));
  connection_.client_says(0, Bytes(hello("www.example.net", 1800)).first(900));
  const Octets real = hello(kReal, 1800);
  connection_.client_says(0, Bytes(real).first(900));
  connection_.client_says(900, Bytes(real).subspan(900));
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
}

// The places for second hellos are few. They are given up in time, and those who find none are
// counted.
TEST_F(Evasion, HalvesOfSecondHellosAreBounded) {
  Octets half = hello(kReal, 1800);
  half.resize(900);
  for (std::uint16_t port = 0; port < 2'000; ++port) {
    Connection connection(tracked_, "192.0.2.10", "198.51.100.20");
    connection.client.port = Port{static_cast<std::uint16_t>(10'000 + port)};
    connection.handshake();
    connection.client_says(0, hello(kDecoy));
    connection.client_says(0, half);
  }
  EXPECT_LE(tracked_.tracker.held().heads, 64U);
  EXPECT_GE(tracked_.count(Counter::heads_given_up_room), 1'000U);
  tracked_.tracker.finish();
  EXPECT_EQ(tracked_.tracker.held().heads, 0U);
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

// Whatever it is that stands in the place of the hello and never arrives.
TEST_F(Evasion, ADecoyOfAnotherProtocolHidesNothing) {
  const std::string_view get = "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n";
  const std::string_view post =
      "POST / HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: 100000\r\n\r\n";
  const std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const Octets server_hello = wire::tls_records(wire::handshake(2, Octets(2, 3) + Octets(36, 0)));
  for (const Octets& decoy :
       {octets_of(get), octets_of(post), octets_of(preface), octets_of("G"),
        octets_of("EHLO example.org\r\n"), octets_of("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"),
        Octets{5, 1, 0}, server_hello, Octets{24, 3, 3, 0, 3, 1, 0, 0}}) {
    Tracked tracked;
    Connection connection(tracked);
    connection.handshake();
    connection.client_says(0, decoy);
    connection.client_says(0, hello(kReal, 900));
    EXPECT_EQ(tracked.names(Kind::tls_sni), Names{std::string(kReal)})
        << std::string(decoy.begin(), decoy.end());
  }
}

TEST_F(Evasion, HalfOfALongerDecoyHidesNoHello) {
  connection_.client_says(0, Bytes(hello(kDecoy, 1500)).first(200));
  connection_.client_says(0, hello(kReal, 900));
  EXPECT_EQ(names(), Names{std::string(kReal)});
}

TEST_F(Evasion, WhatAnybodySendsAmidAHelloGivesUpNothing) {
  const Octets whole = hello(kReal, 1800);
  const auto send = [&](std::uint32_t at, Bytes data, bool syn) {
    connection_.send(wire::Side::client, connection_.client_isn + at, data,
                     {.syn = syn, .ack = !syn});
  };
  const std::string_view text = "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n";
  const Octets request(text.begin(), text.end());
  connection_.client_says(0, Bytes(whole).first(900));
  send(899, {}, true);                   // a SYN that would make the rest a later connection's
  send(3 << 20, request, false);         // a jump to another connection's numbers
  send(600'000, Octets(100, 1), false);  // beyond what is kept
  connection_.client_says(900, Bytes(whole).subspan(900));
  EXPECT_EQ(names(), Names{std::string(kReal)});
  EXPECT_EQ(tracked_.count(Counter::hellos_given_up_size), 0U);
}

// Messages and records that say nothing: looked at again with each octet that comes, they would
// cost as much as all that came before.
TEST_F(Evasion, MessagesThatSayNothingAreNotReadForEver) {
  const Octets nothing = wire::handshake(0, {});  // a HelloRequest
  for (const bool records : {false, true}) {
    Tracked tracked;
    Connection connection(tracked);
    connection.handshake();
    Octets stream;
    for (int i = 0; i < 40; ++i) {
      stream = stream + (records ? Octets{21, 3, 3, 0, 2, 1, 0} : wire::tls_records(nothing));
    }
    connection.client_says(0, Bytes(stream).first(stream.size() - 1));
    EXPECT_EQ(tracked.tracker.held().heads, 0U) << records;
  }
}

// What is sent again is the same.
TEST_F(Evasion, AHelloThatIsSentAgainIsToldOnce) {
  for (int i = 0; i < 3; ++i) connection_.client_says(0, hello(kReal));
  EXPECT_EQ(names(), Names{std::string(kReal)});
  EXPECT_EQ(conflicts(), 0U);
}

TEST_F(Evasion, AHelloThatIsSentAgainInOtherSegmentsIsToldOnce) {
  const Octets whole = hello(kReal, 1800);
  for (const std::size_t cut : {1000U, 500U, 1U, 1400U}) {
    connection_.client_says(0, Bytes(whole).first(cut));
    connection_.client_says(cut, Bytes(whole).subspan(cut));
  }
  EXPECT_EQ(names(), Names{std::string(kReal)});
  EXPECT_EQ(conflicts(), 0U);
  EXPECT_EQ(tracked_.count(Counter::hellos), 1U);
  EXPECT_LE(tracked_.tracker.held().heads, 1U);
  tracked_.tracker.finish();
  EXPECT_EQ(tracked_.tracker.held().heads, 0U);
  EXPECT_EQ(tracked_.count(Counter::hellos_given_up_gap), 0U);
}

// Nothing is kept of what everybody sends.
TEST_F(Evasion, AnOrdinaryHelloHasNoSecond) {
  const Octets whole = hello(kReal, 1800);
  const Octets early{23, 3, 3, 0, 3, 1, 2, 3};  // without waiting for the answer
  for (const bool turned : {false, true}) {
    Tracked tracked;
    Connection connection(tracked);
    connection.handshake();
    if (turned) connection.client_says(1400, Bytes(whole).subspan(1400));
    connection.client_says(0, Bytes(whole).first(1400));
    if (!turned) connection.client_says(1400, Bytes(whole).subspan(1400));
    connection.client_says(whole.size(), early);
    EXPECT_EQ(tracked.names(Kind::tls_sni), Names{std::string(kReal)});
    EXPECT_EQ(tracked.tracker.held().heads, 0U) << turned;
  }
  // One direction alone, with retransmissions.
  Tracked tracked;
  Connection connection(tracked);
  connection.syn();
  for (int i = 0; i < 3; ++i) connection.client_says(1400, Bytes(whole).subspan(1400));
  connection.client_says(0, Bytes(whole).first(1400));
  for (int i = 0; i < 3; ++i) connection.client_says(1400, Bytes(whole).subspan(1400));
  EXPECT_EQ(tracked.tracker.held().heads, 0U);
}

// Cut as the real one is, and among its segments; the name may lie in either.
TEST_F(Evasion, ADecoyAmongTheSegmentsOfTheHelloHidesNothing) {
  for (const bool name_last : {false, true}) {
    const auto of = [&](std::string_view name) {
      return wire::tls_records(wire::handshake(
          1,
          wire::client_hello({.name = std::string(name), .size = 1800, .name_last = name_last})));
    };
    const Octets real = of(kReal);
    const Octets decoy = of(kDecoy);
    for (const std::string_view order :
         {"dDrR", "drDR", "dDdrDR", "dDDrR", "rdDR", "drRD", "dDRr"}) {
      Tracked tracked;
      Connection connection(tracked);
      connection.handshake();
      for (const char piece : order) {
        const Bytes whole = piece == 'd' || piece == 'D' ? decoy : real;
        const bool second = piece == 'D' || piece == 'R';
        connection.client_says(second ? 900 : 0, second ? whole.subspan(900) : whole.first(900));
      }
      const Names names = tracked.names(Kind::tls_sni);
      EXPECT_NE(std::count(names.begin(), names.end(), kReal), 0) << order << name_last;
    }
  }
}

// What begins no hello does not take the place of one that does, and costs nothing.
TEST_F(Evasion, OctetsInThePlaceOfASecondHelloHideNothing) {
  const Octets real = hello(kReal, 1800);
  connection_.client_says(0, hello(kDecoy));
  connection_.client_says(0, Bytes(real).first(900));
  connection_.client_says(0, Octets{0});
  connection_.client_says(0, Octets{22, 9});
  connection_.client_says(0, Bytes(real).first(900));
  connection_.client_says(900, Bytes(real).subspan(900));
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
  // Nor is a part that is read behind its end.
  Tracked tracked;
  Connection connection(tracked);
  connection.handshake();
  connection.client_says(0, Bytes(real).first(900));
  connection.client_says(0, Bytes(real).first(900));
  connection.client_says(0, Octets{0});
  for (std::size_t at = 900; at < 16'000; at += 500) connection.client_says(at, Octets{1});
  EXPECT_LE(tracked.tracker.held().hello_octets, 60'000U);
}

TEST_F(Evasion, AnAnswerOfAnybodysTurnsNothingOff) {
  const Octets real = hello(kReal, 1800);
  connection_.server_says(0, Octets{0});
  connection_.client_says(0, hello(kDecoy));
  connection_.client_says(0, Bytes(real).first(900));
  connection_.server_says(1, Octets{0});
  connection_.client_says(900, Bytes(real).subspan(900));
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
}

// What a server's address says before the server does. (Without a name in the hello, the
// certificate's is all there is.)
TEST_F(Evasion, NoiseBeforeTheServersAnswerHidesNoCertificate) {
  const Octets flight =
      wire::tls_records(wire::handshake(2, wire::server_hello(0xc02f, false)) +
                        wire::handshake(11, wire::certificate_message({wire::certificate({})})));
  connection_.client_says(0, hello(""));
  connection_.server_says(0, Octets(700, 0xaa));
  connection_.server_says(0, flight);
  EXPECT_EQ(tracked_.names(Kind::tls_cert_name), Names{"www.example.com"});
}

// A server takes hellos that nobody would write (RFC 8446 section 5.1: a record's version is to be
// ignored).
TEST_F(Evasion, ARecordOfAnotherVersionBehindADecoyIsRead) {
  Octets real = hello(kReal);
  real[2] = 5;
  connection_.client_says(0, hello(kDecoy));
  connection_.client_says(0, real);
  EXPECT_EQ(names(), (Names{std::string(kDecoy), std::string(kReal)}));
}

TEST_F(Evasion, ABrokenRequestHidesNone) {
  connection_.client_says(
      0, octets_of("GET / HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: x\r\n\r\n"));
  const Octets real = octets_of("GET / HTTP/1.1\r\nHost: " + std::string(kReal) + "\r\n\r\n");
  connection_.client_says(0, Bytes(real).first(20));
  connection_.client_says(20, Bytes(real).subspan(20));
  const Names names = tracked_.names(Kind::http_host);
  EXPECT_EQ(std::count(names.begin(), names.end(), kReal), 1);
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

}  // namespace
}  // namespace cutoffd::track::evasion_test
