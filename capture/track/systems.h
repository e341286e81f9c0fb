// Notices that the connections of one address are opened by systems of several kinds, by the layout
// of their SYNs' options and the TTL that is left, and that their packets had been passed on before
// they came from it. What follows from it is judged elsewhere.
//
// A SYN counts once its client says something in the connection: whoever only knocks (a scanner,
// which makes up its SYNs as it likes) shows nothing. A SYN that is repeated may bear fewer
// options; the first one counts. Bounded: fixed tables, in which an address or a SYN that is pushed
// out is no more than forgotten; an address is told at most kMostTold times in ten minutes of the
// clock, all together kPerSecond times in a second, counted in systems_held_back. Threads: one
// owner. No allocation after construction.
#pragma once

#include <cstdint>

#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "capture/track/sight.h"
#include "core/counters.h"
#include "core/fact.h"

namespace cutoffd::track {

class Systems {
 public:
  Systems(const HashKey& key, FactSink& facts, Counters& counters, std::size_t fewer = 1);

  // `tag` is the flow's. A SYN that answers another is none.
  void on_syn(const Sight& sight, const dissect::TcpSegment& segment, std::uint64_t tag);
  void prefetch(std::uint64_t tag) const { __builtin_prefetch(&syns_[tag & mask_], 1); }
  // The client's first payload.
  void on_payload(const Sight& sight, std::uint64_t tag);

 private:
  struct Syn {
    std::uint32_t check = 0;  // of the tag; 0: none
    std::uint32_t sequence = 0;
    SystemSign sign;
  };
  struct Speaker {
    std::uint64_t tag = 0;  // of the address
    SystemSign last;
    std::uint32_t passed_since = 0;  // the ten minutes in which it was told to pass packets on
    std::uint32_t passed_told = 0;   // so many times: its MAC may be proved between them
    std::uint32_t since = 0;         // the ten minutes in which changes were told
    std::uint32_t told = 0;          // so many times
  };
  static constexpr std::size_t kEntries = 16'384;  // of each table
  static constexpr std::uint32_t kMostTold = 16;
  static constexpr std::uint32_t kPerSecond = 64;

  void note_passage(const Sight& sight, Speaker& speaker, std::uint8_t ttl);
  bool may_tell_change(Speaker& speaker, Instant now);
  bool may_tell(Instant now);

  HashKey key_;
  FactSink& facts_;
  Counters& counters_;
  LazyArray<Syn> syns_;
  LazyArray<Speaker> speakers_;
  std::uint64_t mask_;
  std::int64_t second_ = 0;
  std::uint32_t in_second_ = 0;
};

}  // namespace cutoffd::track
