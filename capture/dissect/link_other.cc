#include "capture/dissect/link_other.h"

#include <algorithm>

#include "capture/dissect/arp.h"
#include "capture/dissect/link_ethernet.h"

namespace cutoffd::dissect {
namespace {

// The number of an address family as each system has it.
Next after_family(std::uint32_t family) {
  switch (family) {
    case 2:
      return {Layer::ipv4};
    case 10:  // Linux
    case 23:  // Windows
    case 24:  // NetBSD, OpenBSD
    case 28:  // FreeBSD
    case 30:  // macOS
      return {Layer::ipv6};
    default:
      return fault(Counter::not_ip);
  }
}

Next after_macs(Walk& walk, Mac source, Bytes destination, Cursor in) {
  if (in.failed()) return fault(Counter::link_truncated);
  walk.frame.macs = MacPair{source, Mac::from(destination)};
  walk.rest = in.rest();
  return {Layer::llc};
}

Next after_arcnet(Walk& walk, std::uint8_t type) {
  switch (type) {
    case 0xd4:  // RFC 1201
    case 0xf0:  // RFC 1051
      return {Layer::ipv4};
    case 0xc4:  // RFC 2497
      return {Layer::ipv6};
    case 0xd5:
    case 0xf1:
      return read_arp(walk);
    default:
      return fault(Counter::not_ip);
  }
}

// RFC 1051's types have no split flag and sequence behind them. Split packets are not read.
Next read_arcnet_from(Walk& walk, Cursor in) {
  const std::uint8_t type = in.u8();
  if (type != 0xf0 && type != 0xf1) {
    const std::uint8_t split = in.u8();
    in.skip(2);
    if (in.ok() && split != 0) return fault(Counter::not_ip);
  }
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return after_arcnet(walk, type);
}

}  // namespace

Next read_loopback(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint32_t family = in.u32();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return after_family(family > 0xffff ? __builtin_bswap32(family) : family);
}

Next read_enc(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint32_t family = in.u32();
  in.skip(8);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return after_family(family > 0xffff ? __builtin_bswap32(family) : family);
}

Next read_pflog(Walk& walk) {
  Cursor in(walk.rest);
  const std::size_t length = (in.u8() + std::size_t{3}) / 4 * 4;
  const std::uint8_t family = in.u8();
  if (in.failed()) return fault(Counter::link_truncated);
  if (length < 2) return fault(Counter::link_malformed);
  return after(walk, length, after_family(family));
}

Next read_token_ring(Walk& walk) {
  constexpr std::uint8_t kHasRoute = 0x80;  // the first bit on the wire, of the source
  Cursor in(walk.rest);
  const bool llc = (in.u16() & 0x00c0) == 0x0040;  // frame control: 01 for LLC
  if (in.ok() && !llc) return fault(Counter::not_ip);
  const Bytes destination = in.take(6);
  const Bytes source = in.take(6);
  if (in.failed()) return fault(Counter::link_truncated);
  Mac from = Mac::from(source);
  if ((from.octets[0] & kHasRoute) != 0) {
    Cursor route = in;
    in.skip(std::max(route.u8() & 0x1fU, 2U));
    from.octets[0] &= 0x7f;
  }
  return after_macs(walk, from, destination, in);
}

Next read_fddi(Walk& walk) {
  Cursor in(walk.rest);
  const bool llc = (in.u8() & 0xf0) == 0x50;
  if (in.ok() && !llc) return fault(Counter::not_ip);
  const Bytes destination = in.take(6);
  const Bytes source = in.take(6);
  if (in.failed()) return fault(Counter::link_truncated);
  return after_macs(walk, Mac::from(source), destination, in);
}

Next read_arcnet(Walk& walk) {
  Cursor in(walk.rest);
  in.skip(2);
  return read_arcnet_from(walk, in);
}

Next read_arcnet_linux(Walk& walk) {
  Cursor in(walk.rest);
  in.skip(4);
  return read_arcnet_from(walk, in);
}

Next read_atm(Walk& walk) {
  if (walk.rest.empty()) return fault(Counter::link_truncated);
  const unsigned first = walk.rest[0] >> 4;
  return first == 4 || first == 6 ? Next{Layer::ip} : read_llc_over_atm(walk);
}

Next read_sunatm(Walk& walk) {
  constexpr std::uint8_t kLlc = 2;
  Cursor in(walk.rest);
  const std::uint8_t kind = in.u8() & 0x0f;
  in.skip(3);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return kind == kLlc ? read_llc_over_atm(walk) : fault(Counter::not_ip);
}

// RFC 2225, with LLC or without.
Next read_atm_clip(Walk& walk) { return read_atm(walk); }

Next read_ip_over_fc(Walk& walk) { return after(walk, 16, {Layer::llc}); }

Next read_slip(Walk& walk) { return after(walk, 16, {Layer::ip}); }

// The two ends' addresses, then EtherType and two reserved octets.
Next read_ip_over_infiniband(Walk& walk) {
  Cursor in(walk.rest);
  in.skip(40);
  const std::uint16_t type = in.u16();
  in.skip(2);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return type < 0x0600 ? fault(Counter::not_ip) : ether_type(type);
}

}  // namespace cutoffd::dissect
