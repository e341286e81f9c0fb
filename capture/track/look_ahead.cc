#include "capture/track/look_ahead.h"

#include <algorithm>

#include "capture/track/dns_names.h"

namespace cutoffd::track {

bool asks(const Sight& sight) {
  const auto port = number(sight.destination_port());
  return port < 1024 || port == 5353 || port == 5355;
}

std::span<Dissected> LookAhead::read(std::span<const Packet> packets) {
  const std::size_t count = std::min(packets.size(), kAhead);
  // The headers of the next ones: two cache lines, of which the first begins somewhere. Some have
  // no octets at all.
  for (const Packet& next : packets.subspan(count, std::min(packets.size() - count, kAhead))) {
    __builtin_prefetch(next.bytes.data());
    if (next.bytes.size() > 64) __builtin_prefetch(next.bytes.data() + 64);
  }
  for (std::size_t i = 0; i < count; ++i) {
    Dissected& one = ahead_[i];
    one.fault = dissect::dissect_frame(packets[i], one.frame);
    if (one.is_whole()) one.places = places_of(Sight(packets[i], one.frame, packets[i].time));
  }
  return std::span(ahead_).first(count);
}

Places LookAhead::places_of(const Sight& sight) const {
  Places places;
  const auto* tcp = std::get_if<dissect::TcpSegment>(&sight.frame.transport);
  places.flow = flow_key(key_, sight.frame);
  if (tcp != nullptr) {
    flows_.prefetch(places.flow.tag);
    if (!tcp->syn) return places;
    openings_.prefetch(places.flow.tag);
  }
  places.copy = copies_.tag_of(sight.frame, places.flow);
  copies_.prefetch(places.copy);
  const bool opens = tcp != nullptr && !tcp->ack;
  if (opens) systems_.prefetch(places.flow.tag);
  if (opens || (tcp == nullptr && asks(sight))) {
    places.sender = alive_.hash_of(sight.frame.source);
    alive_.prefetch(places.sender);
  }
  if (tcp == nullptr && sight.destination_port() == kDnsPort) {
    observations_.expect(sight.frame.source, sight.frame.destination);
  }
  return places;
}

}  // namespace cutoffd::track
