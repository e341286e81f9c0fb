// Flows of which nothing more can be learnt, told to whoever may keep the rest of them below
// (core/flow_shunt.h), and what stayed there taken over into the tracker's counts.
//
// Finished is a direction of a TCP connection that has been read as far as anybody reads it, also
// where the other one still is, and a QUIC connection whose hello was told. Never one that is
// watched, whose octets are evidence; never one on which an HTTP/1 request was read, for another
// may follow; never one in a tunnel. Without a shunt all this costs a comparison. Threads: one
// owner. No allocation.
#pragma once

#include <array>
#include <cstdint>

#include "capture/track/flow_table.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/sight.h"
#include "core/flow_shunt.h"

namespace cutoffd::track {

class FinishedFlows {
 public:
  // `shunt` may be null.
  FinishedFlows(FlowShunt* shunt, const HashKey& key, const FlowTable& flows);

  // A segment of the flow came up; before anything is made of it.
  void catch_up(Flow& flow, SlotId slot, Side sender, const dissect::TcpSegment& segment) {
    if (shunt_ != nullptr) take_over(flow, slot, sender, segment);
  }
  // A packet of the flow was read.
  void look_at(const Flow& flow, SlotId slot, std::uint64_t tag, const Sight& sight) {
    if (shunt_ == nullptr) return;
    if (const Sides sides = finished_sides(flow, sight); sides[0] || sides[1]) {
      tell(flow, slot, tag, sides);
    }
  }
  // Nothing of the flow came up for long: did any of it stay below?
  [[nodiscard]] bool moved(SlotId slot) const {
    return shunt_ != nullptr && shunt_->moved(slot - 1);
  }
  void forget(SlotId slot) {
    if (shunt_ != nullptr) shunt_->forget(slot - 1);
  }

 private:
  using Sides = std::array<bool, 2>;
  static Sides finished_sides(const Flow& flow, const Sight& sight);
  void take_over(Flow& flow, SlotId slot, Side sender, const dissect::TcpSegment& segment);
  void tell(const Flow& flow, SlotId slot, std::uint64_t tag, const Sides& sides);

  FlowShunt* shunt_;
};

}  // namespace cutoffd::track
