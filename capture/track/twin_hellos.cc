#include "capture/track/twin_hellos.h"

#include <chrono>

#include "capture/dissect/tls_stream.h"
#include "capture/track/beginnings.h"

namespace cutoffd::track {
namespace {

// The longest hello, in records of the usual size.
constexpr std::uint32_t kLongest = dissect::kMaxHandshake + 4'096;
// Retransmission begins after 1 s (RFC 6298 section 2.1); a hello's segments come at once.
constexpr Duration kPlaceKept = std::chrono::seconds(3);

}  // namespace

void TwinHellos::on_segment(Scene& scene, std::uint32_t offset, Where where, Bytes payload) {
  if (offset >= kLongest) return;
  const bool first = offset == 0 && where == Where::again &&
                     begins_client_hello(payload) != dissect::Answer::not_mine;
  if (first && reader_.read_twin(scene, scene.sender, payload) == 0) return;  // whole, or none
  Place& place = place_of(scene.slot);
  if (place.flow != scene.slot || place.side != scene.sender) {
    const bool answered = scene.flow.has(Flow::kPayload, other(scene.sender));
    const bool begins = first || may_be_later(scene, offset, where);
    if (!begins || answered || !begin(scene, place)) return;
  }
  Assembler::Added added = assembler_.add(place.head, offset, payload);
  if (first && added.kept && added.conflict) {
    // A third hello. The one before it was given up by its sender, or never meant.
    close(place);
    if (!begin(scene, place)) return;
    added = assembler_.add(place.head, offset, payload);
  }
  // Not kept: the assembler may have given up this very head for want of room.
  if (added.kept) read(scene, place);
}

// A later segment of a copy may come before its first one, where a hello was read. What only goes
// on behind that is a copy's where the server is seen and has not answered; else it is what
// everybody says next.
bool TwinHellos::may_be_later(const Scene& scene, std::uint32_t offset, Where where) {
  if (offset == 0 || !scene.flow.has(Flow::kHello)) return false;
  return where != Where::next || scene.flow.has(Flow::kSaw, other(scene.sender));
}

bool TwinHellos::begin(Scene& scene, Place& place) {
  const Instant now = scene.sight.now;
  if (place.flow != kNoSlot && now - assembler_.opened(place.head) < kPlaceKept) {
    counters_.add(Counter::heads_given_up_room);
    return false;
  }
  close(place);
  const SlotId head = assembler_.open(scene.slot, now);
  place = {scene.slot, head, scene.sender};
  return true;
}

void TwinHellos::read(Scene& scene, Place& place) {
  const std::size_t run = assembler_.run_from(place.head, 0);
  if (run == 0 || run < assembler_.notes(place.head).wanted) return;
  const Bytes octets = assembler_.read(place.head, 0, run);
  const std::size_t wanted = reader_.read_twin(scene, place.side, octets);
  if (wanted == 0) return close(place);
  assembler_.notes(place.head).wanted = wanted;
}

bool TwinHellos::on_head_given_up(SlotId flow, SlotId head) {
  Place& place = place_of(flow);
  if (place.flow != flow || place.head != head) return false;
  place = {};
  return true;
}

void TwinHellos::release(SlotId flow) {
  Place& place = place_of(flow);
  if (place.flow == flow) close(place);
}

void TwinHellos::close(Place& place) {
  if (place.flow != kNoSlot) assembler_.close(place.head);
  place = {};
}

}  // namespace cutoffd::track
