// What holds for a bare hello holds for everything that a client's stream may begin with: proxies'
// requests, what comes before STARTTLS, requests one behind the other, DNS messages. However it is
// cut and in whatever order the pieces come, the same names are told, each as often as it was sent.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/dissect/dns_writer.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::stream_property_test {
namespace {

using wire::Octets;
using wire::operator+;
using Kind = ObservationKind;

Octets text(std::string_view s) { return {s.begin(), s.end()}; }

struct Expected {
  Kind kind;
  std::string name;
};

// A client's stream and what it names, in order.
struct Story {
  std::string title;
  Octets stream;
  std::vector<Expected> names;
  std::uint16_t port = 443;
};

Octets hello(std::string name = "inside.example.com") {
  wire::HelloSpec spec;
  spec.name = std::move(name);
  spec.size = 300;
  return wire::tls_records(wire::handshake(1, wire::client_hello(spec)), {100});
}
Octets hello12(std::string name = "inside.example.com") {
  wire::HelloSpec spec;
  spec.name = std::move(name);
  spec.tls13 = false;
  return wire::tls_records(wire::handshake(1, wire::client_hello(spec)));
}

Octets ldap_starttls() {
  const std::string_view oid = "1.3.6.1.4.1.1466.20037";
  Octets message = {0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16};
  return message + text(oid);
}

Octets proxy_v2(std::string_view authority) {
  Octets tlvs = {0x02, 0x00, static_cast<std::uint8_t>(authority.size())};
  tlvs = tlvs + text(authority) + Octets{0x04, 0x00, 0x02, 0x00, 0x00};
  Octets header = text(std::string_view("\r\n\r\n\0\r\nQUIT\n", 12)) + Octets{0x21, 0x11, 0x00};
  header.push_back(static_cast<std::uint8_t>(12 + tlvs.size()));
  return header + Octets{192, 0, 2, 1, 192, 0, 2, 2, 0x10, 0, 1, 0xbb} + tlvs;
}

Octets socks5(std::string_view host, bool password) {
  Octets out = password ? Octets{5, 2, 0, 2, 1, 2, 'm', 'e', 3, 'p', 'w', 'd'} : Octets{5, 1, 0};
  out = out + Octets{5, 1, 0, 3, static_cast<std::uint8_t>(host.size())} + text(host);
  return out + Octets{0x01, 0xbb};
}

Octets tcp_dns_question(std::string_view name) {
  const Octets message =
      dissect::DnsWriter(dissect::kQuery).question(name, DnsType::aaaa).opt({}).message();
  return wire::OctetWriter().u16(message.size()).bytes(message).take();
}

const Expected kInside{Kind::tls_sni, "inside.example.com"};

Octets http2_frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                   const Octets& data) {
  return wire::OctetWriter().u24(data.size()).u8(type).u8(flags).u32(stream).bytes(data).take();
}

// HTTP/2 by one who knows: RFC 7541 C.4's first two requests, the first over a CONTINUATION, the
// second by the dynamic table.
Octets http2_requests() {
  const auto hex = [](std::string_view digits) { return wire::OctetWriter().hex(digits).take(); };
  return text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") + http2_frame(4, 0, 0, {}) +
         http2_frame(1, 1, 1, hex("828684 418cf1e3c2")) +
         http2_frame(9, 4, 1, hex("e5f23a6ba0ab90f4ff")) + http2_frame(0, 1, 1, Octets(30, 0)) +
         http2_frame(1, 5, 3, hex("828684 be 5886a8eb10649cbf"));
}

std::vector<Story> starttls_stories() {
  const auto starttls = [](std::string title, const Octets& before) {
    return Story{std::move(title), before + hello(), {kInside}, 2525};
  };
  return {
      starttls("SMTP, pipelined", text("EHLO me.example.org\r\nSTARTTLS\r\n")),
      starttls("SMTP, small letters", text("ehlo [192.0.2.1]\r\nstarttls\r\n")),
      starttls("LMTP", text("LHLO me\r\nSTARTTLS\r\n")),
      starttls("IMAP", text("a1 CAPABILITY\r\na2 STARTTLS\r\n")),
      starttls("IMAP with a tag of letters", text("efgh STARTTLS\r\n")),
      starttls("IMAP with ID", text("A0 ID (\"name\" \"x\")\r\n. STARTTLS\r\n")),
      starttls("POP3", text("CAPA\r\nSTLS\r\n")),
      starttls("FTP", text("FEAT\r\nAUTH TLS\r\n")),
      starttls("FTP, SSL", text("AUTH SSL\r\n")),
      starttls("XMPP", text("<?xml version='1.0'?><stream:stream to='example.net' "
                            "xmlns='jabber:client' version='1.0'>"
                            "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
      starttls("XMPP with quotes of the other kind and an end tag",
               text("<stream:stream xmlns:stream=\"http://etherx.jabber.org/streams\" to=\"a\">\n"
                    "<starttls xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\"></starttls>")),
      starttls("PostgreSQL", Octets{0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f}),
      starttls("PostgreSQL, GSS first",
               Octets{0, 0, 0, 8, 4, 0xd2, 0x16, 0x30, 0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f}),
      starttls("LDAP", ldap_starttls()),
  };
}

std::vector<Story> proxy_stories() {
  const Expected& inside = kInside;
  const Octets get = text("GET /a HTTP/1.1\r\nHost: one.example.com\r\n\r\n");
  const Octets connect = text(
      "CONNECT target.example.com:443 HTTP/1.1\r\nHost: target.example.com:443\r\n"
      "Proxy-Authorization: Basic AAAA\r\n\r\n");
  const Expected target{Kind::proxy_target, "target.example.com"};
  const Expected target_host{Kind::http_host, "target.example.com"};
  return {
      {"a hello of TLS 1.2", hello12(), {inside}},
      {"SOCKS 5", socks5("target.example.com", false) + hello(), {target, inside}, 1080},
      {"SOCKS 5 with a password",
       socks5("target.example.com", true) + hello(),
       {target, inside},
       1080},
      {"SOCKS 5 to IPv4",
       Octets{5, 1, 0, 5, 1, 0, 1, 198, 51, 100, 7, 1, 0xbb} + hello(),
       {{Kind::proxy_target, "198.51.100.7"}, inside},
       1080},
      {"SOCKS 5 to IPv6",
       Octets{5, 1, 0, 5, 1, 0, 4, 0x20, 1, 0xd, 0xb8, 0,   0,
              0, 0, 0, 0, 0, 0, 0, 0,    0, 1,   1,    0xbb} +
           get,
       {{Kind::proxy_target, "2001:db8::1"}, {Kind::http_host, "one.example.com"}},
       1080},
      {"SOCKS 4a",
       Octets{4, 1, 1, 0xbb, 0, 0, 0, 1, 'm', 'e', 0} +
           text(std::string_view("target.example.com\0", 19)) + hello(),
       {target, inside},
       1080},
      {"CONNECT", connect + hello(), {target, target_host, inside}, 3128},
      {"CONNECT, then a request",
       connect + get,
       {target, target_host, {Kind::http_host, "one.example.com"}},
       3128},
      {"CONNECT in CONNECT",
       connect + text("CONNECT second.example.com:443 HTTP/1.1\r\n\r\n") + hello(),
       {target,
        target_host,
        {Kind::proxy_target, "second.example.com"},
        {Kind::http_host, "second.example.com"},
        inside},
       3128},
      {"PROXY 1", text("PROXY TCP4 192.0.2.1 192.0.2.2 4096 443\r\n") + hello(), {inside}},
      {"PROXY 1, unknown", text("PROXY UNKNOWN\r\n") + get, {{Kind::http_host, "one.example.com"}}},
      {"PROXY 2 with an authority", proxy_v2("target.example.com") + hello(), {target, inside}},
      {"PROXY 2, then SOCKS",
       proxy_v2("front.example.com") + socks5("target.example.com", false) + hello(),
       {{Kind::proxy_target, "front.example.com"}, target, inside}},
  };
}

std::vector<Story> request_stories() {
  const Octets get = text("GET /a HTTP/1.1\r\nHost: one.example.com\r\n\r\n");
  const Octets post = text(
      "POST http://two.example.com/b HTTP/1.1\r\nContent-Length: 5\r\nHost: two.example.com\r\n\r\n"
      "GET /");
  const Octets chunked = text(
      "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost:\r\n three.example.com\r\n\r\n"
      "3\r\nGET\r\n0\r\n\r\n");
  const Octets bare = text("GET /d HTTP/1.0\nHost: four.example.com:8080\n\n");
  return {
      {"requests one behind the other",
       get + post + chunked + bare,
       {{Kind::http_host, "one.example.com"},
        {Kind::http_host, "two.example.com"},
        {Kind::http_host, "three.example.com"},
        {Kind::http_host, "four.example.com"}},
       80},
      {"HTTP/2",
       http2_requests(),
       {{Kind::http_host, "www.example.com"}, {Kind::http_host, "www.example.com"}},
       8080},
      {"HTTP/2 behind an upgrade",
       text("GET / HTTP/1.1\r\nHost: one.example.com\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n") +
           http2_requests(),
       {{Kind::http_host, "one.example.com"},
        {Kind::http_host, "www.example.com"},
        {Kind::http_host, "www.example.com"}},
       8080},
      {"the same request twice",
       get + get,
       {{Kind::http_host, "one.example.com"}, {Kind::http_host, "one.example.com"}},
       8080},
      {"DNS messages one behind the other",
       tcp_dns_question("one.example.com") + tcp_dns_question("two.example.com"),
       {{Kind::dns_query, "one.example.com"}, {Kind::dns_query, "two.example.com"}},
       53},
      {"DNS on another port",
       tcp_dns_question("one.example.com"),
       {{Kind::dns_query, "one.example.com"}},
       5300},
  };
}

std::vector<Story> stories() {
  std::vector<Story> all = starttls_stories();
  for (auto more : {proxy_stories(), request_stories()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::string told_by(const Story& story, const std::vector<std::size_t>& order,
                    const std::vector<std::size_t>& ends, bool syn) {
  static Tracked tracked;
  static std::uint32_t connections = 0;
  tracked.told.clear();
  Connection connection(tracked, "192.0.2.10", "198.51.100.20", story.port);
  ++connections;
  connection.client.port = Port{static_cast<std::uint16_t>(1024 + connections % 60'000)};
  connection.server.ip = wire::ip_of("198.51.100." + std::to_string(1 + connections / 60'000));
  if (syn) connection.handshake();
  for (const std::size_t piece : order) {
    const std::size_t from = piece == 0 ? 0 : ends[piece - 1];
    connection.client_says(from, Bytes(story.stream).subspan(from, ends[piece] - from));
  }
  std::string out;
  for (const Told& told : tracked.told) {
    out += std::string(name_of(told.kind)) + ' ' + told.name + '\n';
  }
  return out;
}

std::string expected_of(const Story& story) {
  std::string out;
  for (const Expected& one : story.names) {
    out += std::string(name_of(one.kind)) + ' ' + one.name + '\n';
  }
  return out;
}

TEST(StreamProperty, EveryCutInTwoInBothOrders) {
  for (const Story& story : stories()) {
    SCOPED_TRACE(story.title);
    const std::string expected = expected_of(story);
    for (std::size_t at = 1; at < story.stream.size(); ++at) {
      const std::vector<std::size_t> ends = {at, story.stream.size()};
      ASSERT_EQ(told_by(story, {0, 1}, ends, true), expected) << "cut at " << at;
      ASSERT_EQ(told_by(story, {1, 0}, ends, true), expected) << "cut at " << at << ", turned";
    }
  }
}

TEST(StreamProperty, InOrderWithoutSyn) {
  for (const Story& story : stories()) {
    SCOPED_TRACE(story.title);
    const std::string expected = expected_of(story);
    ASSERT_EQ(told_by(story, {0}, {story.stream.size()}, false), expected);
    for (std::size_t at = 16; at < story.stream.size(); ++at) {
      ASSERT_EQ(told_by(story, {0, 1}, {at, story.stream.size()}, false), expected)
          << "cut at " << at;
    }
  }
}

TEST(StreamProperty, DnsTurnedRoundWithoutSyn) {
  const Story story{"DNS",
                    tcp_dns_question("one.example.com") + tcp_dns_question("two.example.com"),
                    {{Kind::dns_query, "one.example.com"}, {Kind::dns_query, "two.example.com"}},
                    53};
  const std::size_t first = story.stream.size() / 2;
  for (std::size_t at = 1; at < first; ++at) {
    ASSERT_EQ(told_by(story, {1, 0}, {at, story.stream.size()}, false), expected_of(story))
        << "cut at " << at;
  }
}

TEST(StreamProperty, ManyCutsInAnyOrder) {
  std::mt19937 random(3);
  for (const Story& story : stories()) {
    SCOPED_TRACE(story.title);
    const std::string expected = expected_of(story);
    for (int round = 0; round < 60; ++round) {
      std::vector<std::size_t> ends = {story.stream.size()};
      for (std::size_t n = 2 + random() % 8; n > 0; --n) {
        ends.push_back(1 + random() % (story.stream.size() - 1));
      }
      std::sort(ends.begin(), ends.end());
      ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
      std::vector<std::size_t> order(ends.size());
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
      std::shuffle(order.begin(), order.end(), random);
      // Some pieces come again.
      for (std::size_t n = random() % 3; n > 0; --n) order.push_back(random() % ends.size());
      ASSERT_EQ(told_by(story, order, ends, true), expected) << "round " << round;
    }
  }
}

TEST(StreamProperty, OctetByOctet) {
  for (const Story& story : stories()) {
    SCOPED_TRACE(story.title);
    std::vector<std::size_t> ends(story.stream.size());
    std::vector<std::size_t> order(story.stream.size());
    for (std::size_t i = 0; i < ends.size(); ++i) {
      ends[i] = i + 1;
      order[i] = i;
    }
    EXPECT_EQ(told_by(story, order, ends, true), expected_of(story));
    std::reverse(order.begin(), order.end());
    EXPECT_EQ(told_by(story, order, ends, true), expected_of(story)) << "backwards";
  }
}

// Cut short, a stream names what came before, and nothing shorter.
TEST(StreamProperty, EveryPrefix) {
  for (const Story& story : stories()) {
    SCOPED_TRACE(story.title);
    const std::string expected = expected_of(story);
    std::string before;
    for (std::size_t size = 1; size <= story.stream.size(); ++size) {
      const std::string told = told_by(story, {0}, {size}, true);
      ASSERT_TRUE(expected.starts_with(told)) << told << "from " << size << " octets";
      ASSERT_TRUE(told.starts_with(before)) << told << "from " << size << " octets";
      before = told;
    }
  }
}

}  // namespace
}  // namespace cutoffd::track::stream_property_test
