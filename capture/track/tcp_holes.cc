// TCP's holes: how long they are waited for, and where reading goes on behind them.
#include <algorithm>

#include "capture/track/beginnings.h"
#include "capture/track/reading.h"
#include "capture/track/tcp.h"
#include "capture/track/tcp_parts.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;

// A hole that the peer has acknowledged is lost, unless the sensor sees the two directions through
// different queues: those differ by less than this.
constexpr Duration kQueueSkew = std::chrono::milliseconds(3);
// A hole that nobody acknowledged, perhaps since only one direction is seen, is lost after this:
// retransmission begins after 1 s (RFC 6298 section 2.1).
constexpr Duration kHoleAge = std::chrono::seconds(3);
}  // namespace

// A hole within a request's body hides no name.
bool TcpStreams::pass_hole(Scene& scene, Side which) {
  TcpSide& side = side_of(scene, which);
  if (stage_of(scene, which) != Stage::http_body) return false;
  const std::uint64_t start = assembler_.start(side.head);
  const auto next = assembler_.next_from(side.head, start);
  if (!next || !http_.pass_gap(scene.flow, *next - start)) return false;
  side.next += static_cast<std::uint32_t>(*next - start);
  assembler_.move_start(side.head, *next);
  return true;
}

void TcpStreams::note_resumption(const Scene& scene, std::uint64_t offset, Bytes payload) {
  const SlotId head = tcp_of(scene.flow).sides[index(scene.sender)].head;
  if (head == kNoSlot || offset <= assembler_.start(head)) return;
  if (scene.flow.is_server(scene.sender) || begins_client(payload) != Answer::certain) return;
  Waiting& waiting = waiting_[head];
  if (waiting.count < waiting.points.size()) {
    waiting.points[waiting.count++] = {offset, scene.frame, scene.time};
  }
  waiting.packet = scene.sight.packet;
  waiting.packet.bytes = {};
  waiting.frame = scene.sight.frame;
  waiting.frame.payload = {};
  waiting.frame.others = {};
  waiting.side = scene.sender;
  choose_resumption(head);
}

// The nearest place behind the hole where something begins.
void TcpStreams::choose_resumption(SlotId head) {
  HeadNotes& notes = assembler_.notes(head);
  const std::uint64_t start = assembler_.start(head);
  const std::uint64_t hole = start + assembler_.run_from(head, start);
  const Waiting& waiting = waiting_[head];
  for (std::size_t i = 0; i < waiting.count; ++i) {
    const Waiting::Point& point = waiting.points[i];
    if (point.offset <= hole || (notes.resume_at != 0 && notes.resume_at <= point.offset)) continue;
    notes.resume_at = point.offset;
    notes.resume_frame = point.frame;
    notes.resume_time = point.time;
  }
}

void TcpStreams::on_acknowledgement(Scene& scene, std::uint32_t acknowledgement) {
  const Side peer = other(scene.sender);
  const TcpSide& side = side_of(scene, peer);
  if (side.head == kNoSlot || !scene.flow.has(Flow::kAnchored, peer)) return;
  HeadNotes& notes = assembler_.notes(side.head);
  if (notes.acknowledged || notes.resume_at == 0) return;
  const auto hole = static_cast<std::uint32_t>(notes.resume_at - assembler_.start(side.head));
  if (ahead(acknowledgement, side.next + hole) < 0) return;
  notes.acknowledged = true;
  notes.acknowledged_at = scene.sight.now;
}

void TcpStreams::resume_if_due(Scene& scene, Side which) {
  const TcpSide& side = side_of(scene, which);
  if (side.head == kNoSlot || !scene.flow.has(Flow::kAnchored, which)) return;
  const HeadNotes notes = assembler_.notes(side.head);
  if (notes.resume_at == 0) return;
  const Instant now = scene.sight.now;
  const bool ends = scene.flow.has(Flow::kFin, Side::low) || scene.flow.has(Flow::kFin, Side::high);
  const bool lost = notes.acknowledged && (ends || now - notes.acknowledged_at >= kQueueSkew);
  if (!lost && now - assembler_.opened(side.head) < kHoleAge) return;
  resume(scene, which);
}

// Of a run of octets those before the next segment that begins something. The scene becomes that of
// the segment that begins at `start`, if it is known.
std::size_t TcpStreams::part_of_one(Scene& scene, SlotId head, std::uint64_t start,
                                    std::size_t run) const {
  const Waiting& waiting = waiting_[head];
  std::size_t part = run;
  for (std::size_t i = 0; i < waiting.count; ++i) {
    const Waiting::Point& point = waiting.points[i];
    if (point.offset == start) {
      scene.frame = point.frame;
      scene.time = point.time;
    } else if (point.offset > start) {
      part = std::min<std::size_t>(part, static_cast<std::size_t>(point.offset - start));
    }
  }
  return part;
}

// Gives up the hole, and reads on behind it.
void TcpStreams::resume(const Scene& scene, Side which) {
  Scene then = scene;
  TcpSide& side = side_of(then, which);
  const HeadNotes notes = assembler_.notes(side.head);
  const std::uint64_t start = assembler_.start(side.head);
  const std::size_t run = assembler_.run_from(side.head, start);
  if (stage_of(then, which) == Stage::http && run != 0) {
    // Of a request that breaks off, what stands in whole lines is told.
    then.frame = notes.frame;
    then.time = notes.time;
    http_.read_cut_request(then, which, assembler_.read(side.head, start, run));
  }
  const bool hello = stage_of(then, which) == Stage::tls;
  counters_.add(hello ? Counter::hellos_given_up_gap : Counter::heads_given_up_gap);
  if (hello) count_encrypted(then.flow, counters_);
  side.next += static_cast<std::uint32_t>(notes.resume_at - start);
  assembler_.move_start(side.head, notes.resume_at);
  lose(then.flow, which);
  stage_of(then, which) = Stage::fresh;
  then.frame = notes.resume_frame;
  then.time = notes.resume_time;
  drain(then, which, true);
  if (side.head != kNoSlot) choose_resumption(side.head);
}

void TcpStreams::on_time(FlowTable& flows, Instant now, bool last) {
  for (SlotId head = assembler_.oldest(); head != kNoSlot;) {
    const SlotId next = assembler_.younger(head);
    if (!last && now - assembler_.opened(head) < kHoleAge) return;
    if (assembler_.notes(head).resume_at != 0) resume_waiting(flows, head, now);
    head = next;
  }
}

// Nothing more came of this flow.
void TcpStreams::resume_waiting(FlowTable& flows, SlotId head, Instant now) {
  const Waiting waiting = waiting_[head];
  const SlotId slot = assembler_.owner(head);
  Flow& flow = flows[slot];
  if (!flow.has(Flow::kAnchored, waiting.side)) return;
  const Sight sight(waiting.packet, waiting.frame, now);
  const TcpSide& side = tcp_of(flow).sides[index(waiting.side)];
  // Behind a hole there may be another; each time reading moves on.
  while (side.head == head && assembler_.notes(head).resume_at != 0) {
    resume(Scene(sight, flow, slot, waiting.side), waiting.side);
  }
}

}  // namespace cutoffd::track
