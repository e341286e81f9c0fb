#include "capture/track/unanswered.h"

#include "capture/dissect/quoted.h"

namespace cutoffd::track {
namespace {

constexpr Duration kSeenFor = std::chrono::minutes(10);
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

}  // namespace

Unanswered::Unanswered(FlowTable& flows, Progress& progress, const HashKey& key, std::size_t fewer)
    : flows_(flows), progress_(progress), key_(key), answered_(kEntries / fewer) {}

std::uint64_t Unanswered::key_of(const IpAddress& client, const std::optional<Mac>& via) const {
  KeyedHash hash(key_);
  hash.add(client);
  hash.add(via ? Bytes(via->octets) : Bytes());
  return hash.finish() | 1U;
}

void Unanswered::note_answer(const Sight& sight) {
  const std::uint64_t key = key_of(sight.frame.destination, sight.sender().mac);
  answered_[key >> 32 & (answered_.size() - 1)] = {key, coarse_time(sight.now)};
}

bool Unanswered::sees_answers(const Sight& of_client) const {
  const std::uint64_t key = key_of(of_client.frame.source, of_client.receiver().mac);
  const Entry& entry = answered_[key >> 32 & (answered_.size() - 1)];
  return entry.key == key &&
         coarse_age(coarse_time(of_client.now), entry.time) < coarse_duration(kSeenFor);
}

// A client that acknowledges was answered, whether that was seen or not; unless it was seen, the
// silence is this sensor's.
bool Unanswered::is_unanswered(const Scene& scene, const dissect::TcpSegment& segment) {
  const bool server_seen = scene.flow.has(Flow::kSaw, other(scene.sender));
  if (segment.fin || segment.rst) return false;
  if (segment.syn) return !segment.ack;
  return server_seen && !scene.sight.frame.payload.empty();
}

void Unanswered::on_datagram(Scene& scene) {
  if (scene.flow.watch == 0) return;
  const Bytes payload = scene.sight.frame.payload;
  // Short headers are spoken only after the server's answer (RFC 9000 section 17.3).
  const bool quic = std::holds_alternative<QuicState>(scene.flow.state);
  look_at(scene, !payload.empty() && (!quic || (payload[0] & 0x80U) != 0));
}

void Unanswered::look_at(Scene& scene, bool unanswered) {
  Flow& flow = scene.flow;
  if (flow.is_server(scene.sender)) {
    progress_.heard(flow);
  } else if (unanswered && flow.is_client(scene.sender)) {
    progress_.repeated(flow, scene.sight.now, sees_answers(scene.sight));
  }
}

void Unanswered::on_icmp(const Sight& sight) {
  if (!dissect::is_unreachable(sight.frame)) return;
  const auto quoted = dissect::quoted_flow(sight.frame);
  if (!quoted || !quoted->source_port || !quoted->destination_port) return;
  if (quoted->protocol != kTcp && quoted->protocol != kUdp) return;
  const FlowKey key = flow_key(key_, quoted->protocol == kTcp ? Transport::tcp : Transport::udp,
                               sight.frame.tunnel, {quoted->source, *quoted->source_port},
                               {quoted->destination, *quoted->destination_port});
  const SlotId slot = flows_.find(key.tag);
  if (slot == kNoSlot) return;
  Flow& flow = flows_[slot];
  if (flow.is_client(key.sender)) {
    progress_.stopped(flow, FlowProgress::Step::unreachable, sight.now);
  }
}

}  // namespace cutoffd::track
