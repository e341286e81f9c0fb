#include "tests/support/quic_builder.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "tests/support/hello_builder.h"

namespace cutoffd::wire {
namespace {

constexpr std::uint32_t kVersion2 = 0x6b3343cf;

void must(bool done, const char* what) {
  if (done) return;
  std::cerr << "quic_builder: " << what << '\n';
  std::abort();
}

Octets salt_of(const QuicSpec& spec) {
  if (!spec.salt.empty()) return spec.salt;
  const std::uint32_t draft = spec.version >> 8 == 0xff0000 ? spec.version & 0xff : 0;
  const char* hex = "38762cf7f55934b34d179ae6a4c80cadccbb7f0a";
  if (spec.version == kVersion2) hex = "0dede3def700a6db819381be6e269dcbf9bd2ed9";
  if (draft >= 29 && draft <= 32) hex = "afbfec289993d24c9e9786f19c6111e04390a899";
  if (draft >= 23 && draft <= 28) hex = "c3eef712c72ebb5a11a7d2432bb46365bef9f502";
  if (draft == 22) hex = "7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a";
  return OctetWriter().hex(hex).take();
}

// HKDF by libcrypto's EVP_KDF. mode: extract (salt, key) or expand (info, key).
Octets hkdf(int mode, Bytes key, Bytes other, std::size_t size) {
  EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(kdf),
                                                                          EVP_KDF_CTX_free);
  EVP_KDF_free(kdf);
  std::string digest = "SHA256";
  const char* other_name =
      mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY ? OSSL_KDF_PARAM_SALT : OSSL_KDF_PARAM_INFO;
  Octets key_copy(key.begin(), key.end());
  Octets other_copy(other.begin(), other.end());
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key_copy.data(), key_copy.size()),
      OSSL_PARAM_construct_octet_string(other_name, other_copy.data(), other_copy.size()),
      OSSL_PARAM_construct_end()};
  Octets out(size);
  must(EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1, "HKDF");
  return out;
}

// libcrypto's HKDF refuses an empty key, which a connection id of no octets is: RFC 5869
// section 2.2 by hand.
Octets extract_of_nothing(const Octets& salt) {
  Octets out(32);
  must(HMAC(EVP_sha256(), salt.data(), static_cast<int>(salt.size()), out.data(), 0, out.data(),
            nullptr) != nullptr,
       "HMAC");
  return out;
}

Octets expand_label(Bytes secret, std::string_view label, std::size_t size) {
  const Octets info =
      OctetWriter().u16(size).u8(6 + label.size()).text("tls13 ").text(label).u8(0).take();
  return hkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, secret, info, size);
}

struct Keys {
  Octets key, iv, header;
};
Keys keys_of(const QuicSpec& spec) {
  const Octets& id = spec.key_id ? *spec.key_id : spec.destination_id;
  const Octets initial = id.empty() ? extract_of_nothing(salt_of(spec))
                                    : hkdf(EVP_KDF_HKDF_MODE_EXTRACT_ONLY, id, salt_of(spec), 32);
  const Octets secret = expand_label(initial, spec.from_server ? "server in" : "client in", 32);
  const std::string prefix = spec.version == kVersion2 ? "quicv2 " : "quic ";
  return {expand_label(secret, prefix + "key", 16), expand_label(secret, prefix + "iv", 12),
          expand_label(secret, prefix + "hp", 16)};
}

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Octets seal(const Keys& keys, std::uint32_t number, Bytes header, Bytes text) {
  Octets nonce = keys.iv;
  for (std::size_t i = 0; i < 4; ++i) nonce[11 - i] ^= static_cast<std::uint8_t>(number >> 8 * i);
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  Octets out(text.size() + 16);
  int n = 0;
  must(EVP_EncryptInit_ex2(context.get(), EVP_aes_128_gcm(), keys.key.data(), nonce.data(),
                           nullptr) == 1 &&
           EVP_EncryptUpdate(context.get(), nullptr, &n, header.data(),
                             static_cast<int>(header.size())) == 1 &&
           EVP_EncryptUpdate(context.get(), out.data(), &n, text.data(),
                             static_cast<int>(text.size())) == 1 &&
           EVP_EncryptFinal_ex(context.get(), out.data() + n, &n) == 1 &&
           EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16,
                               out.data() + text.size()) == 1,
       "AES-GCM");
  return out;
}

Octets mask_of(const Keys& keys, Bytes sample) {
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  Octets out(32);
  int n = 0;
  must(EVP_EncryptInit_ex2(context.get(), EVP_aes_128_ecb(), keys.header.data(), nullptr,
                           nullptr) == 1 &&
           EVP_EncryptUpdate(context.get(), out.data(), &n, sample.data(), 16) == 1,
       "AES-ECB");
  return out;
}

Octets ids(const QuicSpec& spec) {
  return OctetWriter()
      .u32(spec.version)
      .u8(spec.destination_id.size())
      .bytes(spec.destination_id)
      .u8(spec.source_id.size())
      .bytes(spec.source_id)
      .take();
}

// The first octet of a long header: RFC 9369 section 3.2 renumbers the types.
unsigned first_octet(const QuicSpec& spec, unsigned type) {
  return 0xc0U | ((type + (spec.version == kVersion2 ? 1U : 0U)) & 3U) << 4;
}

Octets length16(std::size_t value) { return OctetWriter().u16(0x4000 | value).take(); }

Octets noise(std::uint64_t seed, std::size_t n) {
  std::mt19937_64 random(seed);
  Octets out(n);
  for (std::uint8_t& octet : out) octet = static_cast<std::uint8_t>(random());
  return out;
}

}  // namespace

Octets varint(std::uint64_t value) {
  if (value < 64) return OctetWriter().u8(value).take();
  if (value < 1U << 14) return OctetWriter().u16(0x4000 | value).take();
  if (value < 1U << 30) return OctetWriter().u32(0x80000000 | value).take();
  return OctetWriter().u64(0xc000000000000000 | value).take();
}

Octets crypto(Bytes handshake, std::size_t offset, std::size_t size) {
  return OctetWriter()
      .u8(6)
      .bytes(varint(offset))
      .bytes(varint(size))
      .bytes(handshake.subspan(offset, size))
      .take();
}
Octets ping() { return {1}; }
Octets padding(std::size_t octets) { return Octets(octets); }
Octets ack(std::uint64_t largest) {
  return OctetWriter().u8(2).bytes(varint(largest)).u8(0).u8(0).u8(0).take();
}
Octets connection_close() { return OctetWriter().hex("1c 00 06 03").text("bye").take(); }

Octets quic_initial(const QuicSpec& spec, std::uint32_t number, Bytes frames,
                    std::size_t number_size) {
  must(number_size >= 1 && number_size <= 4 && frames.size() + number_size >= 4,
       "a packet must be long enough to be sampled");
  const Keys keys = keys_of(spec);
  OctetWriter writer;
  writer.u8(first_octet(spec, 0) | (number_size - 1)).bytes(ids(spec));
  writer.bytes(varint(spec.token.size())).bytes(spec.token);
  writer.bytes(length16(number_size + frames.size() + 16));
  Octets packet = writer.take();
  const std::size_t at = packet.size();
  for (std::size_t i = number_size; i-- > 0;) {
    packet.push_back(static_cast<std::uint8_t>(number >> 8 * i));
  }
  packet = packet + seal(keys, number, packet, frames);
  const Octets mask = mask_of(keys, Bytes(packet).subspan(at + 4, 16));
  packet[0] = static_cast<std::uint8_t>(packet[0] ^ (mask[0] & 0x0f));
  for (std::size_t i = 0; i < number_size; ++i) packet[at + i] ^= mask[1 + i];
  return packet;
}

Octets quic_initial_of_size(const QuicSpec& spec, std::uint32_t number, Bytes frames,
                            std::size_t size) {
  Octets payload(frames.begin(), frames.end());
  payload.resize(std::max<std::size_t>(payload.size(), 4));
  const Octets packet = quic_initial(spec, number, payload);
  if (packet.size() >= size) return packet;
  payload.resize(payload.size() + size - packet.size());
  return quic_initial(spec, number, payload);
}

Octets quic_other(const QuicSpec& spec, unsigned kind, std::size_t payload) {
  return OctetWriter()
      .u8(first_octet(spec, kind))
      .bytes(ids(spec))
      .bytes(length16(payload))
      .bytes(noise(kind, payload))
      .take();
}

Octets quic_retry(const QuicSpec& spec) {
  return OctetWriter()
      .u8(first_octet(spec, 3))
      .bytes(ids(spec))
      .bytes(spec.token)
      .bytes(noise(3, 16))
      .take();
}

Octets quic_version_negotiation(const QuicSpec& spec, const std::vector<std::uint32_t>& versions) {
  QuicSpec zero = spec;
  zero.version = 0;
  OctetWriter writer;
  writer.u8(0xca).bytes(ids(zero));
  for (const std::uint32_t version : versions) writer.u32(version);
  return writer.take();
}

QuicLayout in_order(std::size_t size, std::size_t datagrams) {
  QuicLayout layout;
  for (std::size_t i = 0; i < datagrams; ++i) {
    const std::size_t begin = size * i / datagrams;
    layout.push_back({{begin, size * (i + 1) / datagrams - begin}});
  }
  return layout;
}

QuicLayout chaos(std::size_t size, std::size_t datagrams, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::size_t> cuts = {0, size};
  for (std::size_t i = 0; i < 3 * datagrams + 2; ++i) cuts.push_back(random() % (size + 1));
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<CryptoPiece> pieces;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    pieces.push_back({cuts[i], cuts[i + 1] - cuts[i]});
  }
  std::shuffle(pieces.begin(), pieces.end(), random);
  QuicLayout layout(datagrams);
  // Filled by size, so that none becomes larger than a path carries.
  const std::size_t share = size / datagrams + 1;
  std::size_t filled = 0;
  for (const CryptoPiece& piece : pieces) {
    layout[std::min(filled / share, datagrams - 1)].push_back(piece);
    filled += piece.size;
  }
  layout.erase(std::remove_if(layout.begin(), layout.end(),
                              [](const auto& pieces_of_one) { return pieces_of_one.empty(); }),
               layout.end());
  return layout;
}

std::vector<Octets> quic_datagrams(const QuicSpec& spec, Bytes handshake, const QuicLayout& layout,
                                   std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Octets> out;
  for (const auto& pieces : layout) {
    Octets frames;
    for (const CryptoPiece& piece : pieces) {
      if (seed != 0 && random() % 2 == 0) frames = frames + ping();
      if (seed != 0 && random() % 2 == 0) frames = frames + padding(1 + random() % 20);
      frames = frames + crypto(handshake, piece.offset, piece.size);
    }
    out.push_back(quic_initial_of_size(spec, static_cast<std::uint32_t>(out.size()), frames));
  }
  return out;
}

Octets google_chlo(std::string_view name, std::size_t padding_size) {
  const std::string filler(padding_size, '-');
  std::vector<std::pair<std::string, std::string>> values = {{std::string("PAD\0", 4), filler}};
  if (!name.empty()) values.emplace_back(std::string("SNI\0", 4), std::string(name));
  values.emplace_back("UAID", "Chrome/71.0 Linux");
  OctetWriter table;
  OctetWriter data;
  std::size_t end = 0;
  for (const auto& [tag, value] : values) {
    end += value.size();
    table.text(tag).u32le(end);
    data.text(value);
  }
  return OctetWriter()
      .text("CHLO")
      .u16le(values.size())
      .u16le(0)
      .bytes(table.take())
      .bytes(data.take())
      .take();
}

Octets google_stream(unsigned version, Bytes data, std::uint64_t offset) {
  OctetWriter writer;
  // 1fdooossB: a data length, an offset of four octets if there is one, a stream id of one octet.
  writer.u8(offset == 0 ? 0xa0 : 0xac).u8(1);
  if (version >= 39) {
    if (offset != 0) writer.u32(offset);
    writer.u16(data.size());
  } else {
    if (offset != 0) writer.u32le(offset);
    writer.u16le(data.size());
  }
  return writer.bytes(data).take();
}

Octets google_packet(unsigned version, Bytes frames, std::uint8_t number) {
  const Octets id = noise(42, 8);
  OctetWriter header;
  const std::string tag = "Q0" + std::to_string(version);
  if (version < 44) {
    header.u8(0x09).bytes(id).text(tag).u8(number);
  } else {
    header.u8(version == 44 ? 0xff : 0xc3).text(tag).u8(0x50).bytes(id).u32(number);
  }
  const Octets head = header.take();
  Octets payload(frames.begin(), frames.end());
  if (version < 34) payload.insert(payload.begin(), 0);  // private flags
  // FNV-1a, 128 bits, by the book.
  __extension__ using Wide = unsigned __int128;
  Wide hash = Wide{0x6c62272e07bb0142} << 64 | 0x62b821756295c58d;
  const Wide prime = Wide{1} << 88 | 0x13b;
  Octets hashed = head + payload;
  if (version >= 37) hashed = hashed + OctetWriter().text("Client").take();
  for (const std::uint8_t octet : hashed) hash = (hash ^ octet) * prime;
  OctetWriter tagged;
  for (unsigned i = 0; i < 12; ++i) tagged.u8(static_cast<std::uint64_t>(hash >> 8 * i));
  return head + tagged.take() + payload;
}

}  // namespace cutoffd::wire
