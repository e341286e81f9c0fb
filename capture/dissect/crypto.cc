// OpenSSL 3 marks the low-level hash functions as deprecated, not as removed. They are used all the
// same: their state is a plain value, so the state after a key block can be kept and copied without
// the heap allocation that copying an EVP context costs, and they reach the same SHA instructions.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "capture/dissect/crypto.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

#include <openssl/evp.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

namespace cutoffd::dissect {
namespace {

constexpr std::size_t kBlock = 64;  // of SHA-256, octets
constexpr int kTag = 16;            // of AES-GCM, octets

template <typename State>
State& state_in(std::array<std::byte, 112>& storage) {
  static_assert(sizeof(State) <= 112 && alignof(State) <= 8);
  return *std::launder(reinterpret_cast<State*>(storage.data()));
}

using Midstate = std::array<std::uint32_t, 8>;

// The hash state after one block: the key, padded with zeros, each octet xored.
Midstate after_key_block(Bytes key, std::uint8_t pad) {
  std::array<std::uint8_t, kBlock> block;
  block.fill(pad);
  for (std::size_t i = 0; i < std::min(key.size(), kBlock); ++i) {
    block[i] = static_cast<std::uint8_t>(key[i] ^ pad);
  }
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Transform(&context, block.data());
  Midstate midstate;
  std::copy(std::begin(context.h), std::end(context.h), midstate.begin());
  return midstate;
}

HmacKey::Mac finish_from(const Midstate& midstate, Bytes message) {
  SHA256_CTX context;
  SHA256_Init(&context);
  std::copy(midstate.begin(), midstate.end(), std::begin(context.h));
  context.Nl = kBlock * 8;  // bits hashed so far
  SHA256_Update(&context, message.data(), message.size());
  HmacKey::Mac digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

// The context with its cipher chosen, so that each use only sets the key.
EVP_CIPHER_CTX* context_for(const char* name) {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  const bool ready = cipher != nullptr && context != nullptr &&
                     EVP_CipherInit_ex2(context, cipher, nullptr, nullptr, -1, nullptr) == 1;
  EVP_CIPHER_free(cipher);  // the context holds its own reference
  if (!ready) {
    EVP_CIPHER_CTX_free(context);
    throw std::runtime_error(std::string("libcrypto does not offer ") + name);
  }
  return context;
}

}  // namespace

TextHash::TextHash(Kind kind) : kind_(kind) {
  if (kind_ == Kind::md5) {
    MD5_Init(new (state_.data()) MD5_CTX);
  } else {
    SHA256_Init(new (state_.data()) SHA256_CTX);
  }
}

void TextHash::update_slowly(std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = std::min(text.size(), buffer_.size() - pending_);
    std::copy_n(text.data(), n, buffer_.data() + pending_);
    pending_ += n;
    text.remove_prefix(n);
    if (pending_ == buffer_.size()) flush();
  }
}

void TextHash::flush() {
  if (kind_ == Kind::md5) {
    MD5_Update(&state_in<MD5_CTX>(state_), buffer_.data(), pending_);
  } else {
    SHA256_Update(&state_in<SHA256_CTX>(state_), buffer_.data(), pending_);
  }
  pending_ = 0;
}

void TextHash::finish(std::span<char> hex) {
  flush();
  std::array<std::uint8_t, 32> digest{};
  std::size_t characters = 2 * digest.size();
  if (kind_ == Kind::md5) {
    MD5_Final(digest.data(), &state_in<MD5_CTX>(state_));
    characters = 2 * MD5_DIGEST_LENGTH;
  } else {
    SHA256_Final(digest.data(), &state_in<SHA256_CTX>(state_));
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < std::min(hex.size(), characters); ++i) {
    const std::uint8_t octet = digest[i / 2];
    hex[i] = kDigits[i % 2 == 0 ? octet >> 4 : octet & 15];
  }
}

HmacKey::HmacKey(Bytes key)
    : inner_(after_key_block(key, 0x36)), outer_(after_key_block(key, 0x5c)) {}

HmacKey::Mac HmacKey::mac(Bytes message) const {
  return finish_from(outer_, finish_from(inner_, message));
}

void hkdf_expand_label(const HmacKey& secret, std::string_view label, std::span<std::uint8_t> out) {
  // HkdfLabel, then the counter of HKDF-Expand's first and only round (RFC 5869 section 2.3).
  std::array<std::uint8_t, 2 + 1 + 255 + 1 + 1> info;
  std::size_t n = 0;
  const std::size_t length = std::min<std::size_t>(label.size(), 255);
  info[n++] = 0;
  info[n++] = static_cast<std::uint8_t>(out.size());
  info[n++] = static_cast<std::uint8_t>(length);
  std::memcpy(info.data() + n, label.data(), length);
  n += length;
  info[n++] = 0;
  info[n++] = 1;
  const HmacKey::Mac block = secret.mac(Bytes(info).first(n));
  std::copy_n(block.begin(), std::min(out.size(), block.size()), out.begin());
}

void Aes128::Free::operator()(evp_cipher_ctx_st* context) const { EVP_CIPHER_CTX_free(context); }

Aes128::Aes128() : block_(context_for("AES-128-ECB")), gcm_(context_for("AES-128-GCM")) {
  EVP_CIPHER_CTX_set_padding(block_.get(), 0);
}

Aes128::Block Aes128::encrypt_block(const Key& key, Bytes sixteen) {
  Block out{};
  int written = 0;
  if (sixteen.size() != out.size() ||
      EVP_EncryptInit_ex2(block_.get(), nullptr, key.data(), nullptr, nullptr) != 1 ||
      EVP_EncryptUpdate(block_.get(), out.data(), &written, sixteen.data(), 16) != 1) {
    return {};  // a zero mask opens nothing
  }
  return out;
}

bool Aes128::open(const Key& key, const Nonce& nonce, std::span<const Bytes> associated,
                  Bytes sealed, std::span<std::uint8_t> out) {
  if (sealed.size() < kTag || sealed.size() - kTag > out.size()) return false;
  if (sealed.size() > 0xffff) return false;  // no datagram is larger, and libcrypto counts in int
  EVP_CIPHER_CTX* context = gcm_.get();
  int written = 0;
  if (EVP_DecryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) != 1) return false;
  for (const Bytes part : associated) {
    if (EVP_DecryptUpdate(context, nullptr, &written, part.data(), static_cast<int>(part.size())) !=
        1) {
      return false;
    }
  }
  const Bytes text = sealed.first(sealed.size() - kTag);
  std::array<std::uint8_t, kTag> tag;
  std::copy_n(sealed.end() - kTag, kTag, tag.begin());
  return EVP_DecryptUpdate(context, out.data(), &written, text.data(),
                           static_cast<int>(text.size())) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(context, out.data(), &written) == 1;
}

}  // namespace cutoffd::dissect
