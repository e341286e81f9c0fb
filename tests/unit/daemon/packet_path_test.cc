// A packet costs no allocation: from the capture file through dissection, tracking and the matcher
// into the worker's ring, for every protocol, link type and tunnel that is read.
//
// Three passes of a mixed capture, each with flows of its own. The first one warms up (libcrypto
// looks up its algorithms once); from the second on nothing may be taken from the heap.
#include <gtest/gtest.h>

#include "daemon/fact_ring.h"
#include "daemon/watch_filter.h"
#include "tests/support/allocations.h"
#include "tests/support/certificate_builder.h"
#include "tests/support/hello_builder.h"
#include "tests/support/places.h"
#include "tests/support/quic_builder.h"
#include "tests/unit/capture/dissect/dns_writer.h"
#include "tests/unit/capture/source/capture_writer.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::packet_path_test {
namespace {

using testing_support::allocations_made;
using wire::Octets;
using wire::operator+;

constexpr std::string_view kWatched = "s07.upd.vendor.example";

std::shared_ptr<const rules::RuleSet> watching_vendor() {
  rules::Watchlist list;
  list.id = list.vendor = "vendor";
  rules::WatchEntry entry;
  entry.mark = rules::NamePattern{rules::NamePattern::Match::suffix, "*.upd.vendor.example"};
  entry.service = "update";
  list.entries = {entry};
  // Marks that many of the packets bear.
  for (rules::Mark mark :
       std::vector<rules::Mark>{rules::PathMark{"/"}, rules::PortMark{Port{1}, Port{65535}, false},
                                rules::FirstBytesMark{{0x16}}}) {
    entry.mark = std::move(mark);
    list.entries.push_back(entry);
  }
  list.domains_of_interest = {*DomainName::from_text("vendor.example"),
                              *DomainName::from_text("kaspersky.com")};  // of the sample
  return std::make_shared<rules::RuleSet>(std::vector{list}, std::vector<rules::Determination>{},
                                          std::vector<rules::Rule>{});
}

// One pass: its flows differ from those of other passes in address and port.
class Mixed {
 public:
  explicit Mixed(unsigned pass)
      : client_(wire::at("192.0.2." + std::to_string(10 + pass), 0)),
        client6_(wire::at("2001:db8::" + std::to_string(10 + pass), 0)),
        next_port_(static_cast<std::uint16_t>(20'000 + 10'000 * pass)) {
    streams();
    datagrams();
    every_way();
    in_fragments();
    link_local();
    damaged();
  }
  std::vector<wire::Built> frames;

 private:
  Endpoint client(bool six = false) {
    Endpoint end = six ? client6_ : client_;
    end.port = Port{next_port_++};
    return end;
  }
  void show(const Octets& ip, bool up = true) {
    const Mac from = up ? wire::client_mac() : wire::server_mac();
    const Mac to = up ? wire::server_mac() : wire::client_mac();
    frames.push_back({LinkType{1}, wire::ether(to, from, wire::ether_type_of(ip), ip)});
  }

  // A connection from its SYN to its end: pieces of `size` octets, each two in the wrong order.
  void connection(std::uint16_t port, const Octets& up, const Octets& down, std::size_t size) {
    const Endpoint from = client();
    const Endpoint to = wire::at("198.51.100.20", port);
    show(wire::tcp_packet(from, to, {.sequence = 999, .syn = true}, {}));
    show(wire::tcp_packet(to, from, {.sequence = 4999, .syn = true, .ack = true}, {}), false);
    say(from, to, 1000, up, size, true);
    say(to, from, 5000, down, size, false);
    const auto up_end = static_cast<std::uint32_t>(1000 + up.size());
    show(wire::tcp_packet(from, to, {.sequence = up_end, .fin = true, .ack = true}, {}));
    show(wire::tcp_packet(to, from, {.sequence = 5000, .rst = true}, {}), false);
  }
  void say(const Endpoint& from, const Endpoint& to, std::uint32_t first, const Octets& stream,
           std::size_t size, bool up) {
    std::vector<Octets> packets;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      const Bytes piece = Bytes(stream).subspan(at, std::min(size, stream.size() - at));
      const auto sequence = first + static_cast<std::uint32_t>(at);
      packets.push_back(wire::tcp_packet(from, to, {.sequence = sequence, .ack = true}, piece));
    }
    for (std::size_t i = 0; i + 1 < packets.size(); i += 2) std::swap(packets[i], packets[i + 1]);
    for (const Octets& packet : packets) show(packet, up);
  }

  void streams() {
    const Octets hello = wire::handshake(
        1, wire::client_hello({.name = std::string(kWatched), .hybrid = true, .ech = true}));
    const Octets bulk = wire::tls_record(23, Octets(16'000, 0x5a));
    const Octets certificate = wire::handshake(
        11, wire::certificate_message({wire::certificate({.dns_names = {std::string(kWatched)}})}));
    const Octets server =
        wire::tls_records(wire::handshake(2, wire::server_hello(0xc02f, false)) + certificate) +
        bulk;
    connection(443, wire::tls_records(hello) + bulk, server, 536);
    connection(8443, wire::tls_records(hello, wire::every(100, hello.size())), server, 1400);
    const auto text = [](std::string_view t) { return Octets(t.begin(), t.end()); };
    const Octets get = text("GET /index HTTP/1.1\r\nHost: s07.upd.vendor.example\r\n\r\n");
    const Octets post = text(
        "POST /p HTTP/1.1\r\nHost: www.example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\n");
    connection(80, get + post + get, text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), 20);
    const Octets connect = text("CONNECT s07.upd.vendor.example:443 HTTP/1.1\r\n\r\n");
    connection(3128, connect + wire::tls_records(hello), {}, 700);
    const Octets socks = wire::OctetWriter()
                             .hex("050100 05010003")
                             .u8(kWatched.size())
                             .text(kWatched)
                             .u16(443)
                             .take();
    connection(1080, socks + wire::tls_records(hello), {}, 700);
    connection(25, text("EHLO a\r\nSTARTTLS\r\n") + wire::tls_records(hello),
               text("220 mx ESMTP\r\n250 STARTTLS\r\n220 go\r\n") + server, 300);
    // RFC 7541 C.4.1: GET http://www.example.com/ with Huffman coding.
    const Octets h2 = wire::OctetWriter()
                          .text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                          .hex("000000 04 00 00000000 000011 01 05 00000001")
                          .hex("828684418cf1e3c2e5f23a6ba0ab90f4ff")
                          .take();
    connection(8080, h2, {}, 10);
    connection(53, tcp_message(question()) + tcp_message(question()), tcp_message(answer()), 11);
    connection(9999, Octets(5000, 0xee), Octets(20'000, 0xdd), 1400);
  }

  static Octets question() {
    return dissect::DnsWriter(dissect::kQuery).question(kWatched, DnsType::a).message();
  }
  static Octets answer() {
    return dissect::DnsWriter(dissect::kResponse)
        .question(kWatched, DnsType::a)
        .answer(dissect::wire_pointer(12), DnsType::cname, 60, dissect::wire_name("cdn.example"))
        .answer(dissect::wire_name("cdn.example"), DnsType::a, 60, {198, 51, 100, 20})
        .message();
  }
  static Octets tcp_message(const Octets& message) {
    return wire::OctetWriter().u16(message.size()).bytes(message).take();
  }

  void datagrams() {
    const Endpoint resolver = wire::at("192.0.2.53", 53);
    for (int i = 0; i < 5; ++i) {
      const Endpoint from = client();
      show(wire::udp_packet(from, resolver, question()));
      show(wire::udp_packet(resolver, from, answer()), false);
    }
    const Octets hello = wire::handshake(
        1, wire::client_hello({.name = std::string(kWatched), .hybrid = true, .quic = true}));
    for (const std::uint32_t version : {1U, 0x6b3343cfU, 0xff00001dU}) {
      const wire::QuicSpec spec{.version = version};
      const auto layout = wire::chaos(hello.size(), 3, version);
      const Endpoint from = client();
      for (const Octets& d : wire::quic_datagrams(spec, hello, layout, 7)) {
        show(wire::udp_packet(from, wire::at("198.51.100.20", 443), d));
      }
    }
    const Octets chlo = wire::google_stream(43, wire::google_chlo(kWatched), 0);
    show(wire::udp_packet(client(), wire::at("198.51.100.20", 443), wire::google_packet(43, chlo)));
    const Octets body = wire::client_hello({.name = std::string(kWatched), .dtls = true});
    const Endpoint from = client();
    for (const Octets& datagram : wire::dtls_datagrams(body, 0, 90)) {
      show(wire::udp_packet(from, wire::at("198.51.100.20", 4433), datagram));
    }
    show(wire::udp_packet(client(), wire::at("198.51.100.20", 5004), Octets(1200, 0x80)));
  }

  // A hello in two segments, in every link type and tunnel.
  void every_way() {
    const Octets stream =
        wire::tls_records(wire::handshake(1, wire::client_hello({.name = std::string(kWatched)})));
    for (const wire::Wrapping& way : wire::all_wrappings()) {
      for (const bool six : {false, true}) {
        const Endpoint from = client(six);
        const Endpoint to = wire::at(six ? "2001:db8:1::20" : "198.51.100.20", 443);
        const std::size_t cut = stream.size() / 2;
        for (const std::size_t at : {cut, std::size_t{0}}) {
          const Bytes piece = at == 0 ? Bytes(stream).first(cut) : Bytes(stream).subspan(cut);
          const auto sequence = static_cast<std::uint32_t>(1000 + at);
          const Octets ip = wire::tcp_packet(from, to, {.sequence = sequence, .ack = true}, piece);
          if (auto built = way.wrap(ip, wire::Side::client)) frames.push_back(std::move(*built));
        }
      }
    }
  }

  void in_fragments() {
    const Octets stream = wire::tls_records(
        wire::handshake(1, wire::client_hello({.name = std::string(kWatched), .hybrid = true})));
    for (const bool six : {false, true}) {
      const Octets packet =
          wire::tcp_packet(client(six), wire::at(six ? "2001:db8:1::20" : "198.51.100.20", 443),
                           {.sequence = 1000, .ack = true}, stream);
      const auto pieces = wire::fragments(packet, 512, next_port_);
      for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) show(*piece);
    }
  }

  void link_local() {
    const Mac mac = wire::client_mac();
    const Octets arp =
        wire::arp(true, mac, client_.ip, wire::server_mac(), wire::ip_of("192.0.2.1"));
    frames.push_back({LinkType{1}, wire::ether(wire::server_mac(), mac, 0x0806, arp)});
    const Octets claim =
        dissect::DnsWriter(0x8400)
            .answer(dissect::wire_name("desk-17.local"), DnsType::a, 120, {192, 0, 2, 10})
            .message();
    show(wire::udp_packet({client_.ip, Port{5353}}, wire::at("224.0.0.251", 5353), claim));
    show(wire::udp_packet({client_.ip, Port{5355}}, wire::at("224.0.0.252", 5355), question()));
    show(wire::icmp(client_.ip, wire::ip_of("198.51.100.20"), 8, 0, Octets(60, 1)));
  }

  // What was whole, cut short and bent.
  void damaged() {
    const std::size_t whole = frames.size();
    for (std::size_t i = 0; i < whole; i += 3) {
      wire::Built bent = frames[i];
      bent.bytes[bent.bytes.size() / 2] ^= 0xff;
      bent.bytes.resize(bent.bytes.size() - bent.bytes.size() / 4);
      frames.push_back(std::move(bent));
    }
  }

  Endpoint client_;
  Endpoint client6_;
  std::uint16_t next_port_;
};

// All that a capture worker does with its packets, and whether it took from the heap.
class Worker final : public PacketHandler, private FactSink {
 public:
  explicit Worker(std::uint64_t warm_frames) : warm_frames_(warm_frames) {}

  void on_packets(std::span<const Packet> packets) override {
    for (const Packet& packet : packets) {
      const std::uint64_t before = allocations_made;
      tracker_.on_packets({&packet, 1});
      while (ring_.front() != nullptr) ring_.pop();
      if (packet.frame <= warm_frames_) {
        begun_ = allocations_made;
      } else if (allocations_made != before) {
        ADD_FAILURE() << "frame " << packet.frame << " took from the heap";
      }
    }
  }
  // Since the last warm frame, of the source too.
  [[nodiscard]] std::uint64_t allocated() const { return allocations_made - begun_; }
  [[nodiscard]] std::uint64_t facts() const { return counters_.get(Counter::facts); }
  [[nodiscard]] std::uint64_t count(Counter counter) const { return counters_.get(counter); }
  void warm_up_with(std::uint64_t frames) { warm_frames_ = frames; }

 private:
  void on_fact(const Fact& fact) override { ASSERT_TRUE(ring_.push(fact)); }

  std::uint64_t warm_frames_;
  std::uint64_t begun_ = 0;
  Counters counters_;
  FactRing ring_{4096};
  WatchFilter filter_{watching_vendor(), *this, counters_, std::make_shared<AnsweredTable>(1)};
  track::Tracker tracker_{track::TrackOptions{}, filter_, *this, counters_};
};

// A pcapng file with an interface for each link type.
Octets capture_of(const std::vector<wire::Built>& frames) {
  source::stage::FileWriter out(false);
  source::stage::section(out);
  std::vector<LinkType> links;
  for (const wire::Built& frame : frames) {
    if (std::find(links.begin(), links.end(), frame.link) != links.end()) continue;
    links.push_back(frame.link);
    source::stage::interface(out, static_cast<std::uint16_t>(frame.link));
  }
  std::uint64_t micros = 1'700'000'000'000'000;
  for (const wire::Built& frame : frames) {
    const auto link = std::find(links.begin(), links.end(), frame.link) - links.begin();
    source::stage::enhanced_packet(
        out, static_cast<std::uint32_t>(link), micros += 1000,
        {frame.bytes, static_cast<std::uint32_t>(frame.bytes.size()), 0, {}, 0, 0});
  }
  return out.octets();
}

TEST(PacketPath, AMixedCaptureAllocatesNothingOnceWarm) {
  ASSERT_TRUE(testing_support::counting);
  std::vector<wire::Built> frames = Mixed(0).frames;
  const std::size_t warm = frames.size();
  for (const unsigned pass : {1U, 2U}) {
    const Mixed more(pass);
    frames.insert(frames.end(), more.frames.begin(), more.frames.end());
  }
  const Octets file = capture_of(frames);
  auto opened = source::open_stream(source::stream_of_memory(file), "mixed", 0);
  ASSERT_TRUE(opened.ok());
  const auto worker = std::make_unique<Worker>(warm);
  while ((*opened)->read(*worker) == source::ReadStatus::packets) {
  }
  EXPECT_EQ(worker->allocated(), 0U);
  // It was not quiet because nothing was found.
  EXPECT_GT(worker->facts(), 3 * (2 * wire::all_wrappings().size() - 10));
  EXPECT_EQ(worker->count(Counter::fragments_reassembled), 6U);
  EXPECT_GE(worker->count(Counter::hellos), 3 * 2 * wire::all_wrappings().size() - 30);
}

TEST(PacketPath, TheSampleAllocatesNothingOnceWarm) {
  const std::string path = test::source_folder() / "samples/office.pcap";
  const auto worker = std::make_unique<Worker>(~std::uint64_t{0});
  std::uint64_t allocated = ~std::uint64_t{0};
  for (const std::uint64_t warm_frames : {~std::uint64_t{0}, std::uint64_t{0}}) {
    auto opened = source::open_file(path, 0);
    ASSERT_TRUE(opened.ok());
    worker->warm_up_with(warm_frames);
    const std::uint64_t before = allocations_made;
    while ((*opened)->read(*worker) == source::ReadStatus::packets) {
    }
    allocated = allocations_made - before;
  }
  EXPECT_EQ(allocated, 0U);
  EXPECT_GT(worker->facts(), 0U);
}

}  // namespace
}  // namespace cutoffd::packet_path_test
