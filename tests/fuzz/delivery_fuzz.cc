// One hello, delivered as the input says: which octets a packet carries, in which order, how often.
// Then everything once more in order. Whatever came before: one observation, with the whole name,
// at the packet that completed it.
//
// Input: the carrier and what of the connection is seen; the hello's size; where TLS records end;
// then for each packet where its octets begin and how many they are.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::track;
using wire::Octets;
using wire::operator+;

constexpr std::size_t kMostPackets = 64;

constexpr const char* kName = "activation.example.com";

// What was delivered, for whoever has to understand a failure.
std::string story;

struct Piece {
  std::size_t from = 0;
  std::size_t size = 0;
};

// Pieces of `whole` octets, at most `most` long, as drawn; then all of them in order.
std::vector<Piece> schedule(Cursor& in, std::size_t whole, std::size_t most) {
  std::vector<Piece> pieces;
  while (in.left() >= 3 && pieces.size() < kMostPackets) {
    const std::size_t from = in.u16() % whole;
    const std::size_t size = std::min(std::size_t{in.u8()} * 4 + 1, most);
    pieces.push_back({from, std::min(size, whole - from)});
  }
  for (std::size_t from = 0; from < whole; from += most) {
    pieces.push_back({from, std::min(most, whole - from)});
  }
  return pieces;
}

// One observation, of this kind, at the frame that completed the hello; or else the story is told.
void expect_told(const Tracked& tracked, ObservationKind kind, std::uint64_t complete) {
  const bool once = tracked.told.size() == 1 && tracked.told[0].kind == kind &&
                    tracked.told[0].name == kName && tracked.told[0].frame == complete;
  if (once) return;
  std::cerr << story << "; complete at frame " << complete << "; told:";
  for (const Told& told : tracked.told) std::cerr << " (" << told << ')';
  std::cerr << '\n';
  std::abort();
}

// Shows the pieces; gives the frame with which the last octet came.
std::uint64_t deliver(Tracked& tracked, const std::vector<Piece>& pieces, std::size_t whole,
                      const std::function<void(const Piece&)>& show) {
  std::vector<bool> there(whole);
  std::size_t missing = whole;
  std::uint64_t complete = 0;
  story = "pieces of " + std::to_string(whole) + ':';
  for (const Piece& piece : pieces) {
    story +=
        " [" + std::to_string(piece.from) + ',' + std::to_string(piece.from + piece.size) + ')';
    show(piece);
    for (std::size_t i = piece.from; i < piece.from + piece.size; ++i) {
      missing -= there[i] ? 0U : 1U;
      there[i] = true;
    }
    if (missing == 0 && complete == 0) complete = tracked.frames;
  }
  return complete;
}

void over_tcp(Tracked& tracked, Cursor& in, std::uint8_t seen, const Octets& hello) {
  const std::size_t step = in.u8();
  const Octets stream = step == 0 ? wire::tls_records(hello)
                                  : wire::tls_records(hello, wire::every(step, hello.size()));
  Connection connection(tracked);
  if ((seen & 1) != 0) connection.syn();
  const auto complete =
      deliver(tracked, schedule(in, stream.size(), 536), stream.size(), [&](const Piece& piece) {
        connection.client_says(piece.from, Bytes(stream).subspan(piece.from, piece.size));
      });
  expect_told(tracked, ObservationKind::tls_sni, complete);
}

void over_quic(Tracked& tracked, Cursor& in, const Octets& hello) {
  const wire::QuicSpec spec{.version = in.u8() % 2 == 0 ? 1U : 0x6b3343cfU};
  const Endpoint client = wire::at("192.0.2.10", 50'000);
  const Endpoint server = wire::at("198.51.100.20", 443);
  std::uint32_t number = 0;
  const auto complete =
      deliver(tracked, schedule(in, hello.size(), 1000), hello.size(), [&](const Piece& piece) {
        const Octets frames = wire::crypto(hello, piece.from, piece.size) + wire::padding(8);
        const Octets datagram = wire::quic_initial(spec, number++, frames);
        tracked.show_ip(wire::udp_packet(client, server, datagram));
      });
  expect_told(tracked, ObservationKind::quic_sni, complete);
}

void over_dtls(Tracked& tracked, Cursor& in, const Octets& body) {
  const Endpoint client = wire::at("192.0.2.10", 50'000);
  const Endpoint server = wire::at("198.51.100.20", 4433);
  std::uint64_t number = 0;
  const auto complete =
      deliver(tracked, schedule(in, body.size(), 1000), body.size(), [&](const Piece& piece) {
        const Octets fragment = wire::dtls_fragment(1, 0, body, piece.from, piece.size);
        tracked.show_ip(wire::udp_packet(client, server, wire::dtls_record(fragment, number++)));
      });
  expect_told(tracked, ObservationKind::dtls_sni, complete);
}

// One segment in fragments: they must not overlap, but come in any order and again.
void in_fragments(Tracked& tracked, Cursor& in, bool six, const Octets& hello) {
  const std::size_t step = 8 + std::size_t{in.u8()} * 8;
  const Endpoint client = wire::at(six ? "2001:db8::10" : "192.0.2.10", 50'000);
  const Endpoint server = wire::at(six ? "2001:db8:1::20" : "198.51.100.20", 443);
  const Octets packet =
      wire::tcp_packet(client, server, {.sequence = 1000, .ack = true}, wire::tls_records(hello));
  const std::vector<Octets> fragments = wire::fragments(packet, step, 77);
  std::vector<bool> there(fragments.size());
  std::size_t missing = fragments.size();
  std::uint64_t complete = 0;
  story = "fragments of " + std::to_string(step) + " octets:";
  const auto show = [&](std::size_t i) {
    story += ' ' + std::to_string(i);
    tracked.show_ip(fragments[i]);
    missing -= there[i] ? 0U : 1U;
    there[i] = true;
    if (missing == 0 && complete == 0) complete = tracked.frames;
  };
  for (std::size_t i = 0; i < kMostPackets && in.left() > 0; ++i) {
    show(in.u8() % fragments.size());
  }
  for (std::size_t i = 0; i < fragments.size(); ++i) show(i);
  expect_told(tracked, ObservationKind::tls_sni, complete);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Cursor in(Bytes(data, size));
  const std::uint8_t carrier = in.u8();
  const std::uint8_t seen = carrier >> 4;
  const std::size_t least = std::size_t{in.u8()} * 16;
  if (in.failed()) return 0;
  TrackOptions options;
  options.flows = 64;
  // Records of one octet each make six octets of one; what floats is kept to either side.
  options.hello_octets = 512 << 10;
  options.hello_octets_per_flow = 128 << 10;
  options.fragment_octets = 64 << 10;
  Tracked tracked(options);
  const bool dtls = carrier % 5 == 2;
  const Octets body = wire::client_hello({.name = kName,
                                          .size = least,
                                          .hybrid = (seen & 2) != 0,
                                          .quic = carrier % 5 == 1,
                                          .dtls = dtls,
                                          .name_last = (seen & 4) != 0});
  const Octets hello = wire::handshake(1, body);
  switch (carrier % 5) {
    case 0:
      over_tcp(tracked, in, seen, hello);
      break;
    case 1:
      over_quic(tracked, in, hello);
      break;
    case 2:
      over_dtls(tracked, in, body);
      break;
    default:
      in_fragments(tracked, in, carrier % 5 == 4, hello);
  }
  return 0;
}
