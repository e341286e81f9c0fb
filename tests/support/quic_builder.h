// QUIC packets for tests: Initials sealed as a client seals them, with any frames in any order, and
// Google's older packets. The keys are made by libcrypto's own HKDF, not by the code under test.
//
//   const Octets hello = handshake(1, client_hello({.quic = true}));
//   QuicSpec spec{.destination_id = …};
//   const Octets datagram = quic_initial(spec, 0, crypto(hello, 600, 700) + ping() + crypto(hello,
//   0, 600)); for (const Octets& d : quic_datagrams(spec, hello, chaos(hello.size(), 3, seed))) …
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::wire {

struct QuicSpec {
  std::uint32_t version = 1;  // 1, 0x6b3343cf (v2), 0xff00001d …; any with a salt in `salt` below
  Octets destination_id = {0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08};
  Octets source_id{};
  Octets token{};
  std::optional<Octets> key_id{};  // what the keys are made from; absent: destination_id
  bool from_server = false;
  Octets salt{};  // 20 octets; empty: by version
};

Octets varint(std::uint64_t value);  // in the fewest octets
// Frames (RFC 9000 section 19). crypto() takes its octets from the whole handshake message.
Octets crypto(Bytes handshake, std::size_t offset, std::size_t size);
Octets ping();
Octets padding(std::size_t octets);
Octets ack(std::uint64_t largest);
Octets connection_close();

// One sealed Initial. The packet number takes `number_size` octets.
Octets quic_initial(const QuicSpec& spec, std::uint32_t number, Bytes frames,
                    std::size_t number_size = 2);
// The same, with PADDING so that the packet has `size` octets (a client's first datagram has
// 1,200).
Octets quic_initial_of_size(const QuicSpec& spec, std::uint32_t number, Bytes frames,
                            std::size_t size = 1200);
// Packets that a reader must pass over: 0-RTT (kind 1) and Handshake (2) with noise inside.
Octets quic_other(const QuicSpec& spec, unsigned kind, std::size_t payload);
Octets quic_retry(const QuicSpec& spec);
Octets quic_version_negotiation(const QuicSpec& spec, const std::vector<std::uint32_t>& versions);

// Where pieces of the handshake go: a list for each datagram.
struct CryptoPiece {
  std::size_t offset = 0;
  std::size_t size = 0;
};
using QuicLayout = std::vector<std::vector<CryptoPiece>>;
// In order, over so many datagrams, one piece each.
QuicLayout in_order(std::size_t size, std::size_t datagrams);
// As browsers scramble it: uneven pieces in any order, over at most so many datagrams.
QuicLayout chaos(std::size_t size, std::size_t datagrams, std::uint64_t seed);
// The sealed datagrams, with PING and PADDING between the pieces where `seed` is not 0.
std::vector<Octets> quic_datagrams(const QuicSpec& spec, Bytes handshake, const QuicLayout& layout,
                                   std::uint64_t seed = 0);

// ---- Google's QUIC -----------------------------------------------------------------------------
// A CHLO message with the server name and so much padding; an empty name is left out.
Octets google_chlo(std::string_view name, std::size_t padding = 800);
// A STREAM frame of stream 1 (the digits of the version decide the byte order).
Octets google_stream(unsigned version, Bytes data, std::uint64_t offset);
// A client's packet in clear: Q024 to Q046. The connection id has eight octets.
Octets google_packet(unsigned version, Bytes frames, std::uint8_t number = 1);

}  // namespace cutoffd::wire
