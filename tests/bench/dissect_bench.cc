// What reading one packet's protocol costs, each by itself and warm: the floor of what the tracker
// adds to. Bytes come from the builders of the tests; each reading is checked once before it is
// measured.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/dns.h"
#include "capture/dissect/frame.h"
#include "capture/dissect/http.h"
#include "capture/dissect/quic.h"
#include "tests/support/frame_builder.h"
#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"

namespace {

using namespace cutoffd;
using dissect::Answer;
using wire::Octets;

constexpr std::string_view kName = "update.vendor.example";

// A number for something that was not read would be a lie.
void must(bool held) {
  if (!held) std::abort();
}

Octets octets(std::string_view text) { return {text.begin(), text.end()}; }

wire::Built in_ethernet(const Octets& ip) {
  return {LinkType{1},
          wire::ether(wire::server_mac(), wire::client_mac(), wire::ether_type_of(ip), ip)};
}

void dissect(benchmark::State& state, const Octets& ip) {
  const wire::Built built = in_ethernet(ip);
  const Packet packet = wire::packet_of(built);
  dissect::Frame frame;
  must(!dissect::dissect_frame(packet, frame));
  for (auto _ : state) {
    benchmark::DoNotOptimize(dissect::dissect_frame(packet, frame));
    benchmark::DoNotOptimize(frame);
  }
}

void frame_tcp_v4(benchmark::State& state) {
  dissect(state,
          wire::tcp_packet(wire::at("192.0.2.1", 50'000), wire::at("198.51.100.1", 443),
                           {.sequence = 1, .acknowledgement = 2, .ack = true}, Octets(1'400, 1)));
}

void frame_udp_v6(benchmark::State& state) {
  dissect(state, wire::udp_packet(wire::at("2001:db8::1", 50'000), wire::at("2001:db8::2", 53),
                                  Octets(40, 1)));
}

Octets dns_message(bool response) {
  wire::OctetWriter out;
  out.u16(7).u16(response ? 0x8180 : 0x0100).u16(1).u16(response ? 2 : 0).u16(0).u16(0);
  out.hex("06 757064617465 06 76656e646f72 07 6578616d706c65 00").u16(1).u16(1);
  for (unsigned i = 0; response && i < 2; ++i) {
    out.hex("c00c").u16(1).u16(1).u32(300).u16(4).u32(0xc6336401 + i);
  }
  return out.take();
}

void read_dns(benchmark::State& state, bool response) {
  const Octets message = dns_message(response);
  const auto scratch = std::make_unique<dissect::DnsScratch>();
  dissect::DnsMessage out;
  must(dissect::parse_dns(message, *scratch, out) == Answer::certain);
  for (auto _ : state) {
    benchmark::DoNotOptimize(dissect::parse_dns(message, *scratch, out));
    benchmark::DoNotOptimize(out);
  }
}
void dns_question(benchmark::State& state) { read_dns(state, false); }
void dns_answer_of_two(benchmark::State& state) { read_dns(state, true); }

void client_hello(benchmark::State& state) {
  const Octets body = wire::client_hello({.name = std::string(kName), .hybrid = true, .ech = true});
  dissect::ClientHello hello;
  must(dissect::parse_client_hello(body, hello) == Answer::certain);
  for (auto _ : state) {
    benchmark::DoNotOptimize(dissect::parse_client_hello(body, hello));
    benchmark::DoNotOptimize(hello);
  }
}

void http_request(benchmark::State& state) {
  const Octets text = octets(
      "GET /index HTTP/1.1\r\nUser-Agent: agent/1.0\r\nAccept: */*\r\n"
      "Host: update.vendor.example\r\n\r\n");
  dissect::HttpRequest request;
  must(dissect::read_http_request(text, request) == Answer::certain);
  for (auto _ : state) {
    benchmark::DoNotOptimize(dissect::read_http_request(text, request));
    benchmark::DoNotOptimize(request);
  }
}

// Two ids in turn: keys, header protection and opening each time.
void quic_initial(benchmark::State& state) {
  const Octets hello =
      wire::handshake(1, wire::client_hello({.name = std::string(kName), .quic = true}));
  std::array<Octets, 2> datagrams;
  for (std::uint8_t i = 0; i < 2; ++i) {
    wire::QuicSpec spec;
    spec.destination_id[0] = i;
    datagrams[i] = wire::quic_initial_of_size(spec, 0, wire::crypto(hello, 0, hello.size()));
  }
  dissect::QuicInitials initials;
  std::size_t octets_read = 0;
  const auto read = [&](const Octets& datagram) {
    return initials.read(datagram, std::nullopt, [&](const dissect::CryptoFragment& fragment) {
      octets_read += fragment.bytes.size();
    });
  };
  must(read(datagrams[0]).opened == 1 && octets_read == hello.size());
  std::size_t turn = 0;
  for (auto _ : state) benchmark::DoNotOptimize(read(datagrams[turn ^= 1U]));
}

BENCHMARK(frame_tcp_v4);
BENCHMARK(frame_udp_v6);
BENCHMARK(dns_question);
BENCHMARK(dns_answer_of_two);
BENCHMARK(client_hello);
BENCHMARK(http_request);
BENCHMARK(quic_initial);

}  // namespace

BENCHMARK_MAIN();
