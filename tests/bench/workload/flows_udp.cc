// The flows over UDP whose content is read: DNS and QUIC.
#include <algorithm>
#include <array>
#include <utility>

#include "tests/bench/workload/flows.h"
#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"

namespace cutoffd::bench {
namespace {

using wire::Octets;
using wire::OctetWriter;
using wire::operator+;

constexpr std::array<std::uint16_t, 10> kTypes{1, 1, 1, 1, 1, 28, 28, 65, 65, 16};

Octets name_octets(std::string_view name) {
  OctetWriter out;
  while (!name.empty()) {
    const std::size_t size = std::min(name.find('.'), name.size());
    out.u8(size).text(name.substr(0, size));
    name.remove_prefix(std::min(size + 1, name.size()));
  }
  return out.u8(0).take();
}

Octets octets_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// Mostly addresses, behind no, one or two aliases; some names do not exist.
class Answer {
 public:
  Answer(Random& random, const Octets& question, std::uint16_t type)
      : random_(random), type_(type), at_(12 + question.size()) {}

  Octets records(Names& names) {
    if (random_.chance(0.06)) {
      code_ = 3;  // NXDOMAIN, with the zone's SOA
      authority_ = 1;
      return record(6, OctetWriter().hex("c00c 02686d c00c").fill(20, 7).take());
    }
    Octets all;
    static constexpr std::array<unsigned, 6> kAliases{0, 0, 0, 1, 1, 2};
    for (unsigned n = random_.one_of(kAliases); n > 0; --n) {
      const std::size_t begin = at_ + 12;
      all = all + record(5, name_octets("edge." + names.ordinary() + ".cdn.example.net"));
      owner_ = static_cast<std::uint16_t>(0xc000 | begin);
      ++answers_;
    }
    static constexpr std::array<unsigned, 4> kRecords{1, 1, 2, 4};
    for (unsigned n = random_.one_of(kRecords); n > 0; --n, ++answers_) all = all + last();
    return all;
  }
  [[nodiscard]] Octets header(std::uint16_t id) const {
    return OctetWriter()
        .u16(id)
        .u16(0x8180U | code_)
        .u16(1)
        .u16(answers_)
        .u16(authority_)
        .u16(1)
        .take();
  }

 private:
  Octets last() {
    if (type_ == 1) {
      // Of 20.0.0.0/6: addresses that lead somewhere.
      return record(1, OctetWriter().u32(0x14000000 + random_.below(1 << 26)).take());
    }
    if (type_ == 28) {
      return record(28, OctetWriter().u32(0x2001'0db8).bytes(random_.noise(12)).take());
    }
    if (type_ == 65)
      return record(65, OctetWriter().hex("0001 00 0001 0006 02 6833 02 6832").take());
    return record(16, OctetWriter().u8(9).text("v=spf1 -all").take());
  }
  Octets record(std::uint16_t type, const Octets& data) {
    static constexpr std::array<std::uint32_t, 4> kTtls{30, 60, 300, 3600};
    at_ += 12 + data.size();
    return OctetWriter()
        .u16(owner_)
        .u16(type)
        .u16(1)
        .u32(random_.one_of(kTtls))
        .u16(data.size())
        .bytes(data)
        .take();
  }

  Random& random_;
  std::uint16_t type_;
  std::size_t at_;  // of the next record in the message
  std::uint16_t owner_ = 0xc00c;
  unsigned code_ = 0;
  unsigned answers_ = 0;
  unsigned authority_ = 0;
};

}  // namespace

void Flows::dns(std::uint64_t time, std::string name) {
  bool watched = false;
  if (name.empty()) {
    Names::Pick pick = names_.pick(Kind::dns);
    name = std::move(pick.name);
    watched = pick.watched;
  }
  Ends there = ends(53, 0.15, watched);
  static constexpr std::array<std::uint32_t, 4> kResolvers{0x08080808, 0x01010101, 0x0a000035,
                                                           0x09090909};
  if (there.client.is_v4()) there.server = IpAddress::v4(random_.one_of(kResolvers));
  const std::uint16_t type = random_.one_of(kTypes);
  const auto id = static_cast<std::uint16_t>(random_.next());
  const Octets question = name_octets(name) + OctetWriter().u16(type).u16(1).take();
  const Octets edns = OctetWriter().hex("00 0029 04d0 0000 0000 0000").take();
  capture_.udp(time, there, From::client,
               OctetWriter().u16(id).hex("0100 0001 0000 0000 0001").take() + question + edns);
  Answer answer(random_, question, type);
  const Octets records = answer.records(names_);
  capture_.udp(time + random_.between(500, 50'000), there, From::server,
               answer.header(id) + question + records + edns);
  names_.expect("dns_query", name);
  names_.expect("dns_answer", name);
}

void Flows::quic(std::uint64_t time, std::uint64_t bulk) {
  const Names::Pick pick = names_.pick(Kind::quic);
  names_.expect("quic_sni", pick.name);
  const Ends there = ends(443, 0.25, pick.watched);
  wire::HelloSpec hello;
  hello.name = pick.name;
  hello.quic = true;
  hello.alpn = {"h3"};
  hello.grease = true;
  hello.hybrid = random_.chance(0.5);
  hello.name_last = random_.chance(0.5);
  hello.seed = random_.next();
  const Octets message = wire::handshake(1, wire::client_hello(hello));

  wire::QuicSpec client;
  static constexpr std::array<std::size_t, 6> kIdSizes{8, 8, 8, 8, 16, 20};
  client.destination_id = octets_of(random_.noise(random_.one_of(kIdSizes)));
  if (random_.chance(0.3)) client.source_id = octets_of(random_.noise(8));
  if (random_.chance(0.1)) client.token = octets_of(random_.noise(48));
  const std::size_t datagrams = message.size() > 1000 ? 2 : 1;
  const bool scrambled = random_.chance(0.5);
  const auto layout = scrambled ? wire::chaos(message.size(), datagrams, random_.next())
                                : wire::in_order(message.size(), datagrams);
  auto sealed = wire::quic_datagrams(client, message, layout, scrambled ? random_.next() : 0);
  if (random_.chance(0.05)) std::reverse(sealed.begin(), sealed.end());
  for (const Octets& datagram : sealed) capture_.udp(time += 100, there, From::client, datagram);

  wire::QuicSpec server;
  server.from_server = true;
  server.key_id = client.destination_id;
  server.destination_id = client.source_id;
  server.source_id = octets_of(random_.noise(8));
  const Octets reply = wire::handshake(2, wire::server_hello(0x1301, true));
  time += random_.between(5'000, 100'000);
  capture_.udp(time, there, From::server,
               wire::quic_initial_of_size(server, 0, wire::crypto(reply, 0, reply.size())));
  capture_.udp(time += 100, there, From::server, wire::quic_other(server, 2, 1100));
  const auto protected_packet = [&](From from, std::size_t size) {
    const Octets first{static_cast<std::uint8_t>(0x40 | random_.below(64))};
    const Octets& id = from == From::client ? server.source_id : client.source_id;
    capture_.udp(time += 30, there, from, first + id + octets_of(random_.noise(size)));
  };
  protected_packet(From::client, random_.between(60, 400));
  for (std::size_t n = 1; bulk > 0; ++n) {
    const std::uint64_t size = std::clamp<std::uint64_t>(bulk, 30, 1200);
    bulk -= std::min(bulk, size);
    protected_packet(From::server, size);
    if (n % 4 == 0) protected_packet(From::client, 34);
  }
}

}  // namespace cutoffd::bench
