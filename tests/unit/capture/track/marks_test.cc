// What is told beside names, or without one, so that a watchlist can know a vendor by its other
// marks: how a flow begins, paths, issuers. And connections that follow others on the same ports.
#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::marks_test {
namespace {

using wire::Octets;
using wire::operator+;
using Kind = ObservationKind;

Octets text(std::string_view s) { return {s.begin(), s.end()}; }

Octets hello(std::string name) {
  wire::HelloSpec spec;
  spec.name = std::move(name);
  return wire::tls_records(wire::handshake(1, wire::client_hello(spec)));
}

TEST(Marks, TheFirstOctetsOfAFlowThatSpeaksNothingKnownAreToldOnce) {
  Tracked tracked;
  Connection connection(tracked, "192.0.2.10", "198.51.100.20", 13'000);
  connection.handshake();
  const Octets first = Octets{0x01, 0x02, 0x03} + Octets(100, 0xee);
  connection.client_says(0, first);
  connection.client_says(first.size(), Octets(50, 0xdd));
  ASSERT_EQ(tracked.told.size(), 1U);
  EXPECT_EQ(tracked.told[0].kind, Kind::unknown);
  EXPECT_EQ(tracked.told[0].name, "");
  EXPECT_EQ(tracked.told[0].first, wire::first_of(first, 64));
  EXPECT_EQ(tracked.told[0].server.at, connection.server);
  EXPECT_EQ(tracked.count(Counter::observations), 0U) << "no name was seen";
}

TEST(Marks, TheMiddleOfAFlowIsNotItsBeginning) {
  Tracked tracked;
  Connection connection(tracked);
  connection.client_says(5'000, Octets(200, 0xee));
  connection.client_says(5'200, Octets(200, 0xee));
  EXPECT_TRUE(tracked.told.empty());
}

TEST(Marks, TheFirstDatagramBetweenTwoPortsIsTold) {
  Tracked tracked;
  const Endpoint client = wire::at("192.0.2.10", 50'000);
  const Endpoint server = wire::at("198.51.100.20", 15'000);
  const Octets datagram = Octets{0x4b, 0x4c} + Octets(30, 1);
  tracked.show_ip(wire::udp_packet(client, server, datagram));
  tracked.show_ip(wire::udp_packet(server, client, Octets(20, 2)));
  tracked.show_ip(wire::udp_packet(client, server, Octets(20, 3)));
  ASSERT_EQ(tracked.told.size(), 1U);
  EXPECT_EQ(tracked.told[0].kind, Kind::unknown);
  EXPECT_EQ(tracked.told[0].first, datagram);
  EXPECT_EQ(tracked.told[0].client.at, client);
}

TEST(Marks, AHelloTellsHowItsRecordBegins) {
  Tracked tracked;
  Connection connection(tracked);
  connection.handshake();
  const Octets stream = hello("www.example.com");
  connection.client_says(0, stream);
  ASSERT_EQ(tracked.told.size(), 1U);
  EXPECT_EQ(tracked.told[0].first, wire::first_of(stream, 64));
}

// Requests of old clients name no host. Their path alone may be watched.
TEST(Marks, ARequestWithoutAHostTellsItsPath) {
  Tracked tracked;
  Connection connection(tracked, "192.0.2.10", "198.51.100.20", 80);
  connection.handshake();
  connection.client_says(0, text("GET /index/list.xml HTTP/1.0\r\n\r\n"));
  ASSERT_EQ(tracked.told.size(), 1U);
  EXPECT_EQ(tracked.told[0].name, "");
  EXPECT_EQ(tracked.told[0].path, "/index/list.xml");
  EXPECT_EQ(tracked.count(Counter::observations), 0U);
}

// Captures that keep only the first packets of connections show ports used again without a SYN
// between. The second hello lay before or far behind what was read of the first, and was taken for
// a repetition, or for data that nobody reads.
TEST(PortsUsedAgain, AHelloOfAnotherConnectionIsReadWithoutItsSyn) {
  for (const std::uint32_t jump : {0x8000'0000U, 0x2000'0000U, 0xe000'0000U}) {
    Tracked tracked;
    Connection connection(tracked);
    connection.client_says(0, hello("one.example.com"));
    connection.client_isn += jump;
    connection.client_says(0, hello("two.example.com"));
    EXPECT_EQ(tracked.names(Kind::tls_sni),
              (std::vector<std::string>{"one.example.com", "two.example.com"}));
  }
}

TEST(PortsUsedAgain, ARequestOfAnotherConnectionIsReadWithoutItsSyn) {
  Tracked tracked;
  Connection connection(tracked, "192.0.2.10", "198.51.100.20", 80);
  connection.client_says(0, text("GET / HTTP/1.1\r\nHost: one.example.com\r\n\r\n"));
  connection.client_isn -= 0x3000'0000;
  connection.client_says(0, text("GET / HTTP/1.1\r\nHost: two.example.com\r\n\r\n"));
  EXPECT_EQ(tracked.names(Kind::http_host),
            (std::vector<std::string>{"one.example.com", "two.example.com"}));
}

// A hello larger than a record of usual size, in records of one octet, wholly turned round, and
// its beginning 96 KiB before the first piece seen: it was looked for within 64 KiB only.
TEST(PickedUp, AHelloOfTheLongestKindIsFoundBackwards) {
  Tracked tracked;
  Connection connection(tracked);
  const Octets message =
      wire::handshake(1, wire::client_hello({.name = "www.example.com", .size = 65'000}));
  const Octets stream = wire::tls_records(message, wire::every(1, message.size()));
  constexpr std::size_t kPiece = 1'460;
  for (std::size_t at = stream.size() / kPiece * kPiece; tracked.told.empty(); at -= kPiece) {
    connection.client_says(at, Bytes(stream).subspan(at, std::min(kPiece, stream.size() - at)));
    if (at == 0) break;
  }
  EXPECT_EQ(tracked.names(Kind::tls_sni), std::vector<std::string>{"www.example.com"});
}

// What goes on and on is not kept for ever in the hope of a beginning.
TEST(PickedUp, BulkDataIsGivenUpEarly) {
  Tracked tracked;
  Connection connection(tracked);
  for (std::size_t at = 0; at < 300'000; at += 1'400)
    connection.client_says(at, Octets(1'400, 0x16));
  connection.client_says(301'000, hello("late.example.com"));
  EXPECT_EQ(tracked.names(Kind::tls_sni), std::vector<std::string>{"late.example.com"});
}

}  // namespace
}  // namespace cutoffd::track::marks_test
