#include "capture/track/tcp.h"

#include <algorithm>

#include "capture/dissect/dns_stream.h"
#include "capture/track/beginnings.h"
#include "capture/track/tcp_parts.h"

namespace cutoffd::track {
namespace {

// Payload farther than this from a SYN's number does not belong to that SYN.
constexpr std::int32_t kMaxFromSyn = 1 << 20;
// Pieces of a stream picked up in its middle are kept so far before the first one seen: the longest
// hello, in records of one octet with their header of five each; less where a head may hold less.
constexpr std::size_t kMaxBack = 6 * (4 + 65'536);
// And so far behind it, as long as a head holds that much.
constexpr std::size_t kMaxForth = (1 << 19) - kMaxBack;
// Of octets that only go on from the first one seen, as bulk data does, no more are kept than the
// longest hello in records of the usual size. Where a piece from before it came, order is at fault.
constexpr std::size_t kEnough = 65'536 + 4'096;
// A flow's numbers do not jump farther than this, but where another connection has its ports.
constexpr std::int32_t kJump = 1 << 20;
// For so many octets a flow that speaks nothing known may still begin TLS or HTTP.
constexpr std::uint32_t kPatientOctets = 1 << 20;
constexpr std::uint8_t kTlsHandshake = 22;  // RFC 8446 section 5.1

using dissect::Answer;

// Too short to say whether it begins something.
bool is_scrap(Bytes payload) {
  return payload.size() < 16 || begins_either(payload) == Answer::unsure;
}

}  // namespace

TcpStreams::TcpStreams(Openings& openings, Assembler& assembler, StreamReader& reader,
                       HttpNames& http, Counters& counters)
    : openings_(openings),
      assembler_(assembler),
      reader_(reader),
      http_(http),
      counters_(counters),
      twins_(assembler, reader, counters),
      back_(static_cast<std::uint32_t>(std::min(kMaxBack, assembler.octets_per_head() / 4 * 3))),
      forth_(static_cast<std::uint32_t>(std::min(kMaxForth, assembler.octets_per_head() - back_))),
      waiting_(assembler.capacity() + 1) {}

void TcpStreams::begin(Flow& flow, std::uint64_t tag, Side sender,
                       const dissect::TcpSegment& segment, Instant now) const {
  const std::uint32_t coarse = coarse_time(now);
  const auto own = openings_.find(tag, sender, coarse);
  if (own) {
    const std::int32_t distance = ahead(segment.sequence, own->sequence);
    if (distance < 0 || distance > kMaxFromSyn) return;  // of an earlier connection
  }
  for (const Side side : {Side::low, Side::high}) {
    const auto opening = openings_.find(tag, side, coarse);
    if (!opening) continue;
    TcpSide& tcp = tcp_of(flow).sides[index(side)];
    tcp.first = tcp.next = tcp.highest = opening->sequence + 1;
    flow.set(Flow::kAnchored, side);
    flow.set(Flow::kSaw, side);
    flow.set_client(opening->answers ? other(side) : side);
  }
}

void TcpStreams::on_syn(Flow& flow, Side sender, const dissect::TcpSegment& segment) {
  TcpSide& side = tcp_of(flow).sides[index(sender)];
  const bool known = side.first == segment.sequence + 1;
  if (known && (flow.has(Flow::kAnchored, sender) || flow.has(Flow::kPayload, sender))) return;
  if (flow.has(Flow::kPayload, sender)) {
    flow.set(Flow::kReopened);
    return;
  }
  // The peer's payload came first (RFC 7413), or the handshake is repeated with other numbers; or
  // the peer acknowledged before this was seen: then what it acknowledged since stays counted.
  if (!known) side.first = side.highest = segment.sequence + 1;
  side.next = segment.sequence + 1;
  flow.set(Flow::kAnchored, sender);
}

bool TcpStreams::is_reborn(const Flow& flow, std::uint64_t tag, Side sender,
                           const dissect::TcpSegment& segment, Bytes payload, Instant now) const {
  const auto& state = std::get<TcpState>(flow.state);
  const auto& sides = state.sides;
  const TcpSide& own = sides[index(sender)];
  // Half a hello is not given up for a packet that anybody may have sent: a request far ahead, or a
  // SYN that makes a later connection's of what goes on here.
  const bool half = own.head != kNoSlot && flow.has(Flow::kAnchored, sender) &&
                    state.stages[index(sender)] == Stage::tls;
  const bool begins = begins_client(payload) == Answer::certain;
  if (!flow.has(Flow::kReopened)) {
    // The later connection's SYN may not have been seen.
    const std::int32_t distance = ahead(segment.sequence, own.highest);
    const bool jump = distance > kJump || distance < -kJump;
    return jump && !half && flow.has(Flow::kPayload, sender) && begins;
  }
  const std::int32_t onward = ahead(segment.sequence, own.next);
  if (half && !begins && onward >= 0 && onward <= kMaxFromSyn) return false;
  const auto explains = [&](Side side) {
    const auto opening = openings_.find(tag, side, coarse_time(now));
    return opening && opening->sequence + 1 == sides[index(side)].first;
  };
  const auto opening = openings_.find(tag, sender, coarse_time(now));
  // A server that answers one SYN twice may do so with two numbers: the client's decide.
  if (!opening || explains(sender) || (opening->answers && explains(other(sender)))) return false;
  const std::int32_t distance = ahead(segment.sequence, opening->sequence);
  return distance >= 0 && distance <= kMaxFromSyn;
}

void TcpStreams::on_segment(Scene& scene, const dissect::TcpSegment& segment) {
  if (!scene.sight.frame.payload.empty()) {
    read_segment(scene, segment.sequence + (segment.syn ? 1 : 0));
  }
  if (segment.ack) on_acknowledgement(scene, segment.acknowledgement);
  resume_if_due(scene, Side::low);
  resume_if_due(scene, Side::high);
}

void TcpStreams::read_segment(Scene& scene, std::uint32_t sequence) {
  const Side side = scene.sender;
  const Bytes payload = scene.sight.frame.payload;
  const bool anchored = scene.flow.has(Flow::kAnchored, side);
  TwinHellos::Segment twin;
  if (anchored) twin = place_of(scene, sequence);
  if (stage_of(scene, side) == Stage::opaque) {
    read_opaque(scene, sequence, payload);
  } else if (stage_of(scene, side) != Stage::done) {
    if (anchored) {
      read_anchored(scene, sequence, payload);
    } else if (side_of(scene, side).head == kNoSlot) {
      begin_floating(scene, sequence, payload);
    } else {
      read_floating(scene, sequence, payload);
    }
  }
  if (anchored && !scene.flow.is_server(side)) read_twin(scene, twin);
  if (stage_of(scene, side) != Stage::done && scene.sight.frame.payload_cut != 0) {
    const auto size = static_cast<std::uint32_t>(payload.size());
    pass_cut(scene, sequence + size + scene.sight.frame.payload_cut);
  }
}

TwinHellos::Segment TcpStreams::place_of(Scene& scene, std::uint32_t sequence) const {
  using Where = TwinHellos::Segment::Where;
  const TcpSide& side = side_of(scene, scene.sender);
  const std::int32_t distance = ahead(sequence, side.next);
  const bool kept = side.head != kNoSlot && sequence == side.first &&
                    assembler_.run_from(side.head, assembler_.start(side.head)) != 0;
  Where where = distance == 0 ? Where::next : Where::ahead;
  if (kept || distance < 0) where = Where::again;
  return {sequence - side.first, where, scene.flow.has(Flow::kHello), scene.sight.frame.payload};
}

// What the client says in place of what it said may be what arrives.
void TcpStreams::read_twin(Scene& scene, const TwinHellos::Segment& segment) {
  const Flow& flow = scene.flow;
  const bool first = segment.offset == 0 && segment.where == TwinHellos::Segment::Where::again;
  // A request for a tunnel, and the hello in it: one did not take the place of the other.
  const bool both = flow.has(Flow::kHttp) && flow.has(Flow::kHello);
  if (first && !both && !flow.has(Flow::kPayload, other(scene.sender)) &&
      begins_request(segment.payload)) {
    http_.read_twin(scene, scene.sender, segment.payload);
  }
  twins_.on_segment(scene, segment);
}

void TcpStreams::read_anchored(Scene& scene, std::uint32_t sequence, Bytes payload) {
  TcpSide& side = side_of(scene, scene.sender);
  std::int32_t distance = ahead(sequence, side.next);
  if (distance < 0) {
    const auto old = static_cast<std::size_t>(-std::int64_t{distance});
    if (old >= payload.size()) return;
    payload = payload.subspan(old);
    distance = 0;
  }
  const auto gap = static_cast<std::uint32_t>(distance);
  if (side.head == kNoSlot) {
    const bool in_body = stage_of(scene, scene.sender) == Stage::http_body;
    if (gap != 0 && in_body && http_.pass_gap(scene.flow, gap)) side.next += gap;
    if (sequence == side.next || distance == 0) {
      read_in_place(scene, payload);
      return;
    }
  }
  const std::uint64_t start = side.head == kNoSlot ? 0 : assembler_.start(side.head);
  if (!keep(scene, start + gap, payload)) {
    // Too far ahead to wait for what lies between; it may begin something by itself.
    if (stage_of(scene, scene.sender) == Stage::opaque) {
      read_opaque(scene, sequence, payload);
    } else if (payload[0] == kTlsHandshake && !scene.flow.is_server(scene.sender)) {
      reader_.read_twin(scene, scene.sender, payload);
    }
    return;
  }
  drain(scene, scene.sender);
  if (gap != 0) note_resumption(scene, start + gap, payload);
}

// Reads octets that come in order, with nothing kept before them.
void TcpStreams::read_in_place(Scene& scene, Bytes payload) {
  keep_rest(scene, reader_.read(scene, scene.sender, payload, 0), payload);
}

// Keeps what a reading in place left over.
void TcpStreams::keep_rest(Scene& scene, const Reading& reading, Bytes payload) {
  TcpSide& side = side_of(scene, scene.sender);
  side.next += static_cast<std::uint32_t>(reading.taken);
  const Bytes rest = payload.subspan(reading.taken);
  if (rest.empty() || !keep(scene, 0, rest)) return;
  HeadNotes& notes = assembler_.notes(side.head);
  notes.wanted = reading.wanted;
  notes.examined = rest.size();
  notes.frame = scene.frame;
  notes.time = scene.time;
}

// The first payload seen of a direction whose beginning was not seen.
void TcpStreams::begin_floating(Scene& scene, std::uint32_t sequence, Bytes payload) {
  TcpSide& side = side_of(scene, scene.sender);
  Stage& stage = stage_of(scene, scene.sender);
  // It may be a later part of a hello whose beginning is still to come. That part may begin with a
  // record too: TLS is believed only where it begins with a hello.
  bool waits = false;
  if (payload[0] != kTlsHandshake || begins_either(payload) == Answer::certain) {
    side.next = sequence;
    const Reading reading = reader_.read(scene, scene.sender, payload, 0);
    if (is_accepted(scene, reading)) {
      scene.flow.set(Flow::kAnchored, scene.sender);
      keep_rest(scene, reading, payload);
      return;
    }
    waits = stage == Stage::fresh;
    stage = Stage::fresh;
  }
  side.next = sequence - back_;
  if (!keep(scene, back_, payload)) return;
  HeadNotes& notes = assembler_.notes(side.head);
  notes.scraps = waits || is_scrap(payload);
  notes.floating = payload.size();
}

void TcpStreams::read_floating(Scene& scene, std::uint32_t sequence, Bytes payload) {
  TcpSide& side = side_of(scene, scene.sender);
  const std::int32_t distance = ahead(sequence, side.next);
  const HeadNotes before = assembler_.notes(side.head);
  const bool earlier = before.earlier || static_cast<std::uint32_t>(distance) < back_;
  const bool within =
      distance >= 0 && static_cast<std::uint32_t>(distance) + payload.size() <= back_ + forth_;
  if (!within || (!earlier && before.floating + payload.size() > kEnough)) {
    close_head(side);
    stage_of(scene, scene.sender) = Stage::opaque;
    side.next = sequence;
    read_opaque(scene, sequence, payload);
    return;
  }
  const auto offset = static_cast<std::uint64_t>(distance);
  if (!keep(scene, offset, payload)) return;
  HeadNotes& notes = assembler_.notes(side.head);
  notes.scraps = notes.scraps || is_scrap(payload);
  notes.earlier = earlier;
  notes.floating += payload.size();
  // What begins may be this segment; or an earlier one, too short until now to be recognised.
  if (try_anchor(scene, offset) || !notes.scraps) return;
  const std::uint64_t begin = assembler_.run_begin(side.head, offset);
  if (begin != offset) try_anchor(scene, begin);
}

// Goes on from `offset` if what is there begins something.
bool TcpStreams::try_anchor(Scene& scene, std::uint64_t offset) {
  TcpSide& side = side_of(scene, scene.sender);
  const std::size_t run = assembler_.run_from(side.head, offset);
  const Bytes start = assembler_.read(side.head, offset, std::min(run, kProbed));
  const bool first_seen = offset == back_ && start[0] != kTlsHandshake;
  const bool dns =
      is_dns_port(scene.sight) && dissect::looks_like_dns_stream(start) == Answer::certain;
  if (!first_seen && !dns && begins_either(start) != Answer::certain) return false;
  // What was seen first may be the beginning of anything; nothing else is believed so easily.
  const Bytes octets = assembler_.read(side.head, offset, run);
  const Reading reading = reader_.read(scene, scene.sender, octets, 0);
  if (!is_accepted(scene, reading)) {
    stage_of(scene, scene.sender) = Stage::fresh;
    return false;
  }
  scene.flow.set(Flow::kAnchored, scene.sender);
  side.next += static_cast<std::uint32_t>(offset);
  assembler_.move_start(side.head, offset);
  if (settle(scene, scene.sender, reading, run)) drain(scene, scene.sender);
  return true;
}

// Did a reading of floating octets find out what is spoken?
bool TcpStreams::is_accepted(Scene& scene, const Reading& reading) {
  const Stage stage = stage_of(scene, scene.sender);
  return stage != Stage::opaque && (stage != Stage::fresh || reading.taken != 0);
}

// Nothing known is spoken. A segment may still begin TLS (after a preamble that nobody here knows)
// or a request (after octets that were lost).
void TcpStreams::read_opaque(Scene& scene, std::uint32_t sequence, Bytes payload) {
  TcpSide& side = side_of(scene, scene.sender);
  close_head(side);
  // What nobody could read may have been a decoy in the place of what comes now.
  const bool twin = sequence == side.first && begins_either(payload) == Answer::certain;
  if (ahead(sequence, side.next) < 0 && !twin) return;
  const bool server = scene.flow.is_server(scene.sender);
  if (server) http_.look_for_answer(scene, payload);
  const Answer begins = server ? begins_server_hello(payload) : begins_either(payload);
  if (begins == Answer::certain || begins == Answer::unsure) {
    side.next = sequence;
    scene.flow.set(Flow::kAnchored, scene.sender);
    scene.flow.set(Flow::kUnknownTold);  // or never: this is not how the flow began
    stage_of(scene, scene.sender) = Stage::fresh;
    read_in_place(scene, payload);
    return;
  }
  side.next = sequence + static_cast<std::uint32_t>(payload.size());
  const bool waited_enough = side.next - side.first > kPatientOctets;
  if (waited_enough && !scene.flow.has(Flow::kHttp)) stage_of(scene, scene.sender) = Stage::done;
}

// The capture kept only a part of the segment. What it left out will not come; what is there of a
// request is told.
void TcpStreams::pass_cut(Scene& scene, std::uint32_t end) {
  TcpSide& side = side_of(scene, scene.sender);
  const Stage stage = stage_of(scene, scene.sender);
  if (stage == Stage::done || !scene.flow.has(Flow::kAnchored, scene.sender)) return;
  const std::int32_t gap = ahead(end, side.next);
  if (gap <= 0) return;
  if (side.head != kNoSlot) {
    const std::uint64_t start = assembler_.start(side.head);
    const std::size_t run = assembler_.run_from(side.head, start);
    const Bytes rest = assembler_.read(side.head, start, run);
    if (stage == Stage::http) http_.read_cut_request(scene, scene.sender, rest);
    if (stage == Stage::tls) {
      counters_.add(Counter::hellos_given_up_gap);
      count_encrypted(scene.flow, counters_);
    }
    close_head(side);
  }
  const bool in_body =
      stage == Stage::http_body && http_.pass_gap(scene.flow, static_cast<std::uint64_t>(gap));
  if (!in_body && stage != Stage::http) lose(scene.flow, scene.sender);
  side.next = end;
}

// Keeps octets that cannot be read yet. False if they lie beyond what is kept, or there is no room;
// then the side has become opaque.
bool TcpStreams::keep(Scene& scene, std::uint64_t offset, Bytes payload) {
  TcpSide& side = side_of(scene, scene.sender);
  if (side.head == kNoSlot) {
    side.head = assembler_.open(scene.slot, scene.sight.now);
    waiting_[side.head].count = 0;
  }
  const Assembler::Added added = assembler_.add(side.head, offset, payload);
  if (added.conflict) counters_.add(Counter::segment_conflicts);
  return added.kept;
}

// Reads what is there without a hole at the front of the kept octets. `each`: what begins with a
// segment is told as of that segment; else as of the one that closed the hole.
void TcpStreams::drain(Scene& scene, Side which, bool each) {
  TcpSide& side = side_of(scene, which);
  while (side.head != kNoSlot) {
    const std::uint64_t start = assembler_.start(side.head);
    const std::size_t run = assembler_.run_from(side.head, start);
    if (run == 0 && pass_hole(scene, which)) continue;
    const HeadNotes notes = assembler_.notes(side.head);
    if (run == 0 || run < notes.wanted) return;
    const std::size_t part = each ? part_of_one(scene, side.head, start, run) : run;
    const std::size_t size = part < notes.wanted ? run : part;
    const Bytes octets = assembler_.read(side.head, start, size);
    const Reading reading = reader_.read(scene, which, octets, notes.examined);
    if (!settle(scene, which, reading, size) && size == run) return;
  }
}

// `run` octets from the front of the head were read. True if there may be more to read behind them.
bool TcpStreams::settle(Scene& scene, Side which, const Reading& reading, std::size_t run) {
  TcpSide& side = side_of(scene, which);
  const std::uint64_t front = assembler_.start(side.head) + reading.taken;
  side.next += static_cast<std::uint32_t>(reading.taken);
  const Stage stage = stage_of(scene, which);
  if (stage == Stage::done || stage == Stage::opaque || !assembler_.next_from(side.head, front)) {
    close_head(side);
    return false;
  }
  if (reading.taken != 0) assembler_.move_start(side.head, front);
  HeadNotes& notes = assembler_.notes(side.head);
  notes.wanted = reading.wanted;
  notes.examined = run - reading.taken;
  notes.frame = scene.frame;
  notes.time = scene.time;
  choose_resumption(side.head);
  return reading.taken == run;
}

void TcpStreams::close_head(TcpSide& side) {
  if (side.head == kNoSlot) return;
  assembler_.close(side.head);
  side.head = kNoSlot;
}

void TcpStreams::release(Flow& flow, SlotId slot, GivenUp reason) {
  twins_.release(slot);
  for (const Side which : {Side::low, Side::high}) {
    TcpSide& side = tcp_of(flow).sides[index(which)];
    if (side.head != kNoSlot) count_given_up(flow, which, reason);
    close_head(side);
    http_.release(flow, which);
  }
}

// What was read of this side leads no further.
void TcpStreams::lose(Flow& flow, Side which) {
  http_.release(flow, which);
  tcp_of(flow).stages[index(which)] = Stage::opaque;
}

void TcpStreams::on_head_given_up(Flow& flow, SlotId slot, SlotId head, GivenUp reason) {
  if (twins_.on_head_given_up(slot, head)) return;
  TcpState& tcp = tcp_of(flow);
  const Side which = tcp.sides[0].head == head ? Side::low : Side::high;
  TcpSide& side = tcp.sides[index(which)];
  side.head = kNoSlot;
  count_given_up(flow, which, reason);
  if (!flow.has(Flow::kAnchored, which)) side.next += back_;  // where its first piece was
  lose(flow, which);
}

void TcpStreams::count_given_up(Flow& flow, Side which, GivenUp reason) {
  // What floats was never known to be anything.
  if (!flow.has(Flow::kAnchored, which)) return;
  const Stage stage = std::get<TcpState>(flow.state).stages[index(which)];
  const bool hello = stage == Stage::tls && !flow.is_server(which);
  counters_.add(given_up_counter(reason, hello));
  if (hello) count_encrypted(flow, counters_);
}

}  // namespace cutoffd::track
