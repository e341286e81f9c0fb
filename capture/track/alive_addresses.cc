#include "capture/track/alive_addresses.h"

namespace cutoffd::track {

AliveAddresses::AliveAddresses(const HashKey& key, FactSink& facts, Counters& counters,
                               std::size_t fewer)
    : key_(key),
      facts_(facts),
      counters_(counters),
      told_(kEntries / fewer),
      mask_(told_.size() - 1) {}

void AliveAddresses::saw(const Sight& sight, const IpAddress& ip, std::uint64_t hash) {
  const std::int64_t now = sight.now.time_since_epoch().count();
  const auto grain = static_cast<std::uint64_t>(now / kLivenessGrain.count());
  std::uint64_t& told = told_[hash & mask_];
  // Of one address another number in each ten minutes; of two addresses in one place never the
  // same, but for a chance of one in 2^48.
  const std::uint64_t tag = hash + grain * kEntries;
  if (told == tag) return;
  const std::int64_t second = now / Duration(std::chrono::seconds(1)).count();
  if (second != second_) in_second_ = 0;
  second_ = second;
  if (in_second_ == kPerSecond) return counters_.add(Counter::liveness_held_back);
  ++in_second_;
  told = tag;
  facts_.on_fact(Fact(Liveness{sight.now, ip, sight.sender().mac}));
}

}  // namespace cutoffd::track
