// Counters: what happened, how often. One set per worker; sums are made by whoever shows them.
//
// Threads: a set is written by one thread. A reader on another thread sees each number whole
// (relaxed atomics), not all of one instant.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/counter_list.h"

namespace cutoffd {

enum class Counter : std::uint8_t {
#define CUTOFFD_COUNTER(name, text) name,
  CUTOFFD_COUNTERS(CUTOFFD_COUNTER)
#undef CUTOFFD_COUNTER
};

inline constexpr std::size_t kCounters = 0
#define CUTOFFD_COUNTER(name, text) +1
    CUTOFFD_COUNTERS(CUTOFFD_COUNTER)
#undef CUTOFFD_COUNTER
    ;

std::string_view name_of(Counter counter);
std::string_view meaning_of(Counter counter);

class Counters {
 public:
  void add(Counter counter, std::uint64_t n = 1) {
    auto& cell = cells_[static_cast<std::size_t>(counter)];
    // One writer: a plain load and store is enough and costs no locked instruction.
    cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void set(Counter counter, std::uint64_t n) {
    cells_[static_cast<std::size_t>(counter)].store(n, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t get(Counter counter) const {
    return cells_[static_cast<std::size_t>(counter)].load(std::memory_order_relaxed);
  }
  void add_all(const Counters& other) {
    for (std::size_t i = 0; i < kCounters; ++i) {
      const auto counter = static_cast<Counter>(i);
      add(counter, other.get(counter));
    }
  }

 private:
  std::array<std::atomic<std::uint64_t>, kCounters> cells_{};
};

}  // namespace cutoffd
