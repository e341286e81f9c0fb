// One packet as the rest of the tracker sees it: where it is in its capture, and what is in it.
// Borrows; lives for one packet.
#pragma once

#include <optional>

#include "capture/dissect/frame.h"
#include "core/observation.h"
#include "core/packet.h"
#include "core/time.h"

namespace cutoffd::track {

class Sight {
 public:
  Sight(const Packet& p, const dissect::Frame& f, Instant at) : packet(p), frame(f), now(at) {}

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
    return {{frame.source, source_port()}, known(&dissect::MacPair::source)};
  }
  [[nodiscard]] Party receiver() const {
    return {{frame.destination, destination_port()}, known(&dissect::MacPair::destination)};
  }
  // The same into a party that is new. Field by field: two parties that are chosen between and then
  // copied are written in pieces and read in wholes, for which the processor waits each time.
  void fill(Party& party, bool of_sender) const {
    party.at.ip = of_sender ? frame.source : frame.destination;
    party.at.port = of_sender ? source_port() : destination_port();
    if (!frame.macs) return;
    const Mac& mac = of_sender ? frame.macs->source : frame.macs->destination;
    if (!mac.is_zero()) party.mac = mac;
  }

 private:
  // A MAC of zeros is one that the link does not tell.
  [[nodiscard]] std::optional<Mac> known(Mac dissect::MacPair::*which) const {
    if (!frame.macs || ((*frame.macs).*which).is_zero()) return std::nullopt;
    return (*frame.macs).*which;
  }
};

}  // namespace cutoffd::track
