// Who opened a connection, and with which sequence numbers: remembered from SYN to first payload.
//
// A bare SYN costs sixteen octets of a fixed table, never an entry of the flow table: a SYN flood
// overwrites its own likes and pushes out nothing else. An opening that was overwritten is no loss
// of a name: such a connection is read like one that was picked up in its middle. Threads: one
// owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/track/flow.h"
#include "capture/track/flow_key.h"
#include "capture/track/lazy_array.h"

namespace cutoffd::track {

class Openings {
 public:
  explicit Openings(std::size_t entries);

  void prefetch(std::uint64_t tag) const { __builtin_prefetch(&entries_[bucket_of(tag)]); }
  // `sender` sent a SYN (answering another: a SYN with ACK) with this sequence number.
  void remember(std::uint64_t tag, Side sender, std::uint32_t sequence, bool answers,
                std::uint32_t now);

  struct Opening {
    std::uint32_t sequence = 0;  // of the SYN itself; payload begins one later
    bool answers = false;        // SYN with ACK: its sender is the server
  };
  // What `sender`'s last SYN said, if it came within the last minutes.
  [[nodiscard]] std::optional<Opening> find(std::uint64_t tag, Side sender,
                                            std::uint32_t now) const;

 private:
  struct Entry {
    std::uint64_t check = 0;  // the tag with side and kind in its lowest bits; 0: empty
    std::uint32_t sequence = 0;
    std::uint32_t time = 0;
  };
  static constexpr std::size_t kWays = 4;  // one cache line
  [[nodiscard]] std::size_t bucket_of(std::uint64_t tag) const {
    return (tag >> 32 & mask_) * kWays;
  }

  LazyArray<Entry> entries_;
  std::uint64_t mask_;
};

}  // namespace cutoffd::track
