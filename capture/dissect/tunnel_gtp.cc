#include "capture/dissect/tunnel_gtp.h"

#include "capture/dissect/plausible.h"
#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

constexpr unsigned kMaxExtensionHeaders = 16;  // choice; five are defined

// Extension headers: length in units of four octets, contents, type of the next one.
bool skip_extensions(Cursor& in, std::uint8_t type) {
  for (unsigned headers = 0; type != 0; ++headers) {
    const std::size_t length = in.u8() * std::size_t{4};
    if (length == 0 || headers == kMaxExtensionHeaders) return false;
    in.skip(length - 2);
    type = in.u8();
  }
  return in.ok();
}

}  // namespace

Next open_gtp(Walk& walk) {
  constexpr std::uint8_t kVersionAndKind = 0xf8;  // with the spare bit
  constexpr std::uint8_t kVersion1 = 0x30;
  constexpr std::uint8_t kOptionalPart = 0x07;
  constexpr std::uint8_t kHasExtensions = 0x04;
  constexpr std::uint8_t kGPdu = 255;
  Cursor in(walk.rest);
  const std::uint8_t flags = in.u8();
  const std::uint8_t message = in.u8();
  const std::size_t length = in.u16();
  in.skip(4);
  if (in.failed() || (flags & kVersionAndKind) != kVersion1 || message != kGPdu) return kPlain;
  if (length != in.left() + walk.cut) return kPlain;
  if ((flags & kOptionalPart) != 0) {
    in.skip(3);
    const std::uint8_t type = in.u8();
    if (in.failed()) return kPlain;
    if ((flags & kHasExtensions) != 0 && !skip_extensions(in, type)) return kPlain;
  }
  Next inside{Layer::ip};
  if (!plausible_ip(in.rest(), walk.cut)) {
    if (!plausible_ethernet(in.rest(), walk.cut)) return kPlain;
    inside = {Layer::ethernet};
  }
  walk.guess();
  walk.rest = in.rest();
  return enter_tunnel(walk, TunnelKind::gtp, 0, inside);
}

}  // namespace cutoffd::dissect
