#include "capture/dissect/tunnel_l2tp.h"

#include "capture/dissect/ip_protocols.h"
#include "capture/dissect/plausible.h"
#include "capture/dissect/transport.h"
#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

enum L2tpFlag : std::uint16_t {
  kControl = 0x8000,
  kHasLength = 0x4000,
  kHasSequence = 0x0800,
  kHasOffset = 0x0200,
  kReserved = 0x34f0,
};

Next open_version_2(Walk& walk, std::uint16_t flags, Cursor in) {
  if ((flags & kReserved) != 0) return kPlain;
  if ((flags & kHasLength) != 0 && in.u16() != walk.on_wire()) return kPlain;
  const std::uint16_t tunnel_id = in.u16();
  in.skip(2);
  if ((flags & kHasSequence) != 0) in.skip(4);
  if ((flags & kHasOffset) != 0) in.skip(in.u16());
  if (in.failed() || in.left() == 0 || tunnel_id == 0) return kPlain;
  walk.guess();
  walk.rest = in.rest();
  return enter_tunnel(walk, TunnelKind::l2tp, 0, {Layer::ppp});
}

// What begins with PPP's address and control, and IP.
bool plausible_ppp(Bytes bytes, std::uint32_t cut) {
  Cursor in(bytes);
  if (in.u16() != 0xff03) return false;
  const std::uint16_t protocol = in.u16();
  return (protocol == 0x0021 || protocol == 0x0057) && plausible_ip(in.rest(), cut);
}

// The session id has been read: cookies of 0, 4 or 8 octets and a sublayer of 0 or 4 follow.
Next find_frame(Walk& walk, Bytes after_session, Next otherwise) {
  for (const std::size_t skipped : {0U, 4U, 8U, 12U}) {
    if (after_session.size() <= skipped) break;
    const Bytes inside = after_session.subspan(skipped);
    Next next{Layer::done};
    if (plausible_ethernet(inside, walk.cut)) next = {Layer::ethernet};
    if (plausible_ppp(inside, walk.cut)) next = {Layer::ppp};
    if (is_exactly_ip(inside, walk.cut)) next = {Layer::ip};
    if (next.layer == Layer::done) continue;
    walk.rest = inside;
    return enter_tunnel(walk, TunnelKind::l2tp, 0, next);
  }
  return otherwise;
}

}  // namespace

Next open_l2tp(Walk& walk) {
  constexpr std::uint16_t kVersion = 0x000f;
  Cursor in(walk.rest);
  const std::uint16_t flags = in.u16();
  if (in.failed() || (flags & kControl) != 0) return kPlain;
  if ((flags & kVersion) == 2) return open_version_2(walk, flags, in);
  const std::uint16_t reserved = in.u16();
  const std::uint32_t session = in.u32();
  if (in.failed() || flags != 3 || reserved != 0 || session == 0) return kPlain;
  return find_frame(walk, in.rest(), kPlain);
}

Next read_l2tpv3(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint32_t session = in.u32();
  if (in.failed()) return fault(Counter::tunnel_truncated);
  const Next other = read_other(walk, kL2tp);  // control messages, or frames not recognised
  return session == 0 ? other : find_frame(walk, in.rest(), other);
}

}  // namespace cutoffd::dissect
