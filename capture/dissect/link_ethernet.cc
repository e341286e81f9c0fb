#include "capture/dissect/link_ethernet.h"

#include "capture/dissect/arp.h"
#include "capture/dissect/ether_types.h"
#include "capture/dissect/tunnel_overlay.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint16_t kMaxLength = 1500;
constexpr std::uint16_t kLeastEtherType = 0x0600;

bool is_vlan(std::uint16_t type) {
  return type == kVlan || type == kProviderVlan || type == kOldProviderVlan ||
         type == kOlderProviderVlan;
}

// Takes the tags off and leaves the type behind them in `type`. One header has eight at most; those
// inside a tunnel are kept as far as there is room beside the outer ones.
Next read_tags(Walk& walk, std::uint16_t& type) {
  Cursor in(walk.rest);
  for (std::size_t tags = 0; is_vlan(type); ++tags) {
    if (tags == VlanStack::kMax) return fault(Counter::vlan_too_deep);
    const auto vid = static_cast<std::uint16_t>(in.u16() & 0x0fff);
    type = in.u16();
    if (in.failed()) return fault(Counter::link_truncated);
    walk.frame.vlans.push(vid);
  }
  walk.rest = in.rest();
  return {Layer::done};
}

// A header of fixed size with the next EtherType in its last two octets.
Next after_type_behind(Walk& walk, std::size_t octets) {
  Cursor in(walk.rest);
  in.skip(octets);
  const std::uint16_t type = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return ether_type(type);
}

// MACsec that only proves integrity leaves the data in the clear (802.1AE section 9.5: the C bit).
// Its check value at the end is cut off by the length of the packet inside.
Next read_macsec(Walk& walk) {
  constexpr std::uint8_t kHasChannel = 0x20;
  constexpr std::uint8_t kEncrypted = 0x0c;
  Cursor in(walk.rest);
  const std::uint8_t control = in.u8();
  if (in.failed()) return fault(Counter::link_truncated);
  if ((control & kEncrypted) != 0) return fault(Counter::opaque_packets);
  return after_type_behind(walk, (control & kHasChannel) != 0 ? 14 : 6);
}

Next read_length(Walk& walk, std::uint16_t length) {
  if (length > kMaxLength) return fault(Counter::link_malformed);
  walk.limit(length);
  return {Layer::llc};
}

// What follows SNAP: an organisation and its protocol id.
Next read_snap(Walk& walk, std::size_t bridged_padding) {
  constexpr std::uint32_t kEncapsulatedEthernet = 0x000000;  // RFC 1042
  constexpr std::uint32_t kBridgeTunnel = 0x0000f8;          // IEEE 802.1H
  constexpr std::uint32_t kIeee8021 = 0x0080c2;              // RFC 2684: bridged frames
  Cursor in(walk.rest);
  const std::uint32_t organisation = in.u24();
  const std::uint16_t protocol = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  if (organisation == kEncapsulatedEthernet || organisation == kBridgeTunnel) {
    return protocol < kLeastEtherType ? fault(Counter::not_ip) : ether_type(protocol);
  }
  const bool with_fcs = protocol == 1;
  const bool without_fcs = protocol == 7;
  if (organisation == kIeee8021 && (with_fcs || without_fcs)) {
    return after(walk, bridged_padding, {Layer::ethernet});
  }
  return fault(Counter::not_ip);
}

Next read_llc_header(Walk& walk, std::size_t bridged_padding) {
  constexpr std::uint8_t kUnnumberedInformation = 3;
  Cursor in(walk.rest);
  const std::uint8_t destination = in.u8();
  const std::uint8_t source = in.u8();
  const std::uint8_t control = in.u8();
  if (in.failed()) return fault(Counter::link_truncated);
  if (destination != source || control != kUnnumberedInformation) return fault(Counter::not_ip);
  walk.rest = in.rest();
  switch (destination) {
    case 0xaa:
      return read_snap(walk, bridged_padding);
    case 0x06:  // IP itself, without SNAP
      return {Layer::ip};
    case 0xfe:
      return read_nlpid(walk);
    default:
      return fault(Counter::not_ip);
  }
}

}  // namespace

Next read_ethernet(Walk& walk) {
  Cursor in(walk.rest);
  const Bytes destination = in.take(6);
  const Bytes source = in.take(6);
  const std::uint16_t type = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  MacPair& macs = walk.frame.macs.emplace();
  macs.source = Mac::from(source);
  macs.destination = Mac::from(destination);
  return read_ether_type(walk, type);
}

Next read_ether_type(Walk& walk, std::uint16_t type) {
  if (is_vlan(type)) {
    if (const Next next = read_tags(walk, type); next.layer == Layer::fault) return next;
  }
  switch (type) {
    case kIpv4:
      return {Layer::ipv4};
    case kIpv6:
      return {Layer::ipv6};
    case kArp:
      return read_arp(walk);
    case kMpls:
    case kMplsUpstream:
      return {Layer::mpls};
    case kPppoeSession:
      return {Layer::pppoe};
    case kPpp:
      return {Layer::ppp};
    case kBridged:
      return {Layer::ethernet};
    case kBackbone:  // the rest of the I-TAG: priority, flags and I-SID
      return after(walk, 4, {Layer::ethernet});
    case kMacsec:
      return read_macsec(walk);
    case kJumboLlc:
      return {Layer::llc};
    case kSecurityGroup:  // Cisco TrustSec: version, length, one option
      return after_type_behind(walk, 6);
    case kVnTag:
      return after_type_behind(walk, 4);
    case kNsh:
      return read_nsh(walk);
    default:
      return type < kLeastEtherType ? read_length(walk, type) : fault(Counter::not_ip);
  }
}

Next read_llc(Walk& walk) { return read_llc_header(walk, 0); }
Next read_llc_over_atm(Walk& walk) { return read_llc_header(walk, 2); }

Next read_nlpid(Walk& walk) {
  Cursor in(walk.rest);
  std::uint8_t id = in.u8();
  if (id == 0) id = in.u8();  // one octet of padding (RFC 2427 section 4)
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  switch (id) {
    case 0x80:
      return read_snap(walk, 0);
    case 0x8e:
      return {Layer::ipv6};
    case 0xcc:
      return {Layer::ipv4};
    case 0xcf:
      return {Layer::ppp};
    default:
      return fault(Counter::not_ip);
  }
}

}  // namespace cutoffd::dissect
