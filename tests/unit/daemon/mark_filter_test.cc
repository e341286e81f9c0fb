#include "daemon/mark_filter.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/watch_filter.h"

namespace cutoffd::mark_filter_test {
namespace {

using rules::Mark;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = MarkTrace::Kind;

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

std::shared_ptr<const rules::RuleSet> marked() {
  rules::Watchlist list;
  list.id = list.vendor = "acme";
  for (Mark mark : std::vector<Mark>{
           rules::NamePattern{rules::NamePattern::Match::suffix, "acme.example"},
           rules::PathMark{"/index/a.xml"}, rules::IssuerMark{"Acme CA"},
           rules::Ja3Mark{std::string(32, 'a')}, rules::PortMark{Port{13000}, Port{13000}, false},
           rules::PortMark{Port{15000}, Port{15000}, true}, rules::FirstBytesMark{{1, 2, 3}},
           rules::ResolverMark{ip("8.8.8.8")}}) {
    rules::WatchEntry entry;
    entry.mark = std::move(mark);
    entry.service = "update";
    list.entries.push_back(std::move(entry));
  }
  return std::make_shared<rules::RuleSet>(std::vector{list}, std::vector<rules::Determination>{},
                                          std::vector<rules::Rule>{});
}

class Filtered : public testing::Test, public FactSink {
 protected:
  void on_fact(const Fact& fact) override {
    if (const auto* trace = std::get_if<MarkTrace>(&fact)) traces.push_back(*trace);
  }
  [[nodiscard]] bool has_room_for_background() const override { return room; }
  static Observation seen(ObservationKind kind, std::string_view name, std::uint16_t port,
                          std::uint64_t flow = 1) {
    Observation made;
    made.time = *parse_rfc3339("2024-10-02T08:00:00Z");
    made.kind = kind;
    made.name = {name, NameForm::domain};
    made.client.at = {ip("10.0.0.1"), Port{50000}};
    made.server.at = {ip("198.51.100.1"), Port{port}};
    made.flow = FlowId{flow};
    return made;
  }

  bool room = true;
  Counters counters;
  WatchFilter filter{marked(), *this, counters, std::make_shared<AnsweredTable>(1)};
  std::vector<MarkTrace> traces;
};

TEST_F(Filtered, EachKindIsToldWithItsText) {
  Observation http = seen(ObservationKind::http_host, "cdn.example", 80);
  http.detail = HttpDetail{"GET", "/index/a.xml?x=1"};
  filter.on_observation(http);
  Observation certificate = seen(ObservationKind::tls_cert_name, "", 443);
  certificate.detail = CertificateDetail{"C=XX, CN=Acme CA, O=Acme", ""};
  filter.on_observation(certificate);
  const std::string ja3(32, 'a');
  Observation hello = seen(ObservationKind::tls_sni, "cdn.example", 443);
  hello.detail = HelloDetail{false, ja3, "", ""};
  filter.on_observation(hello);
  const std::vector<std::uint8_t> octets{1, 2, 3, 4};
  Observation unknown = seen(ObservationKind::unknown, "", 4000);
  unknown.detail = UnknownDetail{octets};
  filter.on_observation(unknown);
  ASSERT_THAT(traces, SizeIs(4));
  EXPECT_EQ(traces[0].kind, Kind::path);
  EXPECT_EQ(traces[0].text, std::string_view("/index/a.xml"));
  EXPECT_EQ(traces[1].kind, Kind::issuer);
  EXPECT_EQ(traces[1].text, std::string_view("Acme CA"));
  EXPECT_EQ(traces[2].kind, Kind::ja3);
  EXPECT_EQ(traces[3].kind, Kind::first_bytes);
  EXPECT_EQ(counters.get(Counter::facts), 4U);
}

TEST_F(Filtered, OthersLeaveNothing) {
  Observation http = seen(ObservationKind::http_host, "cdn.example", 80);
  http.detail = HttpDetail{"GET", "/index/b.xml"};
  filter.on_observation(http);
  Observation certificate = seen(ObservationKind::tls_cert_name, "", 443);
  certificate.detail = CertificateDetail{"CN=Other CA, O=Acme CA", ""};
  filter.on_observation(certificate);
  filter.on_observation(seen(ObservationKind::dns_answer, "x.example", 13000));
  EXPECT_THAT(traces, IsEmpty());
}

// Whoever is asked inside, and asks, is a forwarder: known before anybody asks it a watched name.
TEST_F(Filtered, EachClientOfEachResolverIsToldOnceAnHour) {
  Observation query = seen(ObservationKind::dns_query, "www.example.org", 53, 0);
  query.detail = DnsDetail{};
  for (int i = 0; i < 100; ++i) {
    query.client.at.ip = ip(i % 2 == 0 ? "10.0.0.2" : "10.0.0.3");
    filter.on_observation(query);
  }
  EXPECT_THAT(traces, SizeIs(2));
  EXPECT_EQ(traces[0].kind, Kind::resolver_used);
}

// In a burst the judge has no room; the next question tells.
TEST_F(Filtered, AnOrdinaryUserIsToldOnceThereIsRoom) {
  Observation query = seen(ObservationKind::dns_query, "www.example.org", 53, 0);
  query.server.at.ip = ip("8.8.8.8");
  query.detail = DnsDetail{};
  room = false;
  filter.on_observation(query);
  EXPECT_THAT(traces, IsEmpty());
  room = true;
  filter.on_observation(query);
  EXPECT_THAT(traces, SizeIs(1));
}

// As many as make the judge's own table overflow; what is told again costs it work and no more.
TEST_F(Filtered, OfManyPairsFewAreToldAgain) {
  Observation query = seen(ObservationKind::dns_query, "www.example.org", 53, 0);
  query.detail = DnsDetail{};
  constexpr std::uint32_t kClients = 20'000;
  const auto ask_all = [&] {
    const std::uint64_t before = counters.get(Counter::facts);
    for (std::uint32_t client = 0; client < kClients; ++client) {
      query.client.at.ip = IpAddress::v4(0x0a000000 + client);
      for (std::uint32_t resolver = 1; resolver <= 3; ++resolver) {
        query.server.at.ip = IpAddress::v4(0x08080800 + resolver);
        filter.on_observation(query);
      }
    }
    return counters.get(Counter::facts) - before;
  };
  EXPECT_EQ(ask_all(), 3 * kClients);
  EXPECT_LT(ask_all(), 3 * kClients / 20);
  query.time += std::chrono::hours(1);
  EXPECT_EQ(ask_all(), 3 * kClients);
}

TEST_F(Filtered, APortIsToldOnceAFlowAndOfItsProtocolAlone) {
  filter.on_observation(seen(ObservationKind::http_host, "a.example", 13000, 7));
  filter.on_observation(seen(ObservationKind::http_host, "b.example", 13000, 7));
  filter.on_observation(seen(ObservationKind::unknown, "", 13000, 8));
  filter.on_observation(seen(ObservationKind::quic_sni, "a.example", 13000, 9));
  filter.on_observation(seen(ObservationKind::unknown, "", 15000, 10));  // TCP
  filter.on_observation(seen(ObservationKind::unknown, "", 15000, 0));   // UDP
  ASSERT_THAT(traces, SizeIs(3));
  EXPECT_EQ(traces[0].kind, Kind::port);
  EXPECT_FALSE(traces[1].udp);
  EXPECT_TRUE(traces[2].udp);
}

TEST_F(Filtered, AnOrdinaryUserOfAFallbackResolverIsToldOnceAnHour) {
  Observation query = seen(ObservationKind::dns_query, "www.example.org", 53, 0);
  query.server.at.ip = ip("8.8.8.8");
  query.detail = DnsDetail{};
  filter.on_observation(query);
  filter.on_observation(query);
  EXPECT_THAT(traces, SizeIs(1));
  query.time += std::chrono::hours(1);
  filter.on_observation(query);
  EXPECT_THAT(traces, SizeIs(2));
  query.client.at.ip = ip("10.0.0.2");
  query.name.text = "s01.acme.example";  // a watched name makes nobody an ordinary user
  filter.on_observation(query);
  EXPECT_THAT(traces, SizeIs(2));
  EXPECT_EQ(traces[0].kind, Kind::resolver_used);
}

}  // namespace
}  // namespace cutoffd::mark_filter_test
