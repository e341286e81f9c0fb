// TLS in a flow, beyond its hello: certificates in every cut and order and seen from one side only,
// data on a SYN, retransmissions that lie, second hellos.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/certificate_builder.h"
#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::tls_flow_test {
namespace {

using wire::Octets;
using wire::operator+;
using Kind = ObservationKind;
using Names = std::vector<std::string>;

Octets hello(std::string name, std::size_t size = 0, std::uint64_t seed = 1) {
  return wire::tls_records(wire::handshake(
      1, wire::client_hello({.name = std::move(name), .size = size, .seed = seed})));
}

// A server's flight in TLS 1.2, in records of so many octets.
Octets server_flight(std::size_t record, const wire::CertificateSpec& spec = {}) {
  const Octets messages =
      wire::handshake(2, wire::server_hello(0xc02f, false)) +
      wire::handshake(11, wire::certificate_message({wire::certificate(spec), Octets(900, 7)})) +
      wire::handshake(14, {});
  return wire::tls_records(messages, wire::every(record, messages.size()));
}

class Certificates : public testing::TestWithParam<std::tuple<bool, bool>> {
 protected:
  // Shows the pieces of the server's stream, as (from, to), in a connection of its own.
  Names told(const Octets& stream, const std::vector<std::pair<std::size_t, std::size_t>>& pieces) {
    const auto [syn, client] = GetParam();
    tracked_.told.clear();
    Connection connection(tracked_);
    connection.client.port = Port{++port_};
    if (syn) {
      if (client) connection.syn();
      connection.send(wire::Side::server, connection.server_isn - 1, {},
                      {.syn = true, .ack = true});
    }
    if (client) connection.client_says(0, hello("www.example.com"));
    for (const auto& [from, to] : pieces) {
      connection.server_says(from, Bytes(stream).subspan(from, to - from));
    }
    for (const Told& one : tracked_.told) {
      if (one.kind != Kind::tls_cert_name) continue;
      EXPECT_EQ(one.server.at, connection.server);
      EXPECT_EQ(one.issuer, "CN=Example CA,O=Example Trust,C=US");
    }
    return tracked_.names(Kind::tls_cert_name);
  }

 private:
  Tracked tracked_;
  std::uint16_t port_ = 1024;
};

TEST_P(Certificates, EveryCutInBothOrders) {
  for (const std::size_t record : {std::size_t{4'000}, std::size_t{300}, std::size_t{1}}) {
    const Octets stream = server_flight(record);
    const std::size_t step = stream.size() > 3'000 ? 61 : 7;
    for (std::size_t at = 1; at < stream.size(); at += step) {
      ASSERT_EQ(told(stream, {{0, at}, {at, stream.size()}}), Names{"www.example.com"})
          << record << " octets a record, cut at " << at;
      ASSERT_EQ(told(stream, {{at, stream.size()}, {0, at}}), Names{"www.example.com"})
          << record << " octets a record, cut at " << at << ", turned";
    }
  }
}

TEST_P(Certificates, EveryPrefixBeforeTheWholeCertificateNamesNothing) {
  const Octets stream = server_flight(300);
  bool whole = false;
  for (std::size_t size = 1; size <= stream.size(); size += 5) {
    const Names names = told(stream, {{0, size}});
    whole = whole || !names.empty();
    ASSERT_EQ(names, whole ? Names{"www.example.com"} : Names{}) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(SynAndClient, Certificates,
                         testing::Combine(testing::Bool(), testing::Bool()));

TEST(TlsFlow, DataOnTheSynIsTheBeginning) {
  const Octets stream = hello("www.example.com", 600);
  for (const std::size_t at : {std::size_t{1}, std::size_t{300}, stream.size()}) {
    Tracked tracked;
    Connection connection(tracked);
    connection.syn(Bytes(stream).first(at));
    connection.send(wire::Side::server, connection.server_isn - 1, {}, {.syn = true, .ack = true});
    connection.client_says(at, Bytes(stream).subspan(at));
    EXPECT_EQ(tracked.names(Kind::tls_sni), Names{"www.example.com"}) << at;
  }
  // A server that does not take it: the same again behind the handshake.
  Tracked tracked;
  Connection connection(tracked);
  connection.syn(Bytes(stream).first(300));
  connection.send(wire::Side::server, connection.server_isn - 1, {}, {.syn = true, .ack = true});
  connection.client_says(0, stream);
  EXPECT_EQ(tracked.names(Kind::tls_sni), Names{"www.example.com"});
}

// RFC 9293 leaves it open which copy counts; the first is what most receivers keep.
TEST(TlsFlow, OfCopiesThatDifferTheFirstWinsAndTheConflictIsCounted) {
  const Octets good = hello("first.example.com", 600);
  const Octets bad = hello("other.example.com", 600);
  ASSERT_EQ(good.size(), bad.size());
  for (const bool turned : {false, true}) {
    Tracked tracked;
    Connection connection(tracked);
    connection.handshake();
    const std::size_t half = good.size() / 2;
    const Bytes front = Bytes(good).first(half);
    const Bytes back = Bytes(good).subspan(half);
    if (turned) {
      connection.client_says(half, back);
      connection.client_says(half, Bytes(bad).subspan(half, 20));
      connection.client_says(half + 1, Octets(50, 0xaa));
      connection.client_says(0, front);
    } else {
      connection.client_says(0, front);
      connection.client_says(1, Bytes(bad).subspan(1, half - 1));
      connection.client_says(half, back);
    }
    EXPECT_EQ(tracked.names(Kind::tls_sni), Names{"first.example.com"});
    EXPECT_GE(tracked.count(Counter::segment_conflicts), 1U) << turned;
  }
}

// RFC 8446 section 4.1.4; with a ChangeCipherSpec between, as middleboxes like it.
TEST(TlsFlow, ASecondHelloAfterARetryRequestNamesNothingNew) {
  Tracked tracked;
  Connection connection(tracked);
  connection.handshake();
  const Octets first = hello("www.example.com");
  const Octets second = wire::change_cipher_spec() + hello("www.example.com", 700, 9);
  connection.client_says(0, first);
  connection.server_says(
      0, wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true, true))));
  connection.client_says(first.size(), second);
  EXPECT_EQ(tracked.names(Kind::tls_sni), Names{"www.example.com"});

  // Picked up between the two it is the only one.
  Tracked late;
  Connection rest(late);
  rest.server_says(0,
                   wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true, true))));
  rest.client_says(first.size(), second);
  EXPECT_EQ(late.names(Kind::tls_sni), Names{"www.example.com"});
}

}  // namespace
}  // namespace cutoffd::track::tls_flow_test
