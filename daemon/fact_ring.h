// A bounded queue of facts from one capture worker to the control thread.
//
// Single producer, single consumer, no locks, no allocation after construction. When it is full the
// fact is refused and the producer counts it: a worker never waits for the judge.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <vector>

#include "core/fact.h"

namespace cutoffd {

class FactRing {
 public:
  // Capacity is rounded up to a power of two.
  explicit FactRing(std::size_t capacity) : slots_(std::bit_ceil(capacity)) {}

  // Producer's side.
  bool push(const Fact& fact) {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head - tail_.load(std::memory_order_acquire) == slots_.size()) return false;
    slots_[head & (slots_.size() - 1)] = fact;
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

  // Consumer's side: the oldest fact, or nothing. It stays until pop().
  [[nodiscard]] const Fact* front() const {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (head_.load(std::memory_order_acquire) == tail) return nullptr;
    return &slots_[tail & (slots_.size() - 1)];
  }
  void pop() { tail_.fetch_add(1, std::memory_order_release); }

 private:
  // Head and tail on cache lines of their own: the two threads write them all the time.
  alignas(64) std::atomic<std::size_t> head_{0};
  alignas(64) std::atomic<std::size_t> tail_{0};
  alignas(64) std::vector<Fact> slots_;
};

}  // namespace cutoffd
