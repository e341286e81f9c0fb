#include "capture/track/tcp_counts.h"

#include <algorithm>

#include "capture/track/tcp_parts.h"

namespace cutoffd::track {
namespace {

// A jump farther than any window (RFC 7323 section 2.3) is no progress of this connection.
constexpr std::int32_t kMaxWindow = 1 << 30;

// Of what is not seen one acknowledgement counts no more than this, which is more than the receive
// windows that systems open by themselves (Linux 6 MiB, Windows 16 MiB). What says more is passed
// over: it is forged, or so much was missed that where the count stands is not known.
constexpr std::int32_t kMostUnseen = 1 << 24;
// And only a segment that lies this near to where its sender is counts: who does not see the
// connection must guess one number in two thousand. Likewise payload that comes from farther ahead
// counts only where it acknowledges what its peer sent, and then for what is in it alone.
constexpr std::int32_t kNear = 1 << 20;

bool is_within(std::int32_t distance, std::int32_t most) {
  return -most <= distance && distance <= most;
}

// Its first acknowledgement was seen, though nothing of itself. (Where that was number 0, the next
// one is taken for the first.)
bool is_acknowledged(const TcpSide& side) { return side.first != 0 || side.highest != 0; }

// Between a later connection's SYN and its first payload nothing tells whose numbers these are, and
// a server that took the ports over begins near to where the last one ended. (Of a side that is
// not seen the acknowledgements are all there is: kNear tells them apart, and no forged SYN ends
// the count.)
bool may_be_of_another(const Flow& flow, const dissect::TcpSegment& segment) {
  return segment.syn || flow.has(Flow::kReopened);
}

std::uint16_t saturated(std::uint32_t n) {
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(n, 0xffff));
}

}  // namespace

void TcpCounts::on_segment(Scene& scene, const dissect::TcpSegment& segment) {
  Flow& flow = scene.flow;
  flow.set(Flow::kSaw, scene.sender);
  if (flow.is_client(scene.sender)) {
    // Of two copies the one with the higher TTL is nearer to the client.
    flow.client_ttl = std::max(flow.client_ttl, scene.sight.frame.ttl);
  }
  if (!scene.sight.frame.payload.empty()) {
    on_payload(scene, segment);
    flow.set(Flow::kPayload, scene.sender);
    if (flow.is_server(scene.sender)) progress_.answered(flow, scene.sight.now);
  }
  if (segment.ack) on_acknowledgement(scene, segment);
  if (segment.fin || segment.rst) on_end(scene, segment);
}

void TcpCounts::on_payload(Scene& scene, const dissect::TcpSegment& segment) {
  Flow& flow = scene.flow;
  const std::uint32_t sequence = segment.sequence + (segment.syn ? 1 : 0);
  auto& state = std::get<TcpState>(flow.state);
  TcpSide& side = state.sides[index(scene.sender)];
  std::uint16_t& missing = state.missing[index(scene.sender)];
  const auto size =
      static_cast<std::uint32_t>(scene.sight.frame.payload.size()) + scene.sight.frame.payload_cut;
  if (!flow.has(Flow::kPayload, scene.sender) && !flow.has(Flow::kAnchored, scene.sender)) {
    const bool goes_on =
        is_acknowledged(side) && is_within(ahead(sequence, side.highest), kMostUnseen);
    if (!goes_on) side.first = side.highest = sequence;
  }
  if (ahead(sequence, side.first) < 0 && !flow.has(Flow::kAnchored, scene.sender)) {
    side.first = sequence;  // picked up out of order
  }
  std::int32_t progress = ahead(sequence + size, side.highest);
  if (progress <= 0) {
    missing = saturated(missing - std::min<std::uint32_t>(missing, size));
    return;
  }
  if (progress > kMaxWindow) return;
  const std::int32_t gap = ahead(sequence, side.highest);
  if (gap > kMostUnseen) {
    const TcpSide& peer = state.sides[index(other(scene.sender))];
    const bool known = segment.ack && is_acknowledged(peer);
    if (!known || !is_within(ahead(segment.acknowledgement, peer.highest), kNear)) return;
    progress = static_cast<std::int32_t>(size);
  }
  if (gap > 0) missing = saturated(missing + static_cast<std::uint32_t>(gap));
  side.highest = sequence + size;
  progress_.moved(flow, flow.is_client(scene.sender), static_cast<std::uint64_t>(progress),
                  scene.sight.now);
}

void TcpCounts::on_acknowledgement(Scene& scene, const dissect::TcpSegment& segment) {
  Flow& flow = scene.flow;
  const Side acknowledged = other(scene.sender);
  if (!flow.has(Flow::kPayload, acknowledged) && !flow.has(Flow::kAnchored, acknowledged)) {
    return on_unseen(scene, segment);
  }
  if (may_be_of_another(flow, segment)) return;
  const std::uint32_t acknowledgement = segment.acknowledgement;
  auto& state = std::get<TcpState>(flow.state);
  TcpSide& side = state.sides[index(acknowledged)];
  std::uint16_t& missing = state.missing[index(acknowledged)];
  const std::int32_t beyond = ahead(acknowledgement, side.highest);
  if (beyond < 0 || beyond > kMostUnseen) return;
  if (missing != 0) counters_.add(Counter::lost_octets, missing);
  missing = 0;
  // SYN and FIN take one number each (RFC 9293 section 3.4): one more is no octet.
  if (beyond <= 1) return;
  counters_.add(Counter::lost_octets, static_cast<std::uint64_t>(beyond));
  side.highest = acknowledgement;
  progress_.moved(flow, flow.is_client(acknowledged), static_cast<std::uint64_t>(beyond),
                  scene.sight.now);
}

// The first acknowledgement only says where to count from. It counts for a sender whose own place
// in the stream is known: else nothing tells one connection from another on the same ports.
void TcpCounts::on_unseen(Scene& scene, const dissect::TcpSegment& segment) {
  Flow& flow = scene.flow;
  auto& sides = std::get<TcpState>(flow.state).sides;
  const Side unseen = other(scene.sender);
  const TcpSide& own = sides[index(scene.sender)];
  TcpSide& side = sides[index(unseen)];
  if (segment.rst || !flow.has(Flow::kAnchored, scene.sender)) return;
  if (!is_within(ahead(segment.sequence, own.highest), kNear)) return;
  if (!is_acknowledged(side)) {
    side.first = side.highest = segment.acknowledgement;
    return;
  }
  const std::int32_t beyond = ahead(segment.acknowledgement, side.highest);
  if (beyond <= 1 || beyond > kMostUnseen) return;  // a FIN takes one number
  if (flow.has(Flow::kSaw, unseen)) {
    counters_.add(Counter::lost_octets, static_cast<std::uint64_t>(beyond));
  }
  side.highest = segment.acknowledgement;
  if (flow.is_server(unseen)) progress_.answered(flow, scene.sight.now);
  progress_.moved(flow, flow.is_client(unseen), static_cast<std::uint64_t>(beyond),
                  scene.sight.now);
}

void TcpCounts::on_end(Scene& scene, const dissect::TcpSegment& segment) {
  Flow& flow = scene.flow;
  if (segment.rst && !flow.has(Flow::kReset)) {
    flow.set(Flow::kReset);
    progress_.stopped(flow, FlowProgress::Step::reset, scene.sight.now);
  }
  if (segment.fin) flow.set(Flow::kFin, scene.sender);
  if (flow.has(Flow::kFin, Side::low) && flow.has(Flow::kFin, Side::high)) {
    progress_.ended(flow, scene.sight.now);
  }
}

}  // namespace cutoffd::track
