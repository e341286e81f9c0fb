// A bounded queue of facts from one capture worker to the control thread.
//
// Single producer, single consumer, no locks, no allocation after construction. When it is full the
// fact is refused and the producer counts it: a worker never waits for the judge.
//
// Contacts may fill all of it, everything else half: who is alive, whose address it is and who uses
// a public resolver comes by the thousands in a burst, and must not push out what the program is
// for. What is refused of it is told again when it is due again.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <variant>
#include <vector>

#include "core/fact.h"

namespace cutoffd {

// Says nothing of a contact by itself, nor of whether the sensor sees.
inline bool is_background(const Fact& fact) {
  const auto* trace = std::get_if<MarkTrace>(&fact);
  return (trace != nullptr && trace->kind == MarkTrace::Kind::resolver_used) ||
         std::holds_alternative<Binding>(fact) || std::holds_alternative<Liveness>(fact) ||
         std::holds_alternative<SystemChange>(fact) || std::holds_alternative<Passage>(fact);
}

class FactRing {
 public:
  // Capacity is rounded up to a power of two.
  explicit FactRing(std::size_t capacity) : slots_(std::bit_ceil(capacity)) {}

  // Producer's side.
  [[nodiscard]] bool has_room_for_background() const { return waiting() < slots_.size() / 2; }
  bool push(const Fact& fact) {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (waiting() == slots_.size()) return false;
    if (is_background(fact) && !has_room_for_background()) return false;
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
  [[nodiscard]] std::size_t waiting() const {
    return head_.load(std::memory_order_relaxed) - tail_.load(std::memory_order_acquire);
  }

  // Head and tail on cache lines of their own: the two threads write them all the time.
  alignas(64) std::atomic<std::size_t> head_{0};
  alignas(64) std::atomic<std::size_t> tail_{0};
  alignas(64) std::vector<Fact> slots_;
};

}  // namespace cutoffd
