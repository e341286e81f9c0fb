// QUIC's and DTLS's hellos over datagrams in any order: one observation each, at the datagram that
// completed it.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::datagram_names_test {
namespace {

using wire::Octets;
using wire::QuicSpec;
using wire::operator+;
using Kind = ObservationKind;
using Names = std::vector<std::string>;

constexpr std::uint32_t kVersion2 = 0x6b3343cf;

Octets hex(std::string_view digits) { return wire::OctetWriter().hex(digits).take(); }

Octets quic_hello(std::size_t size = 0, std::string name = "www.example.com") {
  return wire::handshake(1,
                         wire::client_hello({.name = std::move(name), .size = size, .quic = true}));
}

// One pair of ports, datagram by datagram.
class Datagrams {
 public:
  explicit Datagrams(Tracked& tracked, std::uint16_t port = 443, std::uint16_t client = 50'000)
      : tracked_(tracked),
        client_(wire::at("192.0.2.10", client)),
        server_(wire::at("198.51.100.20", port)) {}
  void up(Bytes datagram) { tracked_.show_ip(wire::udp_packet(client_, server_, datagram)); }
  void down(Bytes datagram) { tracked_.show_ip(wire::udp_packet(server_, client_, datagram)); }

 private:
  Tracked& tracked_;
  Endpoint client_;
  Endpoint server_;
};

class QuicFlow : public testing::Test {
 protected:
  [[nodiscard]] Names names() const { return tracked_.names(Kind::quic_sni); }
  Tracked tracked_;
  Datagrams wire_{tracked_, 8'443};
};

TEST_F(QuicFlow, PiecesInAnyOrderAreToldOnceAtTheLast) {
  std::uint16_t port = 1024;
  for (const std::uint32_t version : {1U, kVersion2, 0xff00001dU}) {
    for (std::size_t count = 1; count <= 4; ++count) {
      for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const Octets hello = quic_hello(1800);
        const wire::QuicLayout layout = seed == 0 ? wire::in_order(hello.size(), count)
                                                  : wire::chaos(hello.size(), count, seed);
        const auto datagrams = wire::quic_datagrams({.version = version}, hello, layout, seed);
        std::vector<std::size_t> order(datagrams.size());
        std::iota(order.begin(), order.end(), 0);
        do {
          tracked_.told.clear();
          Datagrams wire(tracked_, 443, ++port);
          for (const std::size_t i : order) {
            EXPECT_TRUE(tracked_.told.empty());
            wire.up(datagrams[i]);
            if (i % 2 == 0 && i != order.back()) wire.up(datagrams[i]);
          }
          ASSERT_EQ(names(), Names{"www.example.com"});
          EXPECT_EQ(tracked_.told[0].frame, tracked_.frames);
          for (const Octets& again : datagrams) wire.up(again);
          ASSERT_EQ(tracked_.told.size(), 1U);
        } while (std::next_permutation(order.begin(), order.end()));
      }
    }
  }
}

// The client's second datagram may already bear the id that the server chose.
TEST_F(QuicFlow, GoesOnUnderTheIdThatTheServerChose) {
  for (const Octets& first_id : {hex("8394c8f03e515708"), Octets{}, hex("01"), Octets(20, 9)}) {
    Tracked tracked;
    Datagrams wire(tracked);
    const Octets hello = quic_hello(1800);
    const QuicSpec first{.destination_id = first_id, .source_id = hex("c1")};
    wire.up(wire::quic_initial_of_size(first, 0, wire::crypto(hello, 0, 900)));
    wire.down(wire::quic_initial_of_size({.destination_id = hex("c1"),
                                          .source_id = hex("5e"),
                                          .key_id = first_id,
                                          .from_server = true},
                                         0, wire::ack(0)));
    QuicSpec later{.destination_id = hex("5e"), .source_id = hex("c1"), .key_id = first_id};
    wire.up(wire::quic_initial_of_size(later, 1, wire::crypto(hello, 900, hello.size() - 900)));
    EXPECT_EQ(tracked.names(Kind::quic_sni), Names{"www.example.com"}) << first_id.size();
  }
}

// On its way here it may overtake the first, whose id makes its keys. It was thrown away.
TEST_F(QuicFlow, KeepsWhatComesBeforeItsKeys) {
  const Octets hello = quic_hello(2600);
  const Octets id = hex("8394c8f03e515708");
  const QuicSpec later{.destination_id = hex("5e"), .key_id = id};
  wire_.up(wire::quic_initial_of_size(later, 2, wire::crypto(hello, 1800, hello.size() - 1800)));
  wire_.up(wire::quic_initial_of_size(later, 1, wire::crypto(hello, 900, 900)));
  EXPECT_TRUE(tracked_.told.empty());
  wire_.up(wire::quic_initial_of_size({.destination_id = id}, 0, wire::crypto(hello, 0, 900)));
  EXPECT_EQ(names(), Names{"www.example.com"});
}

// RFC 9368 section 2.3: the server answered a hello of version 1 in version 2, and the client goes
// on in that. What was lost of the hello comes again in the other version.
TEST_F(QuicFlow, GoesOnInTheVersionThatTheServerChose) {
  const Octets hello = quic_hello(1800);
  const Octets id = hex("8394c8f03e515708");
  wire_.up(wire::quic_initial_of_size({.destination_id = id}, 0, wire::crypto(hello, 0, 900)));
  const QuicSpec later{.version = kVersion2, .destination_id = hex("5e"), .key_id = id};
  wire_.up(wire::quic_initial_of_size(later, 1, wire::ack(0)));
  wire_.up(wire::quic_initial_of_size(later, 2, wire::crypto(hello, 900, hello.size() - 900)));
  EXPECT_EQ(names(), Names{"www.example.com"});
}

// Incompatible negotiation begins anew, perhaps under the same id, with another random.
TEST_F(QuicFlow, BeginsAnewAfterVersionNegotiation) {
  const Octets before = quic_hello(1800);
  const Octets after = wire::handshake(
      1, wire::client_hello({.name = "www.example.com", .size = 1700, .quic = true, .seed = 9}));
  wire_.up(wire::quic_initial_of_size({.version = 0xff00001d}, 0,
                                      wire::crypto(before, 900, before.size() - 900)));
  wire_.down(wire::quic_version_negotiation({}, {1}));
  wire_.up(wire::quic_initial_of_size({}, 1, wire::crypto(after, 0, 900)));
  EXPECT_TRUE(tracked_.told.empty());
  wire_.up(wire::quic_initial_of_size({}, 2, wire::crypto(after, 900, after.size() - 900)));
  EXPECT_EQ(names(), Names{"www.example.com"});
}

TEST_F(QuicFlow, IsToldOnceAcrossARetry) {
  const Octets hello = quic_hello(1800);
  const auto send = [&](const QuicSpec& spec, std::uint32_t number) {
    wire_.up(wire::quic_initial_of_size(spec, number, wire::crypto(hello, 0, 900)));
    wire_.up(
        wire::quic_initial_of_size(spec, number + 1, wire::crypto(hello, 900, hello.size() - 900)));
  };
  send({}, 0);
  wire_.down(wire::quic_retry({.source_id = hex("0a0b0c0d"), .token = Octets(40, 7)}));
  send({.destination_id = hex("0a0b0c0d"), .token = Octets(40, 7)}, 2);
  EXPECT_EQ(names(), Names{"www.example.com"});
}

TEST_F(QuicFlow, IsReadWhereOnlyThatAfterTheRetryIsWhole) {
  const Octets hello = quic_hello(1800);
  wire_.up(wire::quic_initial_of_size({}, 0, wire::crypto(hello, 900, hello.size() - 900)));
  wire_.down(wire::quic_retry({.source_id = hex("0a0b0c0d"), .token = Octets(40, 7)}));
  const QuicSpec again{.destination_id = hex("0a0b0c0d"), .token = Octets(40, 7)};
  wire_.up(wire::quic_initial_of_size(again, 1, wire::crypto(hello, 900, hello.size() - 900)));
  EXPECT_TRUE(tracked_.told.empty());
  wire_.up(wire::quic_initial_of_size(again, 2, wire::crypto(hello, 0, 900)));
  EXPECT_EQ(names(), Names{"www.example.com"});
}

// RFC 9000 section 12.2: packets of one datagram stand in any order.
TEST_F(QuicFlow, IsReadBehindAPacketOfAnotherKind) {
  const Octets hello = quic_hello();
  wire_.up(wire::quic_other({}, 1, 200) +
           wire::quic_initial({}, 0, wire::crypto(hello, 0, hello.size())));
  EXPECT_EQ(names(), Names{"www.example.com"});
}

// A HelloRetryRequest's second hello comes in the same crypto stream, under the server's id.
TEST_F(QuicFlow, ASecondHelloNamesNothingNew) {
  const Octets hello = quic_hello();
  wire_.up(wire::quic_initial_of_size({}, 0, wire::crypto(hello, 0, hello.size())));
  const QuicSpec later{.destination_id = hex("5e"), .key_id = hex("8394c8f03e515708")};
  const Octets both = hello + hello;
  wire_.up(wire::quic_initial_of_size(later, 1, wire::crypto(both, hello.size(), hello.size())));
  EXPECT_EQ(names(), Names{"www.example.com"});
}

TEST_F(QuicFlow, AnotherConnectionOnTheSamePortsIsToldToo) {
  const Octets one = quic_hello();
  const Octets two = quic_hello(0, "other.example.com");
  wire_.up(wire::quic_initial_of_size({}, 0, wire::crypto(one, 0, one.size())));
  wire_.up(wire::quic_initial_of_size({.destination_id = hex("aabbccddeeff0011")}, 0,
                                      wire::crypto(two, 0, two.size())));
  EXPECT_EQ(names(), (Names{"www.example.com", "other.example.com"}));
}

TEST_F(QuicFlow, EveryCutNamesNothing) {
  const Octets hello = quic_hello();
  for (std::size_t size = 0; size < hello.size(); ++size) {
    Datagrams wire(tracked_, 443, static_cast<std::uint16_t>(1024 + size));
    wire.up(wire::quic_initial_of_size({}, 0, wire::crypto(hello, 0, size) + wire::ping()));
    ASSERT_TRUE(tracked_.told.empty()) << size;
  }
  tracked_.tracker.finish();
  EXPECT_TRUE(tracked_.told.empty());
}

TEST(DtlsFlow, FragmentsInAnyOrderAreToldOnceAtTheLast) {
  const Octets body = wire::client_hello({.name = "www.example.com", .size = 400, .dtls = true});
  std::vector<Octets> datagrams = wire::dtls_datagrams(body, 0, (body.size() + 3) / 4);
  std::vector<std::size_t> order(datagrams.size());
  std::iota(order.begin(), order.end(), 0);
  do {
    Tracked tracked;
    Datagrams wire(tracked);
    for (const std::size_t i : order) {
      ASSERT_TRUE(tracked.told.empty());
      wire.up(datagrams[i]);
      if (i != order.back()) wire.up(datagrams[i]);
    }
    ASSERT_EQ(tracked.names(Kind::dtls_sni), Names{"www.example.com"});
    EXPECT_EQ(tracked.told[0].frame, tracked.frames);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(DtlsFlow, TheHelloWithTheCookieNamesNothingNew) {
  Tracked tracked;
  Datagrams wire(tracked);
  for (std::uint16_t sequence = 0; sequence < 2; ++sequence) {
    const Octets body = wire::client_hello(
        {.name = "www.example.com", .dtls = true, .cookie = Octets(sequence * 20U, 5)});
    for (const Octets& datagram : wire::dtls_datagrams(body, sequence, 150)) wire.up(datagram);
    wire.down(wire::dtls_record(wire::dtls_fragment(3, 0, Octets{0xfe, 0xff, 1, 5}, 0, 4)));
  }
  EXPECT_EQ(tracked.names(Kind::dtls_sni), Names{"www.example.com"});
}

}  // namespace
}  // namespace cutoffd::track::datagram_names_test
