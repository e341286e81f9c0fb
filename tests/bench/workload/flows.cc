#include "tests/bench/workload/flows.h"

#include <array>

#include "tests/bench/workload/tcp_talk.h"
#include "tests/support/hello_builder.h"

namespace cutoffd::bench {
namespace {

using wire::Octets;
using wire::operator+;

constexpr std::uint8_t kApplicationData = 23;

// The hello's octets as segments: mostly in order, now and then as networks deal them.
void say_hello(Random& random, TcpTalk& talk, const Octets& hello) {
  const std::size_t full = talk.segment_size();
  const Bytes whole(hello);
  const bool large = whole.size() > full;
  if (!large && !random.chance(0.01)) return talk.say(From::client, whole);
  std::size_t cut = large ? full : random.one_of(std::array<std::size_t, 6>{1, 3, 5, 9, 60, 250});
  if (large && random.chance(0.2)) cut = random.between(100, full - 1);
  const Bytes first = whole.first(cut);
  const Bytes rest = whole.subspan(cut);
  const double how = large ? random.part() : 1;
  if (how < 0.02) {  // the second segment first
    talk.say_at(From::client, static_cast<std::uint32_t>(cut), rest);
    talk.say_at(From::client, 0, first);
    return talk.move_on(From::client, whole.size());
  }
  if (how < 0.03) talk.say_at(From::client, 0, first);  // and once more
  talk.say(From::client, first);
  talk.say(From::client, rest);
}

}  // namespace

Ends Flows::ends(std::uint16_t port, double share_v6, bool watched) {
  Ends ends;
  ends.server_port = port;
  ends.client_port = static_cast<std::uint16_t>(random_.between(1024, 65'534));
  if (watched) {
    // A device that does nothing else: 10.99.0.1 and on.
    ends.client = IpAddress::v4(0x0a630000 + ++watched_);
    ends.server = IpAddress::v4(0x14000000 + static_cast<std::uint32_t>(random_.below(1 << 22)));
    names_.expect_device(ends.client);
  } else if (random_.chance(share_v6)) {
    std::array<std::uint8_t, 16> octets{0x20, 0x01, 0x0d, 0xb8};
    octets[14] = static_cast<std::uint8_t>(random_.below(78));
    octets[15] = static_cast<std::uint8_t>(random_.next());
    ends.client = IpAddress::from(octets);
    octets[4] = 0xff;
    for (std::size_t i = 8; i < 16; ++i) octets[i] = static_cast<std::uint8_t>(random_.next());
    ends.server = IpAddress::from(octets);
  } else {
    ends.client = IpAddress::v4(0x0a140000 + static_cast<std::uint32_t>(random_.below(20'000)));
    ends.server = IpAddress::v4(0x14000000 + static_cast<std::uint32_t>(random_.below(1 << 24)));
  }
  return ends;
}

void Flows::tls(std::uint64_t time, std::uint64_t bulk) {
  Names::Pick pick{};
  if (!random_.chance(0.01)) pick = names_.pick(Kind::tls);
  if (!pick.name.empty()) names_.expect("tls_sni", pick.name);
  static constexpr std::array<std::uint16_t, 4> kOtherPorts{8443, 853, 993, 4433};
  const std::uint16_t port = random_.chance(0.97) ? 443 : random_.one_of(kOtherPorts);
  TcpTalk talk(random_, capture_, ends(port, 0.2, pick.watched), time);
  const std::uint64_t round_trip = random_.between(5'000, 120'000);
  talk.open(round_trip);

  wire::HelloSpec spec;
  spec.name = pick.name;
  spec.hybrid = random_.chance(0.5);
  spec.grease = true;
  spec.ech = random_.chance(0.6);
  spec.name_last = random_.chance(0.5);
  spec.seed = random_.next();
  say_hello(random_, talk, wire::tls_records(wire::handshake(1, wire::client_hello(spec))));

  const Octets flight =
      wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true))) +
      wire::change_cipher_spec() +
      wire::tls_record(kApplicationData, random_.noise(random_.between(900, 4200)), 0x0303);
  talk.all(From::server, flight, round_trip / 8);
  talk.say(From::client, wire::change_cipher_spec() +
                             wire::tls_record(kApplicationData, random_.noise(53), 0x0303));
  talk.say(From::client,
           wire::tls_record(kApplicationData, random_.noise(random_.between(80, 700)), 0x0303));
  for (std::uint64_t left = bulk; left > 0;) {
    const std::uint64_t record = std::min<std::uint64_t>(left, 16'384);
    left -= record;
    talk.all(From::server, wire::tls_record(kApplicationData, random_.noise(record), 0x0303), 30);
    talk.say(From::client, {}, 30);
  }
  talk.close();
}

void Flows::http(std::uint64_t time) {
  const Names::Pick pick = names_.pick(Kind::http);
  const std::uint16_t port = random_.chance(0.95) ? 80 : 8080;
  TcpTalk talk(random_, capture_, ends(port, 0, pick.watched), time);
  talk.open(random_.between(5'000, 100'000));
  static constexpr std::array<unsigned, 5> kRequests{1, 1, 1, 2, 4};
  static constexpr std::array kHost = {"Host: ", "Host: ", "host:", "HOST: "};
  for (unsigned n = random_.one_of(kRequests); n > 0; --n) {
    names_.expect("http_host", pick.name);
    const std::string request =
        "GET /" + std::to_string(random_.next()) + ".js HTTP/1.1\r\n" +
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/131.0.0.0 Safari/537.36\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n" +
        random_.one_of(kHost) + pick.name + "\r\nConnection: keep-alive\r\n\r\n";
    talk.say(From::client, as_bytes(request), 10'000);
    static constexpr std::array<std::size_t, 4> kSizes{120, 800, 4'000, 20'000};
    const std::size_t size = random_.one_of(kSizes);
    talk.say(From::server,
             as_bytes("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                      "Content-Length: " +
                      std::to_string(size) + "\r\n\r\n"),
             20'000);
    talk.bulk(size);
  }
  talk.close();
}

void Flows::other_udp(std::uint64_t time) {
  static constexpr std::array<std::uint16_t, 8> kPorts{123,  3478, 51'820, 27'015,
                                                       5004, 500,  4500,   6881};
  static constexpr std::array<std::size_t, 5> kSizes{48, 100, 172, 500, 1200};
  const Ends there = ends(random_.one_of(kPorts), 0.1, false);
  for (std::uint64_t n = random_.between(2, 19); n > 0; --n, time += 20'000) {
    const From from = random_.chance(0.5) ? From::client : From::server;
    capture_.udp(time, there, from, random_.noise(random_.one_of(kSizes)));
  }
}

void Flows::syn(std::uint64_t time) {
  Ends there;
  there.client = IpAddress::v4(0x0b000000 + static_cast<std::uint32_t>(random_.below(0xd4000000)));
  there.server = IpAddress::v4(0xc6336400 + static_cast<std::uint32_t>(random_.between(1, 254)));
  there.client_port = static_cast<std::uint16_t>(random_.between(1024, 65'535));
  there.server_port = random_.chance(0.8) ? 443 : 80;
  capture_.tcp(time, there, From::client, {static_cast<std::uint32_t>(random_.next()), 0, kSyn},
               {});
}

}  // namespace cutoffd::bench
