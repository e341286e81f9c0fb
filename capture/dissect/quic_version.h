// QUIC versions: for each, how its Initials are sealed and how its packet types are numbered.
//
// Sources: RFC 9000 section 15, RFC 9001 section 5.2, RFC 9369 section 3, the drafts' section 5.2,
// the
//   registry github.com/quicwg/base-drafts/wiki/QUIC-Versions, Google's published salts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "capture/dissect/crypto.h"

namespace cutoffd::dissect {

struct QuicProfile {
  HmacKey salt;  // ready for HKDF-Extract
  std::string_view key_label;
  std::string_view iv_label;
  std::string_view header_label;
  bool version_2 = false;  // packet types are numbered as RFC 9369 section 3.2 says
  bool google = false;     // CRYPTO frames hold Google's CHLO
};

// How Initials of the version may be sealed: one way for a known version; for one made up to
// provoke version negotiation (0x?a?a?a?a) each way that deployed clients use; none for an unknown
// one.
std::span<const QuicProfile> quic_profiles(std::uint32_t version);

// 0x?a?a?a?a: made up to provoke version negotiation (RFC 9000 section 15).
constexpr bool is_forced_negotiation(std::uint32_t version) {
  return (version & 0x0f0f0f0f) == 0x0a0a0a0a;
}

}  // namespace cutoffd::dissect
