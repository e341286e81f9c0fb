#include "tests/support/hello_builder.h"

#include <algorithm>
#include <random>

namespace cutoffd::wire {
namespace {

Octets noise(std::mt19937_64& random, std::size_t n) {
  Octets out(n);
  for (std::uint8_t& octet : out) octet = static_cast<std::uint8_t>(random());
  return out;
}

Octets block8(Bytes b) { return OctetWriter().u8(b.size()).bytes(b).take(); }
Octets block16(Bytes b) { return OctetWriter().u16(b.size()).bytes(b).take(); }
Octets block24(Bytes b) { return OctetWriter().u24(b.size()).bytes(b).take(); }
void append(Octets& out, const Octets& more) { out.insert(out.end(), more.begin(), more.end()); }

std::uint16_t grease(std::mt19937_64& random) {
  const auto octet = static_cast<std::uint16_t>((random() & 0xf0) | 0x0a);
  return static_cast<std::uint16_t>(octet << 8 | octet);
}

Octets key_share(const HelloSpec& spec, std::mt19937_64& random) {
  OctetWriter shares;
  if (spec.grease) shares.u16(grease(random)).bytes(block16(Octets(1)));
  if (spec.hybrid) shares.u16(0x11ec).bytes(block16(noise(random, 1216)));
  shares.u16(29).bytes(block16(noise(random, 32)));
  return block16(shares.take());
}

// The outer form of RFC 9849 section 5: suite, config id, enc, payload.
Octets outer_ech(std::mt19937_64& random) {
  return OctetWriter()
      .u8(0)
      .u16(1)
      .u16(1)
      .u8(random())
      .bytes(block16(noise(random, 32)))
      .bytes(block16(noise(random, 208)))
      .take();
}

Octets alpn_list(const std::vector<std::string>& protocols) {
  Octets list;
  for (const std::string& protocol : protocols) append(list, block8(as_bytes(protocol)));
  return block16(list);
}

Octets groups(const HelloSpec& spec, std::mt19937_64& random) {
  OctetWriter list;
  if (spec.grease) list.u16(grease(random));
  if (spec.hybrid) list.u16(0x11ec);
  return block16(list.u16(29).u16(23).u16(24).take());
}

Octets versions(const HelloSpec& spec, std::mt19937_64& random) {
  OctetWriter list;
  if (spec.grease) list.u16(grease(random));
  if (spec.dtls) return block8(list.u16(0xfefc).u16(0xfefd).take());
  return block8(list.u16(0x0304).u16(0x0303).take());
}

Octets extensions(const HelloSpec& spec, std::mt19937_64& random) {
  Octets out;
  const Octets name = spec.name.empty() ? Octets{} : server_name_extension(as_bytes(spec.name));
  if (spec.grease) append(out, extension(grease(random), {}));
  if (!spec.name_last) append(out, name);
  append(out, extension(23, {}));             // extended_master_secret
  append(out, extension(0xff01, Octets(1)));  // renegotiation_info
  append(out, extension(10, groups(spec, random)));
  append(out, extension(11, Octets{1, 0}));
  if (!spec.alpn.empty()) append(out, extension(16, alpn_list(spec.alpn)));
  append(out,
         extension(13, OctetWriter().hex("0010 0403 0804 0401 0503 0805 0501 0806 0601").take()));
  if (spec.tls13) {
    append(out, extension(51, key_share(spec, random)));
    append(out, extension(45, Octets{1, 1}));
    append(out, extension(43, versions(spec, random)));
  }
  if (spec.quic) append(out, extension(57, OctetWriter().hex("0104 8000 ea60 0302 45c0").take()));
  if (spec.ech) append(out, extension(0xfe0d, outer_ech(random)));
  if (spec.grease) append(out, extension(grease(random), Octets(1)));
  if (spec.name_last) append(out, name);
  return out;
}

Octets suites(const HelloSpec& spec, std::mt19937_64& random) {
  OctetWriter list;
  if (spec.grease) list.u16(grease(random));
  if (spec.tls13) list.hex("1301 1302 1303");
  return block16(list.hex("c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035").take());
}

}  // namespace

Octets extension(std::uint16_t type, Bytes data) {
  return OctetWriter().u16(type).bytes(block16(data)).take();
}

Octets server_name_extension(Bytes host, std::uint8_t name_type) {
  return extension(0, block16(OctetWriter().u8(name_type).bytes(block16(host)).take()));
}

Octets client_hello(const HelloSpec& spec) {
  std::mt19937_64 random(spec.seed);
  OctetWriter body;
  body.u16(spec.dtls ? 0xfefd : 0x0303).bytes(noise(random, 32)).bytes(block8(noise(random, 32)));
  if (spec.dtls) body.bytes(block8(spec.cookie));
  body.bytes(suites(spec, random)).bytes(block8(Octets(1)));
  Octets out = body.take();
  if (spec.bare) return out;
  Octets block = extensions(spec, random);
  const std::size_t have = out.size() + 2 + block.size();
  if (spec.size > have) {
    const std::size_t missing = spec.size - have;
    append(block, extension(21, Octets(missing > 4 ? missing - 4 : 0)));
  }
  append(out, block16(block));
  return out;
}

Octets client_hello_with(Bytes extensions_block, std::uint16_t version) {
  std::mt19937_64 random(7);
  return OctetWriter()
      .u16(version)
      .bytes(noise(random, 32))
      .u8(0)
      .hex("0004 1301 c02f 01 00")
      .bytes(block16(extensions_block))
      .take();
}

Octets server_hello(std::uint16_t suite, bool tls13, bool retry_request) {
  std::mt19937_64 random(11);
  OctetWriter body;
  body.u16(0x0303);
  if (retry_request) {
    body.hex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
  } else {
    body.bytes(noise(random, 32));
  }
  body.bytes(block8(noise(random, 32))).u16(suite).u8(0);
  const Octets version = extension(43, OctetWriter().u16(0x0304).take());
  return body.bytes(block16(tls13 ? version : extension(23, {}))).take();
}

Octets certificate_message(const std::vector<Octets>& chain) {
  Octets list;
  for (const Octets& certificate : chain) append(list, block24(certificate));
  return block24(list);
}

Octets handshake(std::uint8_t type, Bytes body) {
  return OctetWriter().u8(type).bytes(block24(body)).take();
}

Octets sslv2_hello(std::uint16_t version, std::size_t specs) {
  std::mt19937_64 random(13);
  const Octets body = OctetWriter()
                          .u8(1)
                          .u16(version)
                          .u16(3 * specs)
                          .u16(0)
                          .u16(32)
                          .bytes(noise(random, 3 * specs))
                          .bytes(noise(random, 32))
                          .take();
  return OctetWriter().u16(0x8000 | body.size()).bytes(body).take();
}

std::vector<std::size_t> every(std::size_t step, std::size_t size) {
  std::vector<std::size_t> cuts;
  for (std::size_t cut = step; cut < size; cut += step) cuts.push_back(cut);
  return cuts;
}

Octets tls_record(std::uint8_t type, Bytes payload, std::uint16_t version) {
  return OctetWriter().u8(type).u16(version).bytes(block16(payload)).take();
}

Octets tls_records(Bytes messages, const std::vector<std::size_t>& cuts) {
  constexpr std::size_t kLargest = 1U << 14;  // RFC 8446 section 5.1
  Octets out;
  std::size_t begin = 0;
  const auto piece_to = [&](std::size_t end) {
    for (; begin < end; begin = std::min(end, begin + kLargest)) {
      append(out, tls_record(22, messages.subspan(begin, std::min(kLargest, end - begin))));
    }
  };
  for (const std::size_t cut : cuts) piece_to(cut);
  piece_to(messages.size());
  return out;
}

Octets change_cipher_spec() { return tls_record(20, Octets{1}, 0x0303); }

Octets operator+(Octets a, const Octets& b) {
  append(a, b);
  return a;
}

Octets dtls_fragment(std::uint8_t type, std::uint16_t message_seq, Bytes body, std::size_t offset,
                     std::size_t size) {
  return OctetWriter()
      .u8(type)
      .u24(body.size())
      .u16(message_seq)
      .u24(offset)
      .bytes(block24(body.subspan(offset, size)))
      .take();
}

Octets dtls_record(Bytes payload, std::uint64_t sequence, std::uint8_t type, std::uint16_t epoch,
                   std::uint16_t version) {
  return OctetWriter()
      .u8(type)
      .u16(version)
      .u16(epoch)
      .u16(sequence >> 32)
      .u32(sequence)
      .bytes(block16(payload))
      .take();
}

std::vector<Octets> dtls_datagrams(Bytes body, std::uint16_t message_seq, std::size_t piece) {
  std::vector<Octets> out;
  for (std::size_t at = 0; at < body.size() || out.empty(); at += piece) {
    const std::size_t size = std::min(piece, body.size() - at);
    out.push_back(dtls_record(dtls_fragment(1, message_seq, body, at, size), out.size()));
  }
  return out;
}

}  // namespace cutoffd::wire
