// One packet as the rest of the tracker sees it: where it is in its capture, and what is in it.
// Borrows; lives for one packet.
#pragma once

#include "capture/dissect/frame.h"
#include "core/observation.h"
#include "core/packet.h"
#include "core/time.h"

namespace cutoffd::track {

struct Sight {
  const Packet& packet;
  const dissect::Frame& frame;
  Instant now;  // the packet's time, or that of a later one before it

  [[nodiscard]] Port source_port() const {
    if (const auto* tcp = std::get_if<dissect::TcpSegment>(&frame.transport)) {
      return tcp->source_port;
    }
    const auto* udp = std::get_if<dissect::UdpDatagram>(&frame.transport);
    return udp != nullptr ? udp->source_port : Port{};
  }
  [[nodiscard]] Port destination_port() const {
    if (const auto* tcp = std::get_if<dissect::TcpSegment>(&frame.transport)) {
      return tcp->destination_port;
    }
    const auto* udp = std::get_if<dissect::UdpDatagram>(&frame.transport);
    return udp != nullptr ? udp->destination_port : Port{};
  }
  [[nodiscard]] Party sender() const {
    Party party{{frame.source, source_port()}, std::nullopt};
    if (frame.macs) party.mac = frame.macs->source;
    return party;
  }
  [[nodiscard]] Party receiver() const {
    Party party{{frame.destination, destination_port()}, std::nullopt};
    if (frame.macs) party.mac = frame.macs->destination;
    return party;
  }
};

}  // namespace cutoffd::track
