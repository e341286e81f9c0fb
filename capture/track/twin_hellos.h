// A second hello in the place of one that was read, in several segments.
//
// One of the two may be a decoy that never arrives (by its TTL or a wrong checksum), and nobody
// here knows which. The stream itself goes on with the first copy of each octet. So a second copy
// is put together beside it, in whatever order its segments come, and its name is told if it is
// another one. That begins before the server has said anything, which it does not before it has a
// hello.
//
// Mostly a second copy is the same once more, or a part of it: one that is never completed is not
// counted. Bounds: one a flow, kPlaces of them at a time, each in a place that its flow's slot
// decides; a place is left to who has it for some seconds, and who comes in vain is counted. What
// they hold is the assembler's. Threads: one owner. No allocation after construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "capture/track/assembler.h"
#include "capture/track/stream.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class TwinHellos {
 public:
  TwinHellos(Assembler& assembler, StreamReader& reader, Counters& counters)
      : assembler_(assembler), reader_(reader), counters_(counters) {}

  // Where a segment lies: in the place of octets that were seen, behind the last that were read, or
  // farther on.
  enum class Where : std::uint8_t { again, next, ahead };
  // A segment with payload of a side that is no server and whose beginning is known, at `offset` of
  // its stream; before it the flow was read as far as `where` says.
  void on_segment(Scene& scene, std::uint32_t offset, Where where, Bytes payload);
  // The assembler closes a head of this flow. False if it is none of these.
  bool on_head_given_up(SlotId flow, SlotId head);
  // The flow is forgotten.
  void release(SlotId flow);

 private:
  struct Place {
    SlotId flow = kNoSlot;  // none: free
    SlotId head = kNoSlot;
    Side side = Side::low;
  };
  static constexpr std::size_t kPlaces = 64;

  Place& place_of(SlotId flow) { return places_[flow % kPlaces]; }
  static bool may_be_later(const Scene& scene, std::uint32_t offset, Where where);
  bool begin(Scene& scene, Place& place);
  void read(Scene& scene, Place& place);
  void close(Place& place);

  Assembler& assembler_;
  StreamReader& reader_;
  Counters& counters_;
  std::array<Place, kPlaces> places_{};
};

}  // namespace cutoffd::track
