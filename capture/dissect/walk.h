// How a frame is read: from the outside in, each layer a function that takes its header off the
// front and says what comes next. One loop (frame.cc) calls them, so that nothing recurses and one
// bound holds for every combination.
//
// Inside this room only. Threads, lifetime: a Walk lives for one frame on one stack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/dissect/frame.h"

namespace cutoffd::dissect {

enum class Layer : std::uint8_t {
  done,        // the frame is read
  fault,       // it cannot be: `what` is the Counter
  link,        // `what` is a LinkType: a capture header named the link type of what follows
  ethernet,    // from the destination MAC on
  ether_type,  // `what` is the EtherType of what follows
  llc,         // IEEE 802.2
  mpls,        // from a label on
  ppp,         // with or without address and control
  pppoe,       // from version and type on
  ip,          // either version: the first four bits say which
  ipv4,
  ipv6,
  ip_payload,  // `what` is the protocol or next header
  gre,
  capwap_wifi,  // 802.11 as CAPWAP carries it
};

struct Next {
  Layer layer = Layer::done;
  std::uint32_t what = 0;
};

constexpr Next fault(Counter counter) {
  return {Layer::fault, static_cast<std::uint32_t>(counter)};
}
constexpr Next ether_type(std::uint16_t type) { return {Layer::ether_type, type}; }
constexpr Next ip_payload(std::uint8_t protocol) { return {Layer::ip_payload, protocol}; }

struct Walk {
  Frame& frame;
  Bytes rest;                 // not read yet
  std::uint32_t cut = 0;      // octets that followed `rest` on the wire but were not captured
  bool defragmented = false;  // this IP packet's Fragment header has been dealt with
  // The IP header around gave no length: too large for its field, and whole only in the memory of
  // the machine that captured it.
  bool open_ended = false;

  // While set, a datagram on a tunnel's port is being tried as that tunnel. The first fault brings
  // this frame back: the plain datagram. An IP or ARP header that holds settles it.
  std::optional<Frame> plain{};

  [[nodiscard]] bool guessing() const { return plain.has_value(); }
  void guess() { plain = frame; }
  void believe() { plain.reset(); }

  // What the captured octets and those cut off make together.
  [[nodiscard]] std::size_t on_wire() const { return rest.size() + cut; }
  // A header said how long the rest is. More than that is padding, a checksum or a trailer; less
  // was not captured (or the header lies; then the payload is as incomplete).
  void limit(std::size_t length) {
    if (length <= rest.size()) {
      rest = rest.first(length);
      cut = 0;
    } else {
      cut = static_cast<std::uint32_t>(length - rest.size());
    }
  }
};

// Skips a header of fixed size that stands before another one.
inline Next after(Walk& walk, std::size_t octets, Next next) {
  if (octets > walk.rest.size()) return fault(Counter::link_truncated);
  walk.rest = walk.rest.subspan(octets);
  return next;
}

// The frame ends here: what is left is the transport's payload.
inline Next finish(Walk& walk) {
  walk.frame.payload = walk.rest;
  walk.frame.payload_cut = walk.cut;
  return {Layer::done};
}

// Runs the layers from `next` on to the end.
std::optional<Counter> run(Walk& walk, Next next);

}  // namespace cutoffd::dissect
