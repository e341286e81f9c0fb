// The table of flows: fixed in size, found by tag, the idle and the oldest go first.
//
// Eight places make a bucket; their tags lie in one cache line, so that a look-up touches one line
// for the tags and one for the flow. When a bucket is full, a flow that is finished goes first,
// then the one that was silent longest. There is no chain to grow and nothing to rehash. A flow's
// place (its slot) stays the same while it lives. Threads: one owner. No allocation after
// construction.
#pragma once

#include <cstddef>
#include <cstdint>

#include "capture/track/aged_slots.h"
#include "capture/track/flow.h"
#include "capture/track/lazy_array.h"

namespace cutoffd::track {

class FlowTable {
 public:
  // Rounded up to a power of two.
  explicit FlowTable(std::size_t flows);

  [[nodiscard]] std::size_t capacity() const { return tags_.size(); }
  [[nodiscard]] std::size_t buckets() const { return mask_ + 1; }
  [[nodiscard]] std::size_t count() const { return count_; }

  // Brings the bucket's tags nearer, for a look-up that comes a few packets later.
  void prefetch(std::uint64_t tag) const { __builtin_prefetch(&tags_[bucket_of(tag)]); }

  [[nodiscard]] SlotId find(std::uint64_t tag) const;
  // The place where a flow of this tag would go: empty, or taken by the flow that has to leave for
  // it. The caller empties it first (empty()), then calls occupy().
  [[nodiscard]] SlotId place_for(std::uint64_t tag, std::uint32_t now) const;
  [[nodiscard]] bool taken(SlotId slot) const { return tags_[slot - 1] != 0; }
  Flow& occupy(SlotId slot, std::uint64_t tag);
  void empty(SlotId slot);

  Flow& operator[](SlotId slot) { return flows_[slot - 1]; }
  const Flow& operator[](SlotId slot) const { return flows_[slot - 1]; }

 private:
  static constexpr std::size_t kWays = 8;
  [[nodiscard]] std::size_t bucket_of(std::uint64_t tag) const { return (tag & mask_) * kWays; }

  LazyArray<std::uint64_t> tags_;  // 0: empty
  LazyArray<Flow> flows_;
  std::uint64_t mask_;  // of buckets
  std::size_t count_ = 0;
};

}  // namespace cutoffd::track
