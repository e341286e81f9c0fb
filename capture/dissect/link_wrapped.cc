#include "capture/dissect/link_wrapped.h"

#include <algorithm>

#include "capture/dissect/link_ethernet.h"
#include "capture/dissect/link_ppp.h"

namespace cutoffd::dissect {
namespace {

// One attribute of NFLOG: its length (with the four octets of header), type and value.
struct Attribute {
  std::uint16_t type = 0;
  Bytes value{};
  std::size_t cut = 0;  // of the value, not captured
};

// The attributes are in the byte order of the machine that captured; the first one's length is
// plausible in one order only.
bool is_big_endian(Bytes attributes) {
  Cursor in(attributes);
  Cursor same = in;
  return in.u16() < same.u16le();
}

Attribute next_attribute(Cursor& in, bool big_endian) {
  const std::size_t length = big_endian ? in.u16() : in.u16le();
  Attribute attribute{.type = big_endian ? in.u16() : in.u16le()};
  if (length < 4) {
    in.fail();
    return attribute;
  }
  const std::size_t here = std::min(length - 4, in.left());
  attribute.value = in.take(here);
  attribute.cut = length - 4 - here;
  in.skip(std::min((4 - length % 4) % 4, in.left()));
  return attribute;
}

// NFULA_HWADDR: length, two octets of padding, the address of the sender.
void read_sender(Frame& frame, Bytes value) {
  Cursor in(value);
  const std::uint16_t length = in.u16();
  in.skip(2);
  const Bytes address = in.take(6);
  if (in.ok() && length == 6) frame.macs = MacPair{Mac::from(address), Mac{}};
}

Next read_juniper(Walk& walk, Next (*inside)(Walk&)) {
  constexpr std::uint32_t kMagic = 0x4d4743;
  constexpr std::uint8_t kHasExtensions = 0x80;
  constexpr std::uint8_t kNoLinkHeader = 0x02;
  Cursor in(walk.rest);
  const std::uint32_t magic = in.u24();
  const std::uint8_t flags = in.u8();
  if ((flags & kHasExtensions) != 0) in.skip(in.u16());
  if (in.failed()) return fault(Counter::link_truncated);
  if (magic != kMagic) return fault(Counter::link_malformed);
  walk.rest = in.rest();
  if ((flags & kNoLinkHeader) != 0) return after(walk, 4, {Layer::ip});
  return inside(walk);
}

}  // namespace

Next read_ppi(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint8_t version = in.u8();
  in.skip(1);
  const std::size_t length = in.u16le();
  const std::uint32_t link = in.u32le();
  if (in.failed()) return fault(Counter::link_truncated);
  if (version != 0 || length < 8) return fault(Counter::link_malformed);
  return after(walk, length, {Layer::link, link});
}

Next read_pktap(Walk& walk) {
  constexpr std::uint32_t kPacket = 1;
  Cursor in(walk.rest);
  const std::uint32_t length = in.u32le();
  const std::uint32_t kind = in.u32le();
  const std::uint32_t link = in.u32le();
  if (in.failed()) return fault(Counter::link_truncated);
  if (length < 12) return fault(Counter::link_malformed);
  if (kind != kPacket) return fault(Counter::not_ip);
  return after(walk, length, {Layer::link, link});
}

Next read_nflog(Walk& walk) {
  constexpr std::uint16_t kSender = 8;
  constexpr std::uint16_t kPayload = 9;
  Cursor in(walk.rest);
  const std::uint8_t family = in.u8();
  const std::uint8_t version = in.u8();
  in.skip(2);
  if (in.failed()) return fault(Counter::link_truncated);
  if (version != 0) return fault(Counter::link_malformed);
  const bool big_endian = is_big_endian(in.rest());
  while (in.left() > 0) {
    const Attribute attribute = next_attribute(in, big_endian);
    if (in.failed()) return fault(Counter::link_malformed);
    if (attribute.type == kSender) read_sender(walk.frame, attribute.value);
    if (attribute.type != kPayload) continue;
    walk.rest = attribute.value;
    walk.cut = static_cast<std::uint32_t>(attribute.cut);
    // IPv4, IPv6, or a hook that sees both (inet, netdev, bridge).
    const bool ip = family == 2 || family == 10 || family == 1 || family == 5 || family == 7;
    return ip ? Next{Layer::ip} : fault(Counter::not_ip);
  }
  return fault(Counter::link_truncated);
}

// Four octets of status, then a frame with its FCS.
Next read_netanalyzer(Walk& walk) { return after(walk, 4, {Layer::ethernet}); }

Next read_erf(Walk& walk) {
  constexpr std::uint8_t kMoreHeaders = 0x80;
  Cursor in(walk.rest);
  in.skip(8);
  std::uint8_t type = in.u8();
  in.skip(7);
  const unsigned kind = type & 0x7f;
  while (in.ok() && (type & kMoreHeaders) != 0) {
    type = in.u8();
    in.skip(7);
  }
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  switch (kind) {
    case 2:  // Ethernet, and the same with other marks; two octets of padding first
    case 11:
    case 16:
    case 20:
      return after(walk, 2, {Layer::ethernet});
    case 1:  // HDLC
      return read_serial(walk);
    case 22:
      return {Layer::ipv4};
    case 23:
      return {Layer::ipv6};
    default:
      return fault(Counter::not_ip);
  }
}

Next read_ipnet(Walk& walk) { return after(walk, 24, {Layer::ip}); }

Next read_juniper_ethernet(Walk& walk) { return read_juniper(walk, read_ethernet); }
Next read_juniper_ppp(Walk& walk) { return read_juniper(walk, read_ppp); }
Next read_juniper_hdlc(Walk& walk) { return read_juniper(walk, read_cisco_hdlc); }
Next read_juniper_frame_relay(Walk& walk) { return read_juniper(walk, read_frame_relay); }

}  // namespace cutoffd::dissect
