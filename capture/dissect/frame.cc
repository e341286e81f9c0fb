#include "capture/dissect/frame.h"

#include <new>

#include "capture/dissect/ip.h"
#include "capture/dissect/link_80211.h"
#include "capture/dissect/link_ethernet.h"
#include "capture/dissect/link_ppp.h"
#include "capture/dissect/link_types.h"
#include "capture/dissect/mpls.h"
#include "capture/dissect/plain_frame.h"
#include "capture/dissect/tunnel_gre.h"
#include "capture/dissect/walk.h"

namespace cutoffd::dissect {
namespace {

// More layers than eight tunnels with everything around them have; ends every cycle.
constexpr unsigned kMaxLayers = 96;

Next read_layer(Walk& walk, Next next) {
  switch (next.layer) {
    case Layer::ethernet:
      return read_ethernet(walk);
    case Layer::ether_type:
      return read_ether_type(walk, static_cast<std::uint16_t>(next.what));
    case Layer::ip:
      return read_ip(walk);
    case Layer::ipv4:
      return read_ipv4(walk);
    case Layer::ipv6:
      return read_ipv6(walk);
    case Layer::ip_payload:
      return read_ip_payload(walk, static_cast<std::uint8_t>(next.what));
    case Layer::link:
      return read_link(walk, LinkType{next.what});
    case Layer::llc:
      return read_llc(walk);
    case Layer::mpls:
      return read_mpls(walk);
    case Layer::ppp:
      return read_ppp(walk);
    case Layer::pppoe:
      return read_pppoe(walk);
    case Layer::gre:
      return read_gre(walk);
    case Layer::capwap_wifi:
      return read_80211_in_capwap(walk);
    case Layer::done:
    case Layer::fault:
      break;
  }
  return next;
}

// What the walk ends with. A guess that failed leaves the plain datagram, unless what was found is
// surely a tunnel, only not one to be read.
std::optional<Counter> end_with(Walk& walk, Counter counter) {
  const bool certain = counter == Counter::opaque_packets || counter == Counter::tunnel_too_deep;
  if (certain || !walk.guessing()) return counter;
  walk.frame = *walk.plain;
  return std::nullopt;
}

}  // namespace

std::optional<Counter> run(Walk& walk, Next next) {
  for (unsigned layers = 0; next.layer != Layer::done; ++layers) {
    if (next.layer == Layer::fault) return end_with(walk, static_cast<Counter>(next.what));
    if (layers == kMaxLayers) return end_with(walk, Counter::tunnel_too_deep);
    next = read_layer(walk, next);
  }
  return std::nullopt;
}

std::optional<Counter> dissect_frame(const Packet& packet, Frame& frame) {
  // Its members' own beginnings, and not zeros for the whole before.
  ::new (static_cast<void*>(&frame)) Frame;
  // A frame that was being guessed at lies within; it is not read before it is written.
  __attribute__((uninitialized)) Walk walk{.frame = frame, .rest = packet.bytes};
  if (packet.wire_length > packet.bytes.size()) {
    walk.cut = packet.wire_length - static_cast<std::uint32_t>(packet.bytes.size());
  }
  constexpr LinkType kEthernet{1};
  if (packet.link == kEthernet) {
    return run(walk, is_plain(walk.rest) ? read_plain(walk) : read_ethernet(walk));
  }
  return run(walk, read_link(walk, packet.link));
}

std::optional<Counter> dissect_reassembled(std::uint8_t protocol, Bytes payload, Frame& frame) {
  frame.transport = std::monostate{};
  frame.payload = {};
  frame.payload_cut = 0;
  Walk walk{.frame = frame, .rest = payload, .defragmented = true};
  return run(walk, ip_payload(protocol));
}

std::optional<Counter> dissect_next(Frame& frame) {
  const Bytes others = frame.others;
  frame = Frame{};
  Walk walk{.frame = frame, .rest = others};
  return run(walk, read_subframe(walk));
}

}  // namespace cutoffd::dissect
