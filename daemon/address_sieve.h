// Which addresses or names were surely never put in: one bit of eight kilobytes says so.
//
// Of the SYNs of a flood, as of ordinary connections and answers, next to none has to do with an
// address that was answered for a watched name. To learn that from the tables behind it costs a
// lock, a keyed hash and three places of memory (a seventh of the CPU time of a flood); here it is
// one bit of the first-level cache. A bit that is set by chance costs that look and nothing else.
// Bits are never cleared: the tables push out, but hold no more than sets a quarter of the bits
// before a network has been up for long. Threads: any; what another thread put in before is seen
// as soon as its table is.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/address.h"
#include "core/bytes.h"
#include "core/octet_order.h"

namespace cutoffd {

class AddressSieve {
 public:
  // Whoever does not know the key cannot aim at bits.
  explicit AddressSieve(std::uint64_t key) : key_(key | 1U) {}

  void put(const IpAddress& address) { put(number_of(address)); }
  void put(std::string_view name) { put(number_of(name)); }
  [[nodiscard]] bool may_hold(const IpAddress& address) const { return holds(number_of(address)); }
  [[nodiscard]] bool may_hold(std::string_view name) const { return holds(number_of(name)); }

 private:
  static constexpr unsigned kBits = 16;

  static std::uint64_t number_of(const IpAddress& address) {
    const Bytes octets = address.octets();
    if (address.is_v4()) return low_first(octets.data(), 4);
    const std::uint64_t low = low_first(octets.data() + 8, 8);
    return low_first(octets.data(), 8) ^ (low << 29 | low >> 35);
  }
  // Names are told apart by their ends.
  static std::uint64_t number_of(std::string_view name) {
    if (name.size() < 8) return name.size();
    const std::uint64_t last = low_first(name.data() + name.size() - 8, 8);
    return low_first(name.data(), 8) ^ (last << 29 | last >> 35) ^ name.size();
  }
  [[nodiscard]] std::uint64_t bit_of(std::uint64_t number) const {
    number = (number ^ key_) * 0x9e3779b97f4a7c15U;  // 2^64 over the golden ratio
    return ((number ^ number >> 32) * key_) >> (64 - kBits);
  }
  void put(std::uint64_t number) {
    const std::uint64_t bit = bit_of(number);
    words_[bit / 64].fetch_or(std::uint64_t{1} << bit % 64, std::memory_order_relaxed);
  }
  [[nodiscard]] bool holds(std::uint64_t number) const {
    const std::uint64_t bit = bit_of(number);
    return (words_[bit / 64].load(std::memory_order_relaxed) >> bit % 64 & 1U) != 0;
  }

  std::uint64_t key_;
  std::array<std::atomic<std::uint64_t>, (std::size_t{1} << kBits) / 64> words_{};
};

}  // namespace cutoffd
