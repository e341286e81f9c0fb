// A second hello in the place of one that was read, in several segments.
//
// One of the two may be a decoy that never arrives (by its TTL or a wrong checksum), and nobody
// here knows which. The stream itself goes on with the first copy of each octet. So a second copy
// is put together beside it, in whatever order its segments come, and its name is told if it is
// another one. Segments of the decoy may come among those of the real one: when a copy is whole,
// what came before the segment that made it so is kept for another such segment, a few times.
//
// Mostly a second copy is the same once more, or a part of it: one that is never completed is not
// counted. Bounds: one a flow, kPlaces of them at a time, each in a place that its flow's slot
// decides; a place is left to who waits in it for some seconds, and who begins in vain is counted.
// What they hold is the assembler's. Threads: one owner. No allocation after construction.
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

  // A segment with payload of a side that is no server and whose beginning is known.
  struct Segment {
    // In the place of octets that were seen, behind the last that were read, or farther on.
    enum class Where : std::uint8_t { again, next, ahead };
    std::uint32_t offset = 0;  // in its stream
    Where where = Where::next;
    bool hello_read = false;  // before it
    Bytes payload{};
  };
  void on_segment(Scene& scene, const Segment& segment);
  // Is half a copy of this flow here, whose rest is still expected?
  [[nodiscard]] bool waits(SlotId flow, Instant now) const {
    const Place& place = places_[index_of(flow)];
    return place.flow == flow && is_kept(place, now);
  }
  // The assembler closes a head of this flow. False if it is none of these.
  bool on_head_given_up(SlotId flow, SlotId head);
  // The flow is forgotten.
  void release(SlotId flow);

 private:
  struct Place {
    SlotId flow = kNoSlot;  // none: free
    SlotId head = kNoSlot;
    Side side = Side::low;
    unsigned whole = 0;  // how often it was, and once more where its first segment is to come
  };
  static constexpr unsigned kPlaceBits = 6;
  static constexpr std::size_t kPlaces = std::size_t{1} << kPlaceBits;

  // Slots are taken in steps (FlowTable), which must not leave most places empty.
  static std::size_t index_of(SlotId flow) { return flow * 0x9e3779b1U >> (32U - kPlaceBits); }
  static bool may_be_later(const Scene& scene, const Segment& segment);
  [[nodiscard]] bool is_kept(const Place& place, Instant now) const;
  bool begin(Scene& scene, Place& place, bool first);
  void add(Scene& scene, Place& place, const Segment& segment);
  void keep_part(Scene& scene, Place& place, Bytes octets, unsigned whole);
  void close(Place& place);

  Assembler& assembler_;
  StreamReader& reader_;
  Counters& counters_;
  std::array<Place, kPlaces> places_{};
};

}  // namespace cutoffd::track
