// Tells who is alive: each address once in each ten minutes of the clock in which it sent something
// by its own will.
//
// A fixed table; an address that was pushed out is told again, which costs a fact and harms
// nothing. At most so many are told in a second: forged addresses must not fill the road to the
// judge; whoever is held back is told when it sends again. Threads: one owner. No allocation after
// construction.
#pragma once

#include <cstdint>

#include "capture/track/flow_key.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "capture/track/sight.h"
#include "core/counters.h"
#include "core/fact.h"

namespace cutoffd::track {

class AliveAddresses {
 public:
  AliveAddresses(const HashKey& key, FactSink& facts, Counters& counters, std::size_t fewer = 1);

  // The sender of this packet began something, or said who it is.
  void saw(const Sight& sight, const IpAddress& ip) { saw(sight, ip, hash_of(ip)); }
  // `hash` is that of `ip`.
  void saw(const Sight& sight, const IpAddress& ip, std::uint64_t hash);
  [[nodiscard]] std::uint64_t hash_of(const IpAddress& ip) const {
    if (ip.is_v4()) return KeyedHash(key_).add(std::uint64_t{v4_number(ip)}).finish();
    return KeyedHash(key_).add(ip).finish();
  }
  // Brings its place nearer, for a packet that comes a few packets later.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&told_[hash & mask_], 1); }

 private:
  static constexpr std::size_t kEntries = 65'536;
  static constexpr std::uint32_t kPerSecond = 512;

  HashKey key_;
  FactSink& facts_;
  Counters& counters_;
  LazyArray<std::uint64_t> told_;  // of the address and the ten minutes
  std::uint64_t mask_;
  std::int64_t second_ = 0;
  std::uint32_t in_second_ = 0;
};

}  // namespace cutoffd::track
