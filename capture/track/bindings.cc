#include "capture/track/bindings.h"

#include <algorithm>

namespace cutoffd::track {

Bindings::Bindings(const HashKey& key, FactSink& facts, std::size_t fewer)
    : key_(key), facts_(facts), entries_(kEntries / fewer) {}

void Bindings::tell(const Binding& binding) {
  const std::uint64_t key =
      KeyedHash(key_).add(binding.ip).add(static_cast<std::uint64_t>(binding.source)).finish();
  KeyedHash hash(key_);
  hash.add(std::uint64_t{binding.mac.has_value()});
  if (binding.mac) hash.add(Bytes(binding.mac->octets));
  hash.add(as_bytes(binding.hostname.view()));
  hash.add(as_bytes(binding.client_id.view()));
  hash.add(std::uint64_t{binding.lease});
  const std::uint64_t value = hash.finish();

  Entry* const bucket = &entries_[(key & (entries_.size() / kWays - 1)) * kWays];
  Entry* const end = bucket + kWays;
  Entry* found = std::find_if(bucket, end, [&](const Entry& e) { return e.key == key; });
  if (found != end && found->value == value) return;
  // The last told stands first; whoever stands last makes room.
  if (found == end) found = end - 1;
  std::move_backward(bucket, found, found + 1);
  *bucket = {key, value};
  facts_.on_fact(Fact(binding));
}

}  // namespace cutoffd::track
