#include "capture/dissect/tunnel_gre.h"

#include "capture/dissect/ether_types.h"
#include "capture/dissect/ip_protocols.h"
#include "capture/dissect/transport.h"
#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint32_t kWifiLink = 105;  // the link type

enum GreFlag : std::uint16_t {
  kChecksum = 0x8000,
  kRouting = 0x4000,
  kKey = 0x2000,
  kSequence = 0x1000,
  kAcknowledgement = 0x0080,  // version 1
};

// RFC 1701: source route entries until one of family 0 and length 0.
void skip_routing(Cursor& in) {
  while (in.ok()) {
    const std::uint16_t family = in.u16();
    in.skip(1);
    const std::uint8_t length = in.u8();
    if (family == 0 && length == 0) return;
    in.skip(length);
  }
}

// Type II has eight octets, and a sequence number in the GRE header; type I has neither.
Next read_erspan(Walk& walk, bool has_header) {
  if (!has_header) return enter_mirror(walk, {Layer::ethernet});
  Cursor in(walk.rest);
  const unsigned version = in.u8() >> 4;
  in.skip(7);
  if (in.failed()) return fault(Counter::tunnel_truncated);
  if (version != 1) return fault(Counter::tunnel_malformed);
  walk.rest = in.rest();
  return enter_mirror(walk, {Layer::ethernet});
}

// Type III: twelve octets, and eight more where the O bit says so. It may mirror bare IP.
Next read_erspan3(Walk& walk) {
  constexpr unsigned kEthernet = 0;
  constexpr unsigned kIp = 2;
  Cursor in(walk.rest);
  const unsigned version = in.u8() >> 4;
  in.skip(9);
  const std::uint16_t last = in.u16();
  if ((last & 1) != 0) in.skip(8);
  if (in.failed()) return fault(Counter::tunnel_truncated);
  if (version != 2) return fault(Counter::tunnel_malformed);
  const unsigned frame_type = last >> 10 & 0x1f;
  if (frame_type != kEthernet && frame_type != kIp) return read_other(walk, kGre);
  walk.rest = in.rest();
  return enter_mirror(walk, {frame_type == kIp ? Layer::ip : Layer::ethernet});
}

// WCCP's first version put nothing before the packet; the second puts four octets there, whose
// first four bits are never those of an IPv4 header.
Next read_wccp(Walk& walk) {
  Cursor in(walk.rest);
  if (in.left() > 0 && in.rest()[0] >> 4 != 4) in.skip(4);
  if (in.failed()) return fault(Counter::tunnel_truncated);
  walk.rest = in.rest();
  return enter_tunnel(walk, TunnelKind::gre, 0, {Layer::ip});
}

Next enter_gre(Walk& walk, Next inside) { return enter_tunnel(walk, TunnelKind::gre, 0, inside); }

// Aruba's controllers number their tunnels in the protocol's third digit; 802.11 is inside.
bool is_aruba(std::uint16_t type) { return (type & 0xfe8f) == 0x8200; }

Next read_version_0(Walk& walk, std::uint16_t flags, std::uint16_t type, Cursor in) {
  if ((flags & (kChecksum | kRouting)) != 0) in.skip(4);
  const std::uint32_t key = (flags & kKey) != 0 ? in.u32() : 0;
  if ((flags & kSequence) != 0) in.skip(4);
  if ((flags & kRouting) != 0) skip_routing(in);
  if (in.failed()) return fault(Counter::tunnel_truncated);
  const Bytes whole = walk.rest;
  walk.rest = in.rest();
  switch (type) {
    case kBridged:
      // NVGRE: the virtual subnet without the flow id in the last octet. Other keys may differ by
      // direction, but those who bridge with them use one for both.
      return enter_tunnel(walk, TunnelKind::gre, key >> 8, {Layer::ethernet});
    case kErspan:
      return read_erspan(walk, (flags & kSequence) != 0);
    case kErspan3:
      return read_erspan3(walk);
    case kWccp:
      return read_wccp(walk);
    case kIpv4:
    case kIpv6:
    case kMpls:
    case kMplsUpstream:
    case kPpp:
    case kVlan:
    case kNsh:
      return enter_gre(walk, ether_type(type));
    default:  // keepalives, routing protocols
      if (is_aruba(type)) return enter_gre(walk, {Layer::link, kWifiLink});
      walk.rest = whole;
      return read_other(walk, kGre);
  }
}

// PPTP (RFC 2637 section 4.1): the key is the payload's length and the receiver's call id.
Next read_pptp(Walk& walk, std::uint16_t flags, Cursor in) {
  const std::uint16_t length = in.u16();
  in.skip(2);
  if ((flags & kSequence) != 0) in.skip(4);
  if ((flags & kAcknowledgement) != 0) in.skip(4);
  if (in.failed()) return fault(Counter::tunnel_truncated);
  if ((flags & kSequence) == 0 || length == 0) return read_other(walk, kGre);  // acknowledges only
  walk.rest = in.rest();
  walk.limit(length);
  return enter_gre(walk, {Layer::ppp});
}

Next read_eoip(Walk& walk, Cursor in) {
  const std::uint16_t length = in.u16();
  const std::uint16_t tunnel_id = in.u16le();
  if (in.failed()) return fault(Counter::tunnel_truncated);
  if (length == 0) return read_other(walk, kGre);  // a keepalive
  walk.rest = in.rest();
  walk.limit(length);
  return enter_tunnel(walk, TunnelKind::gre, tunnel_id, {Layer::ethernet});
}

}  // namespace

Next read_gre(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint16_t flags = in.u16();
  const std::uint16_t type = in.u16();
  if (in.failed()) return fault(Counter::tunnel_truncated);
  constexpr unsigned kVersion = 7;
  constexpr unsigned kEoipFlags = kKey | 1;
  if ((flags & kVersion) == 0) return read_version_0(walk, flags, type, in);
  const bool pptp = (flags & ~(kSequence | kAcknowledgement)) == (kKey | 1U);
  if (type == kPpp && pptp) return read_pptp(walk, flags, in);
  if (type == kEoip && flags == kEoipFlags) return read_eoip(walk, in);
  return fault(Counter::tunnel_malformed);
}

Next read_etherip(Walk& walk) {
  Cursor in(walk.rest);
  const unsigned version = in.u16() >> 12;
  if (in.failed()) return fault(Counter::tunnel_truncated);
  if (version != 3) return fault(Counter::tunnel_malformed);
  walk.rest = in.rest();
  return enter_tunnel(walk, TunnelKind::ethernet_in_ip, 0, {Layer::ethernet});
}

}  // namespace cutoffd::dissect
