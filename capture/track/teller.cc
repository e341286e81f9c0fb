#include "capture/track/teller.h"

#include <algorithm>

namespace cutoffd::track {
namespace {

std::uint64_t octets_of(const TcpSide& side) { return side.highest - side.first; }

}  // namespace

Observation Teller::about(const Sight& sight, ObservationKind kind, bool sender_is_client) {
  Observation observation;
  observation.time = sight.packet.time;
  observation.frame = sight.packet.frame;
  observation.source = sight.packet.source;
  observation.kind = kind;
  sight.fill(observation.client, sender_is_client);
  sight.fill(observation.server, !sender_is_client);
  observation.vlans = sight.frame.vlans;
  if (sender_is_client) observation.client_ttl = sight.frame.ttl;
  return observation;
}

Observation Teller::about(const Scene& scene, ObservationKind kind, Side client) const {
  Observation observation = about(scene.sight, kind, scene.sender == client);
  if (scene.sender == client) {
    // Of two copies the one with the higher TTL is nearer to the client.
    scene.flow.client_ttl = std::max(scene.flow.client_ttl, scene.sight.frame.ttl);
  }
  observation.time = scene.time;
  observation.frame = scene.frame;
  observation.client_ttl = scene.flow.client_ttl;
  observation.flow = progress_.id_of(scene.flow);
  observation.awaited = progress_.awaits_name(scene.flow);
  return observation;
}

Interest Teller::show(const Observation& observation) {
  // What has no name is shown for its marks, but is no name seen. (Only in DNS the root is one.)
  const bool nameless =
      observation.name.text.empty() && !std::holds_alternative<DnsDetail>(observation.detail);
  if (!nameless) counters_.add(Counter::observations);
  if (observation.name.form == NameForm::odd) counters_.add(Counter::name_odd);
  return sink_.on_observation(observation);
}

void Teller::tell(const Observation& observation) { show(observation); }

void Teller::tell(const Observation& observation, Scene& scene) {
  Flow& flow = scene.flow;
  if (show(observation) == Interest::none) {
    if (!observation.name.text.empty()) progress_.named(flow);
    return;
  }
  std::uint64_t up = scene.sight.frame.payload.size();
  std::uint64_t down = 0;
  const Side client = flow.is_client(Side::low) ? Side::low : Side::high;
  if (const auto* tcp = std::get_if<TcpState>(&flow.state)) {
    up = octets_of(tcp->sides[index(client)]);
    down = octets_of(tcp->sides[index(other(client))]);
  }
  const bool answered = flow.has(Flow::kPayload, other(client));
  progress_.watch(flow, up, down, answered, scene.sight.now);
}

void Teller::tell_answer(const Scene& scene, HttpAnswer answer) {
  answer.time = scene.sight.now;
  progress_.http_answered(scene.flow, answer);
}

Interest Teller::open(const Sight& sight, bool sender_is_client, FlowId flow) {
  FlowOpening opening;
  opening.time = sight.packet.time;
  opening.frame = sight.packet.frame;
  opening.source = sight.packet.source;
  sight.fill(opening.client, sender_is_client);
  sight.fill(opening.server, !sender_is_client);
  opening.vlans = sight.frame.vlans;
  if (sender_is_client) opening.client_ttl = sight.frame.ttl;
  opening.flow = flow;
  return sink_.on_opening(opening);
}

}  // namespace cutoffd::track
