#include "capture/dissect/tunnel_overlay.h"

#include "capture/dissect/plausible.h"
#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

// The payload type numbers that VXLAN-GPE and NSH share (their IANA registries).
Next after_next_protocol(std::uint8_t protocol) {
  switch (protocol) {
    case 1:
      return {Layer::ipv4};
    case 2:
      return {Layer::ipv6};
    case 3:
      return {Layer::ethernet};
    case 5:
      return {Layer::mpls};
    default:
      return fault(Counter::not_ip);
  }
}

// What must hold before a datagram is tried as a tunnel of `inside`.
bool may_hold(const Walk& walk, Bytes inside, Next next) {
  if (next.layer == Layer::ethernet) return true;  // judged by its own IP header while guessing
  return is_exactly_ip(inside, walk.cut);
}

Next try_tunnel(Walk& walk, Bytes inside, TunnelKind kind, std::uint32_t id, Next next) {
  if (!may_hold(walk, inside, next)) return kPlain;
  walk.guess();
  walk.rest = inside;
  return enter_tunnel(walk, kind, id, next);
}

}  // namespace

// What is reserved should be zero, but receivers must not insist (RFC 7348 section 5) and some
// senders put their own marks there: then what is inside has to prove itself.
Next open_vxlan(Walk& walk) {
  constexpr std::uint8_t kHasVni = 0x08;
  constexpr std::uint8_t kGroupPolicy = 0x80;
  Cursor in(walk.rest);
  const std::uint8_t flags = in.u8();
  const std::uint32_t policy = in.u24();
  const std::uint32_t vni = in.u24();
  const std::uint8_t reserved = in.u8();
  if (in.failed() || (flags & kHasVni) == 0) return kPlain;
  const bool known = (flags == kHasVni && policy == 0) || flags == (kHasVni | kGroupPolicy);
  const bool clean = known && reserved == 0;
  if (!clean && !plausible_ethernet(in.rest(), walk.cut)) return kPlain;
  return try_tunnel(walk, in.rest(), TunnelKind::vxlan, vni, {Layer::ethernet});
}

Next open_vxlan_gpe(Walk& walk) {
  constexpr std::uint8_t kHasVni = 0x08;
  constexpr std::uint8_t kHasProtocol = 0x04;
  constexpr std::uint8_t kMustBeZero = 0xf1;  // reserved, version, and OAM, which holds no packet
  constexpr std::uint8_t kNextNsh = 4;
  Cursor in(walk.rest);
  const std::uint8_t flags = in.u8();
  const std::uint16_t reserved = in.u16();
  const std::uint8_t protocol = in.u8();
  const std::uint32_t vni = in.u24();
  const std::uint8_t last = in.u8();
  if (in.failed() || (flags & kMustBeZero) != 0 || (flags & kHasVni) == 0) return kPlain;
  if (reserved != 0 || last != 0) return kPlain;
  if ((flags & kHasProtocol) == 0) {
    return try_tunnel(walk, in.rest(), TunnelKind::vxlan, vni, {Layer::ethernet});
  }
  if (protocol == kNextNsh) {
    walk.guess();
    walk.rest = in.rest();
    const Next inside = read_nsh(walk);
    return inside.layer == Layer::fault ? inside
                                        : enter_tunnel(walk, TunnelKind::vxlan, vni, inside);
  }
  const Next inside = after_next_protocol(protocol);
  if (inside.layer == Layer::fault) return kPlain;
  return try_tunnel(walk, in.rest(), TunnelKind::vxlan, vni, inside);
}

Next open_geneve(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint8_t version_and_options = in.u8();
  const std::uint8_t flags = in.u8();
  const std::uint16_t type = in.u16();
  const std::uint32_t vni = in.u24();
  const std::uint8_t reserved = in.u8();
  if (in.failed() || version_and_options >> 6 != 0 || (flags & 0x3f) != 0 || reserved != 0) {
    return kPlain;
  }
  // Each option: class, type, and a length in units of four octets.
  Cursor options = in.child((version_and_options & 0x3fU) * 4U);
  while (options.left() > 0) {
    options.skip(3);
    options.skip((options.u8() & 0x1fU) * 4U);
  }
  if (options.failed()) return kPlain;
  switch (type) {
    case 0x6558:
      return try_tunnel(walk, in.rest(), TunnelKind::geneve, vni, {Layer::ethernet});
    case 0x0800:
      return try_tunnel(walk, in.rest(), TunnelKind::geneve, vni, {Layer::ipv4});
    case 0x86dd:
      return try_tunnel(walk, in.rest(), TunnelKind::geneve, vni, {Layer::ipv6});
    default:
      return kPlain;
  }
}

Next open_mpls_in_udp(Walk& walk) {
  constexpr unsigned kMost = 8;
  Cursor in(walk.rest);
  bool bottom = false;
  for (unsigned labels = 0; !bottom && labels < kMost; ++labels) {
    bottom = (in.u32() & 0x100) != 0;
  }
  if (in.failed() || !bottom || !is_exactly_ip(in.rest(), walk.cut)) return kPlain;
  walk.guess();
  return enter_tunnel(walk, TunnelKind::mpls, 0, {Layer::mpls});
}

Next open_gre_in_udp(Walk& walk) {
  constexpr std::uint16_t kKnownFlags = 0xb000;  // checksum, key, sequence; version 0
  Cursor in(walk.rest);
  const std::uint16_t flags = in.u16();
  const std::uint16_t type = in.u16();
  const bool carries_ip = type == 0x0800 || type == 0x86dd || type == 0x6558;
  if (in.failed() || (flags & ~kKnownFlags) != 0 || !carries_ip) return kPlain;
  walk.guess();
  return {Layer::gre};
}

Next read_nsh(Walk& walk) {
  constexpr std::size_t kBase = 8;
  Cursor in(walk.rest);
  const std::uint16_t first = in.u16();
  in.skip(1);
  const std::uint8_t protocol = in.u8();
  const std::size_t length = (first & 0x3fU) * 4U;
  if (in.failed()) return fault(Counter::tunnel_truncated);
  if (first >> 14 != 0 || length < kBase) return fault(Counter::tunnel_malformed);
  in.skip(length - 4);
  if (in.failed()) return fault(Counter::tunnel_truncated);
  walk.rest = in.rest();
  return after_next_protocol(protocol);
}

}  // namespace cutoffd::dissect
