// QUIC versions: for each, how its Initials are sealed and what they hold.
//
// Sources: RFC 9000 section 15, RFC 9001 section 5.2, RFC 9369 section 3, section 5.2 of the drafts
// of
//   quic-tls, Google's published salts, the registry at
//   github.com/quicwg/base-drafts/wiki/QUIC-Versions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "capture/dissect/crypto.h"

namespace cutoffd::dissect {

// What the sealed payload of an Initial holds.
enum class QuicContent : std::uint8_t {
  ietf,        // RFC 9000's frames, TLS in CRYPTO
  google_tls,  // Google's frames, TLS in CRYPTO (T050, T051)
  google,      // Google's frames, Google's CHLO in CRYPTO (Q050)
};

struct QuicProfile {
  HmacKey salt;            // ready for HKDF-Extract
  bool version_2 = false;  // the labels of RFC 9369, and its numbers of packet types
  QuicContent content = QuicContent::ietf;
};

// How Initials of a version may be sealed, most likely first. One way for a version that is
// specified; several for private experiments and for versions made up to provoke negotiation, of
// which only trying tells the salt (a wrong one opens nothing); none for an unknown version.
std::span<const QuicProfile> quic_profiles(std::uint32_t version);

// 0x?a?a?a?a: made up to provoke version negotiation (RFC 9000 section 15).
constexpr bool is_forced_negotiation(std::uint32_t version) {
  return (version & 0x0f0f0f0f) == 0x0a0a0a0a;
}

}  // namespace cutoffd::dissect
