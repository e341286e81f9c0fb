#include "config/signature.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace cutoffd::config {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kIdOctets = 8;
constexpr std::size_t kSignatureOctets = 64;
constexpr std::string_view kUntrusted = "untrusted comment: ";
constexpr std::string_view kTrusted = "trusted comment: ";

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Whole groups of four, as minisign writes them.
std::optional<Octets> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > 4096) return std::nullopt;
  Octets out(text.size() / 4 * 3);
  const int size = EVP_DecodeBlock(out.data(), reinterpret_cast<const std::uint8_t*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

std::string to_base64(std::span<const std::uint8_t> octets) {
  std::string out((octets.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<std::uint8_t*>(out.data()), octets.data(),
                                   static_cast<int>(octets.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Octets octets_of(std::string_view text) { return {text.begin(), text.end()}; }

Octets digest_of(std::string_view text, const EVP_MD* kind = EVP_blake2b512()) {
  Octets digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, kind, nullptr) != 1) {
    size = 0;
  }
  digest.resize(size);
  return digest;
}

bool is_signed(const PublicKey& by, std::span<const std::uint8_t> signature,
               std::span<const std::uint8_t> message) {
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, by.key.data(), by.key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && !message.empty() &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

std::optional<Octets> signature_over(EVP_PKEY* key, std::span<const std::uint8_t> message) {
  const Context context(EVP_MD_CTX_new());
  Octets out(kSignatureOctets);
  std::size_t size = out.size();
  if (!context || message.empty() ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) != 1) {
    return std::nullopt;
  }
  return out;
}

struct SecretKey {
  Key key;
  PublicKey open;
};

std::optional<SecretKey> with_public(Key key) {
  SecretKey out{std::move(key), {}};
  std::size_t size = out.open.key.size();
  if (!out.key || EVP_PKEY_get_raw_public_key(out.key.get(), out.open.key.data(), &size) != 1 ||
      size != out.open.key.size()) {
    return std::nullopt;
  }
  return out;
}

// minisign's: "Ed", the derivation (two zeros: none), "B2", 48 octets of the derivation's, then id,
// seed, public key.
std::optional<SecretKey> minisign_secret(std::string_view text) {
  if (text.substr(0, kUntrusted.size()) == kUntrusted) next_line(text);
  const auto octets = from_base64(next_line(text));
  constexpr std::size_t kId = 54;
  if (!octets || octets->size() != 158 || (*octets)[2] != 0 || (*octets)[3] != 0) {
    return std::nullopt;
  }
  auto out = with_public(Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                          octets->data() + kId + kIdOctets, 32)));
  if (out) std::copy_n(octets->begin() + kId, kIdOctets, out->open.id.begin());
  return out;
}

// PEM has no id: the digest of the public key gives one that stays.
std::optional<SecretKey> pem_secret(std::string_view text) {
  const std::unique_ptr<BIO, FreeBio> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) return std::nullopt;
  // An empty password, so that nobody is asked for one.
  const auto no_password = [](char*, int, int, void*) { return 0; };
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return std::nullopt;
  auto out = with_public(std::move(key));
  if (!out) return out;
  const Octets digest =
      digest_of({reinterpret_cast<const char*>(out->open.key.data()), out->open.key.size()});
  std::copy_n(digest.begin(), std::min(kIdOctets, digest.size()), out->open.id.begin());
  return out;
}

Result<SecretKey, std::string> secret_from(std::string_view text) {
  auto key =
      text.find("-----BEGIN") != std::string_view::npos ? pem_secret(text) : minisign_secret(text);
  if (!key) {
    return Failure{std::string(
        "no Ed25519 key without a password: neither PEM (openssl genpkey -algorithm ed25519) nor "
        "minisign's (minisign -G -W)")};
  }
  return std::move(*key);
}

// The four lines of a .minisig.
struct Parts {
  Octets signature;  // algorithm, id, signature
  std::string_view comment;
  Octets of_both;  // over signature and comment
};

std::optional<Parts> parts_of(std::string_view text) {
  if (next_line(text).substr(0, kUntrusted.size()) != kUntrusted) return std::nullopt;
  auto signature = from_base64(next_line(text));
  const std::string_view comment = next_line(text);
  auto of_both = from_base64(next_line(text));
  if (!signature || signature->size() != 2 + kIdOctets + kSignatureOctets || !of_both ||
      of_both->size() != kSignatureOctets || comment.substr(0, kTrusted.size()) != kTrusted) {
    return std::nullopt;
  }
  return Parts{std::move(*signature), comment.substr(kTrusted.size()), std::move(*of_both)};
}

Octets signed_comment(std::span<const std::uint8_t> signature, std::string_view comment) {
  Octets both(signature.begin(), signature.end());
  both.insert(both.end(), comment.begin(), comment.end());
  return both;
}

}  // namespace

std::optional<PublicKey> parse_public_key(std::string_view text) {
  if (text.substr(0, kUntrusted.size()) == kUntrusted) next_line(text);
  const auto octets = from_base64(next_line(text));
  if (!octets || octets->size() != 2 + kIdOctets + 32) return std::nullopt;
  if ((*octets)[0] != 'E' || (*octets)[1] != 'd' || !text.empty()) return std::nullopt;
  PublicKey key;
  std::copy_n(octets->begin() + 2, kIdOctets, key.id.begin());
  std::copy_n(octets->begin() + 2 + kIdOctets, key.key.size(), key.key.begin());
  return key;
}

std::string text_of(const PublicKey& key) {
  Octets octets{'E', 'd'};
  octets.insert(octets.end(), key.id.begin(), key.id.end());
  octets.insert(octets.end(), key.key.begin(), key.key.end());
  return to_base64(octets);
}

Result<Signature, std::string> verify(std::string_view text, std::string_view signature,
                                      std::span<const PublicKey> keys) {
  const auto parts = parts_of(signature);
  if (!parts) return Failure{std::string("a signature that is none of minisign's")};
  const std::span<const std::uint8_t> all(parts->signature);
  const auto id = all.subspan(2, kIdOctets);
  const auto proof = all.subspan(2 + kIdOctets);
  const auto known = std::find_if(keys.begin(), keys.end(), [&id](const PublicKey& key) {
    return std::equal(id.begin(), id.end(), key.id.begin());
  });
  if (known == keys.end()) return Failure{std::string("a signature by a key that is not trusted")};
  // "ED" signs the digest, "Ed", of old, the file itself.
  const bool of_digest = all[1] == 'D';
  if (all[0] != 'E' || (!of_digest && all[1] != 'd') ||
      !is_signed(*known, proof, of_digest ? digest_of(text) : octets_of(text))) {
    return Failure{std::string("a signature that does not fit the file: one of them was changed")};
  }
  if (!is_signed(*known, parts->of_both, signed_comment(proof, parts->comment))) {
    return Failure{std::string("a signature whose comment was changed")};
  }
  return Signature{text_of(*known), std::string(parts->comment)};
}

Result<std::string, std::string> sign(std::string_view text, std::string_view secret_key,
                                      std::string_view comment) {
  const auto secret = secret_from(secret_key);
  if (!secret) return Failure{secret.error()};
  const auto proof = signature_over(secret->key.get(), digest_of(text));
  if (!proof) return Failure{std::string("the signature could not be made")};
  const auto of_both = signature_over(secret->key.get(), signed_comment(*proof, comment));
  if (!of_both) return Failure{std::string("the signature could not be made")};
  Octets whole{'E', 'D'};
  whole.insert(whole.end(), secret->open.id.begin(), secret->open.id.end());
  whole.insert(whole.end(), proof->begin(), proof->end());
  return std::string(kUntrusted) + "signature by cutoffd, to be verified with " +
         text_of(secret->open) + "\n" + to_base64(whole) + "\n" + std::string(kTrusted) +
         std::string(comment) + "\n" + to_base64(*of_both) + "\n";
}

Result<PublicKey, std::string> public_key_of(std::string_view secret_key) {
  const auto secret = secret_from(secret_key);
  if (!secret) return Failure{secret.error()};
  return secret->open;
}

std::string sha256_of(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t octet : digest_of(text, EVP_sha256())) {
    out += kDigits[octet >> 4];
    out += kDigits[octet & 15];
  }
  return out;
}

}  // namespace cutoffd::config
