// The door to libcrypto for this room: hashes, HMAC, HKDF, AES-128.
//
// What a QUIC Initial and the fingerprints need, no more. No heap after construction. The keys of
// Initials are public by design (RFC 9001 section 5), so nothing here is wiped. Threads: functions
// and values anywhere; an Aes128 belongs to one thread. Errors: an algorithm that libcrypto lacks
// throws std::runtime_error at construction, never later.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "core/bytes.h"

struct evp_cipher_ctx_st;  // libcrypto's EVP_CIPHER_CTX; its headers stay in crypto.cc

namespace cutoffd::dissect {

// A hash of text that is made piece by piece.
class TextHash {
 public:
  enum class Kind : std::uint8_t { md5, sha256 };
  explicit TextHash(Kind kind);
  void update(std::string_view text) {
    if (text.size() > buffer_.size() - pending_) {
      update_slowly(text);
    } else {
      std::memcpy(buffer_.data() + pending_, text.data(), text.size());
      pending_ += text.size();
    }
  }
  // Lower-case hex of the digest's first octets, as many as fill `hex` (at most 32 or 64
  // characters).
  void finish(std::span<char> hex);

 private:
  void update_slowly(std::string_view text);
  void flush();
  Kind kind_;
  std::size_t pending_ = 0;
  std::array<char, 256> buffer_;                 // many tiny pieces, few calls
  alignas(8) std::array<std::byte, 112> state_;  // libcrypto's own state
};

// HMAC-SHA256 with the two key blocks hashed once (RFC 2104 section 4).
class HmacKey {
 public:
  using Mac = std::array<std::uint8_t, 32>;
  explicit HmacKey(Bytes key);  // at most 64 octets
  [[nodiscard]] Mac mac(Bytes message) const;

 private:
  using Midstate = std::array<std::uint32_t, 8>;
  Midstate inner_;
  Midstate outer_;
};

// HKDF-Expand-Label of RFC 8446 section 7.1 with an empty context and at most 32 octets of output.
// The label comes whole, with its prefix: "tls13 client in".
void hkdf_expand_label(const HmacKey& secret, std::string_view label, std::span<std::uint8_t> out);

class Aes128 {
 public:
  using Key = std::array<std::uint8_t, 16>;
  using Nonce = std::array<std::uint8_t, 12>;
  using Block = std::array<std::uint8_t, 16>;

  Aes128();

  // One block by AES-ECB; for header protection (RFC 9001 section 5.4.3).
  Block encrypt_block(const Key& key, Bytes sixteen);
  // AES-GCM: `sealed` is the ciphertext and its 16-octet tag. The associated data comes in pieces
  // so that a header need not be copied. True if the tag is right; then `out`, which must hold
  // sealed.size() - 16 octets, has the text.
  bool open(const Key& key, const Nonce& nonce, std::span<const Bytes> associated, Bytes sealed,
            std::span<std::uint8_t> out);

 private:
  struct Free {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, Free>;
  Context block_;
  Context gcm_;
};

}  // namespace cutoffd::dissect
