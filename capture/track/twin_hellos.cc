#include "capture/track/twin_hellos.h"

#include <chrono>

#include "capture/dissect/tls_stream.h"

namespace cutoffd::track {
namespace {

using Where = TwinHellos::Segment::Where;

// No client's hello is longer unless it is padded; what a client sends behind it, without waiting
// for the answer, is not kept in its place.
constexpr std::uint32_t kLongest = 16'384;
// Retransmission begins after 1 s (RFC 6298 section 2.1); a hello's segments come at once.
constexpr Duration kPlaceKept = std::chrono::seconds(3);
// A copy is read whenever it is whole, all its octets each time: so often, until it begins anew.
constexpr unsigned kMostWhole = 4;
// RFC 8446 section 5.1: what follows a hello where a client does not wait for the answer.
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kApplicationData = 23;

}  // namespace

void TwinHellos::on_segment(Scene& scene, const Segment& segment) {
  if (segment.offset >= kLongest) return;
  const bool first = segment.offset == 0 && segment.where == Where::again &&
                     segment.payload[0] == dissect::kHandshakeRecord;
  // Whole by itself, or nothing that could become a hello.
  if (first && reader_.read_twin(scene, scene.sender, segment.payload) == 0) return;
  Place& place = places_[index_of(scene.slot)];
  const bool own = place.flow == scene.slot && place.side == scene.sender;
  if (own) return add(scene, place, segment);
  if ((first || may_be_later(scene, segment)) && begin(scene, place, first)) {
    add(scene, place, segment);
  }
}

// A later segment of a copy may come before its first one, where a hello was read and the server
// has not answered. (Where it is never seen, any retransmission would do.)
bool TwinHellos::may_be_later(const Scene& scene, const Segment& segment) {
  const Side server = other(scene.sender);
  if (segment.offset == 0 || !segment.hello_read || !scene.flow.has(Flow::kSaw, server) ||
      scene.flow.has(Flow::kPayload, server)) {
    return false;
  }
  const std::uint8_t type = segment.payload[0];
  const bool goes_on = type == kChangeCipherSpec || type == kApplicationData;
  return segment.where != Where::next || !goes_on;
}

bool TwinHellos::is_kept(const Place& place, Instant now) const {
  return place.flow != kNoSlot && place.whole == 0 &&
         now - assembler_.opened(place.head) < kPlaceKept;
}

bool TwinHellos::begin(Scene& scene, Place& place, bool first) {
  const Instant now = scene.sight.now;
  if (is_kept(place, now)) {
    if (first) counters_.add(Counter::heads_given_up_room);
    return false;
  }
  close(place);
  const SlotId head = assembler_.open(scene.slot, now);
  place = {scene.slot, head, scene.sender, first ? 0U : 1U};
  return true;
}

void TwinHellos::add(Scene& scene, Place& place, const Segment& segment) {
  if (segment.offset == 0 && segment.payload[0] != dissect::kHandshakeRecord) return;
  const Assembler::Added added = assembler_.add(place.head, segment.offset, segment.payload);
  // The assembler may have given up this very head for want of room.
  if (!added.kept) return;
  // A third hello begins. The one before it was given up by its sender, or never meant.
  if (segment.offset == 0 && added.conflict) return keep_part(scene, place, segment.payload, 0);
  const std::size_t run = assembler_.run_from(place.head, 0);
  if (run == 0 || run < assembler_.notes(place.head).wanted) return;
  const Bytes octets = assembler_.read(place.head, 0, run);
  const std::size_t wanted = reader_.read_twin(scene, place.side, octets);
  if (wanted != 0) {
    assembler_.notes(place.head).wanted = wanted;
  } else if (segment.offset == 0) {
    keep_part(scene, place, segment.payload, 1);
  } else if (place.whole < kMostWhole && segment.offset < octets.size()) {
    keep_part(scene, place, octets.first(segment.offset), place.whole + 1);
  } else {
    close(place);
  }
}

// Goes on with these octets of the stream's beginning alone.
void TwinHellos::keep_part(Scene& scene, Place& place, Bytes octets, unsigned whole) {
  close(place);
  const SlotId head = assembler_.open(scene.slot, scene.sight.now);
  place = {scene.slot, head, scene.sender, whole};
  assembler_.add(head, 0, octets);
}

bool TwinHellos::on_head_given_up(SlotId flow, SlotId head) {
  Place& place = places_[index_of(flow)];
  if (place.flow != flow || place.head != head) return false;
  place = {};
  return true;
}

void TwinHellos::release(SlotId flow) {
  Place& place = places_[index_of(flow)];
  if (place.flow == flow) close(place);
}

void TwinHellos::close(Place& place) {
  if (place.flow != kNoSlot) assembler_.close(place.head);
  place = {};
}

}  // namespace cutoffd::track
