// The one source of chance of a workload: the same seed gives the same octets on every machine.
//
// SplitMix64 (Steele, Lea, Flood 2014); the standard library's distributions differ between
// libraries and are not used. Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/bytes.h"

namespace cutoffd::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {
    noise_.resize(kNoise);
    for (std::uint8_t& octet : noise_) octet = static_cast<std::uint8_t>(next());
  }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
  }
  std::uint64_t below(std::uint64_t end) { return next() % end; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + below(high - low + 1);
  }
  // In [0, 1).
  double part() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double share) { return part() < share; }
  template <typename List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }
  // Octets that no compressor and no parser knows; at most kNoise. Borrowed until destruction.
  Bytes noise(std::size_t size) { return Bytes(noise_).subspan(below(kNoise - size), size); }

 private:
  static constexpr std::size_t kNoise = 1U << 20;
  std::uint64_t state_;
  std::vector<std::uint8_t> noise_;
};

}  // namespace cutoffd::bench
