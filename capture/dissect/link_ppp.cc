#include "capture/dissect/link_ppp.h"

#include "capture/dissect/link_ethernet.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint8_t kAllStations = 0xff;
constexpr std::uint8_t kUnnumberedInformation = 0x03;
constexpr std::uint8_t kCiscoUnicast = 0x0f;
constexpr std::uint8_t kCiscoMulticast = 0x8f;

bool begins_cisco(Bytes bytes) {
  return !bytes.empty() && (bytes[0] == kCiscoUnicast || bytes[0] == kCiscoMulticast);
}

bool drop_octet(Walk& walk) {
  if (walk.rest.empty()) return false;
  walk.rest = walk.rest.subspan(1);
  return true;
}

// RFC 3518 section 4: flags with the count of padding octets, a MAC type, the frame.
Next read_bridged(Walk& walk) {
  constexpr std::uint8_t kEthernet = 1;
  Cursor in(walk.rest);
  in.skip(1);
  const std::uint8_t mac_type = in.u8();
  if (in.failed()) return fault(Counter::link_truncated);
  if (mac_type != kEthernet) return fault(Counter::not_ip);
  walk.rest = in.rest();
  return {Layer::ethernet};
}

Next after_ppp(Walk& walk, std::uint16_t protocol) {
  switch (protocol) {  // IANA, PPP DLL protocol numbers
    case 0x0021:
      return {Layer::ipv4};
    case 0x0057:
      return {Layer::ipv6};
    case 0x0281:
    case 0x0283:
      return {Layer::mpls};
    case 0x0031:
      return read_bridged(walk);
    case 0x0053:  // encrypted (RFC 1968)
    case 0x0055:
    case 0x00fb:
    case 0x00fd:  // compressed, as MPPE (RFC 3078) calls its encryption
      return fault(Counter::opaque_packets);
    default:
      return fault(Counter::not_ip);
  }
}

}  // namespace

Next read_ppp(Walk& walk) {
  Cursor in(walk.rest);
  Cursor framing = in;
  if (framing.u8() == kAllStations && framing.u8() == kUnnumberedInformation) in = framing;
  std::uint16_t protocol = in.u8();
  // The last octet of a protocol number is odd and the others even (RFC 1661 section 2).
  if ((protocol & 1) == 0) protocol = static_cast<std::uint16_t>(protocol << 8 | in.u8());
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return after_ppp(walk, protocol);
}

Next read_pppoe(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint8_t version_and_type = in.u8();
  const std::uint8_t code = in.u8();
  in.skip(2);
  const std::uint16_t length = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  if (version_and_type != 0x11) return fault(Counter::link_malformed);
  if (code != 0) return fault(Counter::not_ip);  // discovery
  walk.rest = in.rest();
  walk.limit(length);
  return {Layer::ppp};
}

Next read_serial(Walk& walk) {
  return begins_cisco(walk.rest) ? read_cisco_hdlc(walk) : read_ppp(walk);
}

Next read_serial_with_direction(Walk& walk) {
  return drop_octet(walk) ? read_serial(walk) : fault(Counter::link_truncated);
}

// pppd's filter writes the direction over the address octet.
Next read_pppd(Walk& walk) {
  if (!drop_octet(walk)) return fault(Counter::link_truncated);
  if (!walk.rest.empty() && walk.rest[0] == kUnnumberedInformation) drop_octet(walk);
  return read_ppp(walk);
}

Next read_cisco_hdlc(Walk& walk) {
  Cursor in(walk.rest);
  in.skip(2);
  const std::uint16_t type = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  if (type == 0xfefe) return read_nlpid(walk);
  return type < 0x0600 ? fault(Counter::not_ip) : ether_type(type);
}

Next read_cisco_hdlc_with_direction(Walk& walk) {
  return drop_octet(walk) ? read_cisco_hdlc(walk) : fault(Counter::link_truncated);
}

// An address of two to four octets, the last of which has its lowest bit set (Q.922 section 3.3).
Next read_frame_relay(Walk& walk) {
  Cursor in(walk.rest);
  std::uint8_t octet = in.u8();
  if (in.ok() && (octet & 1) != 0) return fault(Counter::link_malformed);
  for (unsigned octets = 1; octets < 4 && (octet & 1) == 0; ++octets) octet = in.u8();
  if (in.failed()) return fault(Counter::link_truncated);
  if ((octet & 1) == 0) return fault(Counter::link_malformed);
  Cursor rfc2427 = in;
  if (rfc2427.u8() == kUnnumberedInformation) {
    walk.rest = rfc2427.rest();
    return read_nlpid(walk);
  }
  const std::uint16_t type = in.u16();  // Cisco's own form
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return type < 0x0600 ? fault(Counter::not_ip) : ether_type(type);
}

Next read_frame_relay_with_direction(Walk& walk) {
  return drop_octet(walk) ? read_frame_relay(walk) : fault(Counter::link_truncated);
}

}  // namespace cutoffd::dissect
