// Copies that a mirror port makes of one packet: seen on entering and on leaving a switch, in both
// VLANs, before and after routing. Recognised before the flow is looked up.
//
// A copy has the same IP source, destination and identification and the same transport content as a
// packet of a moment ago, but another MAC pair, VLAN stack or TTL. What is the same down to the
// link layer is not called a copy: it cannot be told from a sender that repeats itself, and
// repeated questions are told each time (the judge folds them). In the captures that this was tried
// on, such exact repetitions are counted by every other tool, while packets that differ only in
// MAC, VLAN or TTL within the window were copies without exception.
//
// Of two copies the one with the higher TTL was taken nearer to the sender. If that TTL is one with
// which hosts begin, the sender is on that very link, and its MAC there is worth telling.
//
// Only UDP datagrams and TCP's SYN are looked at: everything else in TCP is harmless twice, since
// sequence numbers say what was read. Address translation changes the packet too far to see.
// Threads: one owner. A fixed table; what is overwritten early is merely not recognised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/dissect/frame.h"
#include "capture/track/flow_key.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "core/address.h"
#include "core/time.h"

namespace cutoffd::track {

class Copies {
 public:
  Copies(Duration window, const HashKey& key);

  struct Verdict {
    bool copy = false;
    // With `copy`: the sender's MAC on its own link, if the pair shows it.
    std::optional<Mac> sender;
  };
  // What all copies of a packet have alike, as one number. `frame` holds TCP or UDP, of this flow.
  [[nodiscard]] std::uint64_t tag_of(const dissect::Frame& frame, const FlowKey& flow) const;
  // Brings its place nearer, for a look that comes a few packets later.
  void prefetch(std::uint64_t tag) const { __builtin_prefetch(&entries_[bucket_of(tag)]); }
  // `tag` is that of `frame`. Remembers the packet if it is the first of its kind.
  Verdict look(const dissect::Frame& frame, std::uint64_t tag, Instant now);
  Verdict look(const dissect::Frame& frame, Instant now) {
    return look(frame, tag_of(frame, flow_key(key_, frame)), now);
  }

 private:
  struct Entry {
    std::uint64_t tag = 0;
    Instant time{};
    std::uint32_t link = 0;  // hash of MACs and VLANs
    std::uint8_t ttl = 0;
    bool has_mac = false;
    Mac source;
  };
  static constexpr std::size_t kEntries = 8192;
  static constexpr std::size_t kWays = 2;

  static std::size_t bucket_of(std::uint64_t tag) { return tag % (kEntries / kWays) * kWays; }
  [[nodiscard]] std::uint32_t link_of(const dissect::Frame& frame) const;

  Duration window_;
  HashKey key_;
  LazyArray<Entry> entries_;
};

}  // namespace cutoffd::track
