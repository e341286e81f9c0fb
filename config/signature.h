// Signatures of watchlists: minisign's format, so that its program and ours read each other's.
//
// FILE.minisig beside FILE holds an Ed25519 signature (RFC 8032) of the file, or of its BLAKE2b-512
// digest as minisign makes it today, and a comment that is signed too. Pure: text in, answer out.
// Threads: anywhere. Errors: a sentence's end, for people. The door to libcrypto for this room is
// signature.cc.
//
// Format: https://jedisct1.github.io/minisign/, "Signature format".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace cutoffd::config {

struct PublicKey {
  std::array<std::uint8_t, 8> id{};  // which key of several; says nothing of its worth
  std::array<std::uint8_t, 32> key{};
  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

// One line of base64, or the whole file as minisign writes it.
std::optional<PublicKey> parse_public_key(std::string_view text);
std::string text_of(const PublicKey& key);

struct Signature {
  std::string key;      // text_of() the one that it is by
  std::string comment;  // signed with the file
};

// Whether `signature`, the text of a .minisig, is one of these keys' over `text`.
Result<Signature, std::string> verify(std::string_view text, std::string_view signature,
                                      std::span<const PublicKey> keys);

// 64 hex digits in lower case, as sha256sum(1) prints them.
std::string sha256_of(std::string_view text);

// A secret key's file: PEM as `openssl genpkey -algorithm ed25519` writes it, or minisign's own
// without a password (minisign -G -W). Returns the text of the .minisig. The comment is one line.
Result<std::string, std::string> sign(std::string_view text, std::string_view secret_key,
                                      std::string_view comment);
Result<PublicKey, std::string> public_key_of(std::string_view secret_key);

}  // namespace cutoffd::config
