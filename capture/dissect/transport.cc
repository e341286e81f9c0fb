#include "capture/dissect/transport.h"

#include "capture/dissect/tunnel_udp.h"

namespace cutoffd::dissect {

Next read_tcp(Walk& walk) {
  enum Flag : std::uint8_t { kFin = 1, kSyn = 2, kRst = 4, kAck = 16 };
  constexpr std::size_t kFixed = 20;
  if (walk.rest.size() < kFixed) return fault(Counter::transport_truncated);
  Cursor in(walk.rest.first(kFixed));
  const Port source{in.u16()};
  const Port destination{in.u16()};
  const std::uint32_t sequence = in.u32();
  const std::uint32_t acknowledgement = in.u32();
  const std::size_t header = (in.u8() >> 4) * std::size_t{4};
  const std::uint8_t flags = in.u8();
  if (header < kFixed || header > walk.on_wire()) return fault(Counter::transport_malformed);
  if (header > walk.rest.size()) return fault(Counter::transport_truncated);
  auto& segment = walk.frame.transport.emplace<TcpSegment>();
  segment.source_port = source;
  segment.destination_port = destination;
  segment.sequence = sequence;
  segment.acknowledgement = acknowledgement;
  segment.syn = (flags & kSyn) != 0;
  segment.fin = (flags & kFin) != 0;
  segment.rst = (flags & kRst) != 0;
  segment.ack = (flags & kAck) != 0;
  if (segment.syn) segment.options = walk.rest.subspan(kFixed, header - kFixed);
  walk.rest = walk.rest.subspan(header);
  return finish(walk);
}

Next read_udp(Walk& walk) {
  constexpr std::size_t kHeader = 8;
  Cursor in(walk.rest);
  const Port source{in.u16()};
  const Port destination{in.u16()};
  const std::size_t length = in.u16();
  in.skip(2);
  if (in.failed()) return fault(Counter::transport_truncated);
  walk.rest = in.rest();
  // A length of 0 is that of a jumbogram (RFC 2675 section 4) or of one that the card will cut to
  // pieces: all that the IP header gives. So is a length beyond it: no receiver takes that, but the
  // sender did say what it says.
  if (length != 0 && length < kHeader) return fault(Counter::transport_malformed);
  if (length != 0 && length - kHeader <= walk.on_wire()) walk.limit(length - kHeader);
  const UdpDatagram datagram{source, destination};
  walk.frame.transport = datagram;
  finish(walk);
  return open_udp_tunnel(walk, datagram);
}

Next read_icmp(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint8_t type = in.u8();
  const std::uint8_t code = in.u8();
  in.skip(2);
  if (in.failed()) return fault(Counter::transport_truncated);
  walk.rest = in.rest();
  walk.frame.transport = IcmpMessage{type, code};
  return finish(walk);
}

Next read_other(Walk& walk, std::uint8_t protocol) {
  walk.frame.transport = OtherTransport{protocol};
  return finish(walk);
}

}  // namespace cutoffd::dissect
