// A frame, dissected from the link layer to the transport's payload, through whatever tunnels.
//
// Pure: bytes in, values out; no state, clock, heap or log. The result borrows from the packet.
// Sources: IEEE 802.3/802.1Q, RFC 791, 8200, 9293, 768, 826, 4861; tunnels in their own files.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "core/address.h"
#include "core/bytes.h"
#include "core/counters.h"
#include "core/packet.h"
#include "core/vlan.h"

namespace cutoffd::dissect {

struct TcpSegment {
  Port source_port{};
  Port destination_port{};
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;  // meaningful where ack is set
  bool syn = false, fin = false, rst = false, ack = false;
  Bytes options{};  // of a SYN; else empty
};

struct UdpDatagram {
  Port source_port{};
  Port destination_port{};
};

// The payload begins after the checksum, with what is peculiar to the type.
struct IcmpMessage {
  std::uint8_t type = 0;  // of ICMP or ICMPv6, by the family of the addresses
  std::uint8_t code = 0;
};

// An IP fragment: the payload is a piece of the packet, at `offset`. Put together by the tracker
// and given back through dissect_reassembled().
struct IpFragment {
  std::uint32_t id = 0;      // 16 bits in IPv4
  std::uint16_t offset = 0;  // octets
  bool more = false;
  std::uint8_t protocol = 0;  // of the whole packet: IPv4 protocol, or the IPv6 next header
};

// ARP for IPv4 over Ethernet (RFC 826); other ARP is a frame that is not IP. The frame's own
// addresses are unset then, and it has no payload.
struct ArpMessage {
  bool reply = false;
  Mac sender_mac, target_mac;
  IpAddress sender_ip, target_ip;
};

struct OtherTransport {
  std::uint8_t protocol = 0;
};

// All zero: not known (cooked captures tell only the source; the loopback device has none).
struct MacPair {
  Mac source, destination;
};

// Wherever a field says "innermost", tunnels inside the packet were opened and left behind.
struct Frame {
  std::optional<MacPair> macs;    // innermost Ethernet (or 802.11) header; none on raw links
  VlanStack vlans;                // the tags seen, outermost first, also of tunnels
  std::uint64_t tunnel = 0;       // 0: none; else a number that both directions of one tunnel share
  std::uint8_t depth = 0;         // tunnels opened, mirrors' own (ERSPAN, TZSP) included
  IpAddress source, destination;  // innermost IP
  std::uint8_t ttl = 0;           // or hop limit
  std::uint32_t ip_id = 0;        // IPv4 identification; 0 in IPv6
  std::variant<std::monostate, TcpSegment, UdpDatagram, IcmpMessage, IpFragment, ArpMessage,
               OtherTransport>
      transport;
  Bytes payload;  // of the transport, as captured; without link padding or FCS
  // Octets of that payload that were on the wire but not captured (snap length).
  std::uint32_t payload_cut = 0;
  // An 802.11 A-MSDU holds several frames in one packet: the others, for dissect_next().
  Bytes others;
};

// Nothing if the frame was read; otherwise the counter of what is wrong with it, and `frame` holds
// what could be read until then. `opaque_packets`, `link_unknown` and `not_ip` come this way too.
// A datagram on a tunnel's port that does not hold what the tunnel carries is a plain datagram.
std::optional<Counter> dissect_frame(const Packet& packet, Frame& frame);

// Goes on where a fragment stopped: `frame` is that of the first fragment, `payload` the whole IP
// payload of `protocol`. The tunnel inside, if any, is opened as in dissect_frame().
std::optional<Counter> dissect_reassembled(std::uint8_t protocol, Bytes payload, Frame& frame);

// Reads the next of `frame.others` (which must not be empty) into `frame`, as dissect_frame() does;
// `others` is then what is left. Whether the frame before was read makes no difference.
std::optional<Counter> dissect_next(Frame& frame);

// True if frames of this link type are read. The text names it ("EN10MB", "unknown 42"); it is
// static.
bool reads_link_type(LinkType link);
std::string_view link_type_name(LinkType link);

}  // namespace cutoffd::dissect
