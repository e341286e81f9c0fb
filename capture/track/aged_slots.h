// A bounded set of slots that knows which of its taken slots is the oldest.
//
// The one mechanism behind "oldest first out": heads of streams, fragmented packets, watched flows,
// HTTP connections. Slot numbers begin at 1, so that 0 can say "none" in small structs. Slots that
// were used before are reused first: memory that was never needed is never touched. Threads: one
// owner. No allocation after construction; every operation takes constant time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "capture/track/lazy_array.h"

namespace cutoffd::track {

using SlotId = std::uint32_t;
inline constexpr SlotId kNoSlot = 0;

template <typename T>
class AgedSlots {
 public:
  explicit AgedSlots(std::size_t capacity) : capacity_(capacity), nodes_(capacity + 1) {}

  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::size_t taken() const { return taken_; }
  [[nodiscard]] bool full() const { return taken_ == capacity_; }
  // The slot that was taken (or renewed) longest ago.
  [[nodiscard]] SlotId oldest() const { return oldest_; }
  // The slot that is next in age; kNoSlot after the youngest.
  [[nodiscard]] SlotId younger(SlotId id) const { return nodes_[id].younger; }

  T& operator[](SlotId id) { return nodes_[id].value; }
  const T& operator[](SlotId id) const { return nodes_[id].value; }

  // A slot with a fresh value, the youngest of all; kNoSlot if all are taken.
  SlotId take() {
    SlotId id = free_;
    if (id != kNoSlot) {
      free_ = nodes_[id].younger;
    } else if (used_ < capacity_) {
      id = static_cast<SlotId>(++used_);
    } else {
      return kNoSlot;
    }
    ++taken_;
    nodes_[id].value = T{};
    append(id);
    return id;
  }
  void give_back(SlotId id) {
    unlink(id);
    nodes_[id].younger = free_;
    free_ = id;
    --taken_;
  }
  // Makes the slot the youngest.
  void renew(SlotId id) {
    unlink(id);
    append(id);
  }

 private:
  struct Node {
    SlotId older = kNoSlot;
    SlotId younger = kNoSlot;  // in a free slot: the next free one
    T value;
  };

  void append(SlotId id) {
    nodes_[id].older = youngest_;
    nodes_[id].younger = kNoSlot;
    (youngest_ == kNoSlot ? oldest_ : nodes_[youngest_].younger) = id;
    youngest_ = id;
  }
  void unlink(SlotId id) {
    const Node& node = nodes_[id];
    (node.older == kNoSlot ? oldest_ : nodes_[node.older].younger) = node.younger;
    (node.younger == kNoSlot ? youngest_ : nodes_[node.younger].older) = node.older;
  }

  std::size_t capacity_;
  LazyArray<Node> nodes_;
  std::size_t used_ = 0;  // slots that were ever taken
  std::size_t taken_ = 0;
  SlotId free_ = kNoSlot;
  SlotId oldest_ = kNoSlot;
  SlotId youngest_ = kNoSlot;
};

}  // namespace cutoffd::track
