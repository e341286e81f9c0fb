#include "capture/track/flow_table.h"

#include <algorithm>
#include <bit>

namespace cutoffd::track {
namespace {

static_assert(sizeof(Flow) <= 64, "one cache line a flow");

// How gladly a flow is given up: by its age, and before all others if nothing more is to be learnt.
std::uint64_t dispensability(const Flow& flow, std::uint32_t now) {
  constexpr std::uint64_t kUnwatched = std::uint64_t{1} << 33;
  constexpr std::uint64_t kFinished = std::uint64_t{1} << 32;
  std::uint64_t value = coarse_age(now, flow.last_seen);
  if (flow.watch == 0) value |= kUnwatched;
  const auto* tcp = std::get_if<TcpState>(&flow.state);
  const bool finished =
      tcp != nullptr && tcp->stages[0] == Stage::done && tcp->stages[1] == Stage::done;
  const bool closed = flow.has(Flow::kFin, Side::low) && flow.has(Flow::kFin, Side::high);
  if (finished || closed) value |= kFinished;
  return value;
}

}  // namespace

FlowTable::FlowTable(std::size_t flows)
    : tags_(std::bit_ceil(std::max(flows, kWays))),
      flows_(tags_.size()),
      mask_(tags_.size() / kWays - 1) {}

SlotId FlowTable::find(std::uint64_t tag) const {
  const std::size_t bucket = bucket_of(tag);
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    if (tags_[i] == tag) return static_cast<SlotId>(i + 1);
  }
  return kNoSlot;
}

SlotId FlowTable::place_for(std::uint64_t tag, std::uint32_t now) const {
  const std::size_t bucket = bucket_of(tag);
  std::size_t best = bucket;
  std::uint64_t most = 0;
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    if (tags_[i] == 0) return static_cast<SlotId>(i + 1);
    const std::uint64_t value = dispensability(flows_[i], now);
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return static_cast<SlotId>(best + 1);
}

Flow& FlowTable::occupy(SlotId slot, std::uint64_t tag) {
  tags_[slot - 1] = tag;
  flows_[slot - 1] = Flow{};
  ++count_;
  return flows_[slot - 1];
}

void FlowTable::empty(SlotId slot) {
  tags_[slot - 1] = 0;
  --count_;
}

}  // namespace cutoffd::track
