// QUIC datagrams that came before the one whose connection id makes their keys: kept until that one
// comes. Such is what a client sends under an id that the server chose, overtaken on its way here.
//
// A small ring: what is overwritten would hardly have been opened. Threads: one owner. No
// allocation after construction.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "capture/track/lazy_array.h"
#include "core/bytes.h"

namespace cutoffd::track {

class EarlyDatagrams {
 public:
  EarlyDatagrams() : entries_(kEntries) {}

  // `flow` is the flow's serial number, never 0. Larger datagrams than a link carries are not kept.
  void keep(std::uint64_t flow, Bytes datagram) {
    if (datagram.size() > kMaxOctets) return;
    Entry& entry = entries_[next_++ % kEntries];
    entry.flow = flow;
    entry.size = datagram.size();
    std::copy(datagram.begin(), datagram.end(), entry.octets.begin());
  }
  // Shows the flow's datagrams, oldest first, and forgets them.
  template <typename Show>
  void take(std::uint64_t flow, Show&& show) {
    for (std::size_t i = 0; i < kEntries; ++i) {
      Entry& entry = entries_[(next_ + i) % kEntries];
      if (entry.flow != flow) continue;
      entry.flow = 0;
      show(Bytes(entry.octets).first(entry.size));
    }
  }

 private:
  static constexpr std::size_t kEntries = 64;
  static constexpr std::size_t kMaxOctets = 1500;
  struct Entry {
    std::uint64_t flow = 0;
    std::size_t size = 0;
    std::array<std::uint8_t, kMaxOctets> octets;
  };

  LazyArray<Entry> entries_;
  std::size_t next_ = 0;
};

}  // namespace cutoffd::track
