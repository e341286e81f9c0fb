#include "capture/dissect/quic_version.h"

#include <array>
#include <cstddef>

namespace cutoffd::dissect {
namespace {

using Salt = std::array<std::uint8_t, 20>;

constexpr Salt kDraft22 = {0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a,
                           0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd, 0x7a, 0x02, 0x64, 0x4a};
constexpr Salt kDraft23 = {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7,
                           0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02};
constexpr Salt kDraft29 = {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97,
                           0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99};
constexpr Salt kVersion1 = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
                            0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
constexpr Salt kVersion2 = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
                            0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};
constexpr Salt kVersion2Draft = {0xa7, 0x07, 0xc2, 0x03, 0xa5, 0x9b, 0x47, 0x18, 0x4a, 0x1d,
                                 0x62, 0xca, 0x57, 0x04, 0x06, 0xea, 0x7a, 0xe3, 0xe5, 0xd3};
constexpr Salt kQ050 = {0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe, 0x2f, 0x9d, 0x94,
                        0x5c, 0xfc, 0xdb, 0xd3, 0xa7, 0xf0, 0xd3, 0xb5, 0x6b, 0x45};
constexpr Salt kT050 = {0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72, 0x91, 0x55, 0x80,
                        0x30, 0x4c, 0x43, 0xa2, 0x36, 0x7c, 0x60, 0x48, 0x83, 0x10};
constexpr Salt kT051 = {0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee, 0x5f, 0xa4, 0x50,
                        0x6c, 0x19, 0x12, 0x4f, 0xc8, 0xcc, 0xda, 0x6e, 0x03, 0x3d};
// Versions that picoquic keeps for its own tests.
constexpr Salt kPicoquic = {0x30, 0x67, 0x16, 0xd7, 0x63, 0x75, 0xd5, 0x55, 0x4b, 0x2f,
                            0x60, 0x5e, 0xef, 0x78, 0xd8, 0x33, 0x3d, 0xc1, 0xca, 0x36};

// In the table's order. The first four are those that an experiment may have started from.
enum Index : std::size_t {
  version_1,
  draft_29,
  draft_23,
  draft_22,
  version_2,
  version_2_draft,
  q050,
  t050,
  t051,
  picoquic,
  kProfiles
};
constexpr std::size_t kGuesses = draft_22 + 1;

QuicProfile profile(const Salt& salt, bool second = false,
                    QuicContent content = QuicContent::ietf) {
  return {HmacKey(salt), second, content};
}

std::span<const QuicProfile, kProfiles> profiles() {
  static const std::array<QuicProfile, kProfiles> kTable = {
      profile(kVersion1),
      profile(kDraft29),
      profile(kDraft23),
      profile(kDraft22),
      profile(kVersion2, true),
      profile(kVersion2Draft, true),
      profile(kQ050, false, QuicContent::google),
      profile(kT050, false, QuicContent::google_tls),
      profile(kT051, false, QuicContent::google_tls),
      profile(kPicoquic),
  };
  return kTable;
}

// Drafts 23 to 34 by the last octet of their version; 0 where there is none.
std::span<const QuicProfile> of_draft(std::uint32_t draft) {
  if (draft == 21 || draft == 22) return profiles().subspan(draft_22, 1);
  if (draft >= 23 && draft <= 28) return profiles().subspan(draft_23, 1);
  if (draft >= 29 && draft <= 32) return profiles().subspan(draft_29, 1);
  if (draft == 33 || draft == 34) return profiles().subspan(version_1, 1);
  return {};
}

// Numbers that implementations took for experiments, 256 or fewer each.
bool is_private(std::uint32_t version) {
  switch (version >> 8) {
    case 0x070070:  // Tencent
    case 0x51474f:  // quic-go
    case 0x91c170:  // quicly
    case 0xabcd00:  // msquic
    case 0xf0f0f0:  // ETH Zürich
    case 0xf0f0f1:  // Telecom Italia
    case 0xf123f0:  // mozquic
    case 0xfaceb0:  // mvfst
      return true;
    default:
      return false;
  }
}

}  // namespace

std::span<const QuicProfile> quic_profiles(std::uint32_t version) {
  switch (version) {
    case 0x00000001:
      return profiles().subspan(version_1, 1);
    case 0x6b3343cf:
      return profiles().subspan(version_2, 1);
    case 0x709a50c4:  // drafts 01 to 05 of RFC 9369
      return profiles().subspan(version_2_draft, 1);
    case 0xfaceb001:  // mvfst
      return profiles().subspan(draft_22, 1);
    case 0xfaceb002:
    case 0xfaceb00e:
      return profiles().subspan(draft_23, 1);
    case 0x51303530:  // "Q050"
      return profiles().subspan(q050, 1);
    case 0x54303530:  // "T050"
      return profiles().subspan(t050, 1);
    case 0x54303531:
      return profiles().subspan(t051, 1);
    case 0x50435130:  // "PCQ0", "PCQ1"
    case 0x50435131:
      return profiles().subspan(picoquic, 1);
    default:
      break;
  }
  // quant numbered its own versions by the draft, too.
  if (version >> 8 == 0xff0000 || version >> 8 == 0x454747) return of_draft(version & 0xff);
  if (is_forced_negotiation(version) || is_private(version)) return profiles().first(kGuesses);
  return {};
}

}  // namespace cutoffd::dissect
