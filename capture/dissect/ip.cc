#include "capture/dissect/ip.h"

#include "capture/dissect/ip_protocols.h"
#include "capture/dissect/transport.h"
#include "capture/dissect/tunnel.h"
#include "capture/dissect/tunnel_gre.h"
#include "capture/dissect/tunnel_l2tp.h"

namespace cutoffd::dissect {
namespace {

// Choice: RFC 8200 lets a host refuse long chains; no real packet has more than ten.
constexpr unsigned kMaxHeaders = 64;
constexpr std::size_t kMaxDatagram = 65535;
constexpr std::size_t kIpv6Header = 40;

// A packet whose length field is 0 was handed to the card to be cut into segments, or is a
// jumbogram: its end is the end of the frame. While guessing, lengths must fit; then such a packet
// is believed only inside another.
bool length_holds(const Walk& walk, std::size_t length) {
  return !walk.guessing() || length <= walk.on_wire();
}
bool may_be_open_ended(const Walk& walk) { return !walk.guessing() || walk.open_ended; }

Next stop_at_fragment(Walk& walk, const IpFragment& fragment) {
  if (fragment.offset + walk.on_wire() > kMaxDatagram) return fault(Counter::ip_malformed);
  walk.frame.transport = fragment;
  return finish(walk);
}

// Takes an extension header off; false if it does not fit.
bool skip_extension(Walk& walk, std::uint8_t& next_header) {
  Cursor in(walk.rest);
  next_header = in.u8();
  const std::size_t length = (in.u8() + std::size_t{1}) * 8;
  in.skip(length - 2);
  walk.rest = in.rest();
  return in.ok();
}

// RFC 4302 section 2: its length counts in units of four octets less two.
Next read_authentication(Walk& walk, std::uint8_t& next_header) {
  Cursor in(walk.rest);
  next_header = in.u8();
  const std::size_t length = (in.u8() + std::size_t{2}) * 4;
  if (length < 12) return fault(Counter::ip_malformed);
  in.skip(length - 2);
  if (in.failed()) return fault(Counter::ip_truncated);
  walk.rest = in.rest();
  return {Layer::done};
}

Next read_fragment_header(Walk& walk, std::uint8_t& next_header) {
  if (walk.defragmented) return fault(Counter::ip_malformed);  // a fragment of a fragment
  walk.defragmented = true;
  Cursor in(walk.rest);
  next_header = in.u8();
  in.skip(1);
  const std::uint16_t field = in.u16();
  const std::uint32_t id = in.u32();
  if (in.failed()) return fault(Counter::ip_truncated);
  walk.rest = in.rest();
  const auto offset = static_cast<std::uint16_t>(field & 0xfff8);
  const bool more = (field & 1) != 0;
  if (offset == 0 && !more) return {Layer::done};  // whole all the same (RFC 6946)
  return stop_at_fragment(walk,
                          {.id = id, .offset = offset, .more = more, .protocol = next_header});
}

// Walks the chain that follows the fixed header. `done` and no transport: `next_header` is what
// the payload is.
Next read_extensions(Walk& walk, std::uint8_t& next_header) {
  for (unsigned headers = 0; headers < kMaxHeaders; ++headers) {
    Next step{Layer::done};
    if (next_header == kFragment) {
      step = read_fragment_header(walk, next_header);
      if (std::holds_alternative<IpFragment>(walk.frame.transport)) return step;
    } else if (next_header == kAuthentication) {
      step = read_authentication(walk, next_header);
    } else if (next_header == kHopByHop) {
      return fault(Counter::ip_malformed);  // only right behind the fixed header
    } else if (is_plain_extension(next_header)) {
      if (!skip_extension(walk, next_header)) return fault(Counter::ip_truncated);
    } else {
      return step;
    }
    if (step.layer == Layer::fault) return step;
  }
  return fault(Counter::ip_malformed);
}

// The jumbo payload option of a hop-by-hop header (RFC 2675 section 2), or 0.
std::uint32_t jumbo_length(Bytes options) {
  constexpr std::uint8_t kPad1 = 0;
  constexpr std::uint8_t kJumbo = 0xc2;
  Cursor in(options);
  while (in.left() > 0) {
    const std::uint8_t type = in.u8();
    if (type == kPad1) continue;
    Cursor data = in.block8();
    if (in.failed()) return 0;
    if (type == kJumbo && data.left() == 4) return data.u32();
  }
  return 0;
}

// Takes the hop-by-hop header off. It counts in the payload's length, which it may itself give.
Next read_hop_by_hop(Walk& walk, bool length_unknown, std::uint8_t& next_header) {
  const Bytes before = walk.rest;
  if (!skip_extension(walk, next_header)) return fault(Counter::ip_truncated);
  const std::size_t length = before.size() - walk.rest.size();
  const std::uint32_t jumbo = length_unknown ? jumbo_length(before.subspan(2, length - 2)) : 0;
  if (jumbo > kMaxDatagram) walk.limit(jumbo - length);
  return {Layer::done};
}

Next read_transport(Walk& walk, std::uint8_t protocol) {
  const bool six = walk.frame.source.is_v6();
  switch (protocol) {
    case kTcp:
      return read_tcp(walk);
    case kUdp:
      return read_udp(walk);
    case kIcmp:
      return six ? read_other(walk, protocol) : read_icmp(walk);
    case kIcmpv6:
      return six ? read_icmp(walk) : read_other(walk, protocol);
    case kIpv4InIp:
      return enter_tunnel(walk, TunnelKind::ipv4_in_ip, 0, {Layer::ipv4});
    case kIpv6InIp:
      return enter_tunnel(walk, TunnelKind::ipv6_in_ip, 0, {Layer::ipv6});
    case kGre:
      return {Layer::gre};
    case kEsp:
      read_other(walk, protocol);
      return fault(Counter::opaque_packets);
    case kEtherIp:
      return read_etherip(walk);
    case kL2tp:
      return read_l2tpv3(walk);
    case kMplsInIp:
      return enter_tunnel(walk, TunnelKind::mpls, 0, {Layer::mpls});
    case kEthernet:
      return enter_tunnel(walk, TunnelKind::ethernet_in_ip, 0, {Layer::ethernet});
    default:
      return read_other(walk, protocol);
  }
}

}  // namespace

Next read_ip(Walk& walk) {
  if (walk.rest.empty()) return fault(Counter::ip_truncated);
  const unsigned version = walk.rest[0] >> 4;
  if (version == 4) return read_ipv4(walk);
  if (version == 6) return read_ipv6(walk);
  return fault(Counter::not_ip);
}

Next read_ipv4(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint8_t first = in.u8();
  in.skip(1);
  const std::size_t total = in.u16();
  const std::uint16_t id = in.u16();
  const std::uint16_t fragment = in.u16();
  const std::uint8_t ttl = in.u8();
  const std::uint8_t protocol = in.u8();
  in.skip(2);
  const std::uint32_t source = in.u32();
  const std::uint32_t destination = in.u32();
  if (in.failed()) return fault(Counter::ip_truncated);
  const std::size_t header = (first & 0x0fU) * 4U;
  if (first >> 4 != 4 || header < 20) return fault(Counter::ip_malformed);
  if (total == 0 ? !may_be_open_ended(walk) : total < header || !length_holds(walk, total)) {
    return fault(Counter::ip_malformed);
  }
  if (header > walk.rest.size()) return fault(Counter::ip_truncated);

  walk.believe();
  walk.open_ended = total == 0;
  if (!walk.open_ended) walk.limit(total);
  walk.rest = walk.rest.subspan(header);
  walk.defragmented = false;
  walk.frame.source.become_v4(source);
  walk.frame.destination.become_v4(destination);
  walk.frame.ttl = ttl;
  walk.frame.ip_id = id;
  if ((fragment & 0x3fff) != 0) {
    return stop_at_fragment(walk, {.id = id,
                                   .offset = static_cast<std::uint16_t>((fragment & 0x1fff) * 8),
                                   .more = (fragment & 0x2000) != 0,
                                   .protocol = protocol});
  }
  return ip_payload(protocol);
}

Next read_ipv6(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint32_t first = in.u32();
  const std::size_t length = in.u16();
  std::uint8_t next_header = in.u8();
  const std::uint8_t hop_limit = in.u8();
  const Bytes source = in.take(16);
  const Bytes destination = in.take(16);
  if (in.failed()) return fault(Counter::ip_truncated);
  const bool length_unknown = length == 0 && next_header != kNoNextHeader;
  if (first >> 28 != 6 || !length_holds(walk, length + kIpv6Header) ||
      (length_unknown && !may_be_open_ended(walk))) {
    return fault(Counter::ip_malformed);
  }

  walk.believe();
  walk.rest = in.rest();
  walk.open_ended = length_unknown;
  if (!length_unknown) walk.limit(length);
  walk.defragmented = false;
  walk.frame.source = IpAddress::from(source);
  walk.frame.destination = IpAddress::from(destination);
  walk.frame.ttl = hop_limit;
  walk.frame.ip_id = 0;
  if (next_header == kHopByHop) {
    const Next step = read_hop_by_hop(walk, length_unknown, next_header);
    if (step.layer == Layer::fault) return step;
  }
  return ip_payload(next_header);
}

Next read_ip_payload(Walk& walk, std::uint8_t protocol) {
  if (walk.frame.source.is_v6()) {
    const Next step = read_extensions(walk, protocol);
    const bool stopped = std::holds_alternative<IpFragment>(walk.frame.transport);
    if (step.layer == Layer::fault || stopped) return step;
  } else if (protocol == kAuthentication) {
    const Next step = read_authentication(walk, protocol);
    if (step.layer == Layer::fault) return step;
  }
  return read_transport(walk, protocol);
}

}  // namespace cutoffd::dissect
