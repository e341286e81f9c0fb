// Tells which address belongs to which MAC or name, once per change.
//
// Remembers, for each address and source, a hash of what was told last. A fixed table: an address
// that was pushed out is told again when it is next seen, which costs a fact and harms nothing.
// Threads: one owner. No allocation after construction.
#pragma once

#include <cstdint>

#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "core/fact.h"

namespace cutoffd::track {

class Bindings {
 public:
  Bindings(const HashKey& key, FactSink& facts, std::size_t fewer = 1);

  void tell(const Binding& binding);

 private:
  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t value = 0;
  };
  static constexpr std::size_t kEntries = 16'384;
  static constexpr std::size_t kWays = 4;

  HashKey key_;
  FactSink& facts_;
  LazyArray<Entry> entries_;
};

}  // namespace cutoffd::track
