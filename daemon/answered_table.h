// Which addresses were answered lately: for watched names, and for names that nobody watches.
//
// What a worker must know to want a connection for its address, and what no fact carries: answers
// for other names never reach the judge. All workers share one table, since a question, its answer
// and the connection may pass different ones. It only chooses what the judge hears of; whose answer
// it was, and how long it holds, the judge decides. Bounded: of four places that an address may
// take the oldest goes first. Threads: any; a mutex, held for a few look-ups of a DNS answer or of
// an opening. No allocation after construction. Time: the packets'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "core/address.h"
#include "core/fact.h"
#include "core/time.h"

namespace cutoffd {

class AnsweredTable {
 public:
  // The seed keys the hash: where packets are live, a random one.
  // Of its places there are so many times fewer: a power of two.
  explicit AnsweredTable(std::uint64_t seed, std::size_t fewer = 1);

  struct Known {
    bool watched = false;  // answered for a watched name, at whatever time
    bool shared = false;   // answered for another name within kSharedFor
    bool carried = false;  // a connection to it was open when an earlier run ended
  };
  [[nodiscard]] Known look(const IpAddress& address, Instant now) const;
  // True if this client was answered the address for a name that nobody watches, and the answer is
  // still valid.
  [[nodiscard]] bool answered_otherwise(const IpAddress& client, const IpAddress& address,
                                        Instant now) const;
  [[nodiscard]] bool answered_otherwise(const Mac& card, const IpAddress& address,
                                        Instant now) const;
  // An alias of a watched name: a resolver that asks for it goes after the watched name.
  [[nodiscard]] bool is_alias(std::string_view name) const;

  struct Noted {
    bool lost = false;    // something that was still valid had to go for it
    bool shared = false;  // both watched and shared, which was not known, or an hour ago
  };
  Noted note_watched(const IpAddress& address, Instant now);
  Noted note_shared(const IpAddress& address, Instant now);
  // What an earlier run knew.
  void recall_watched(const IpAddress& address);
  void recall_shared(const IpAddress& address, Instant until);
  // Connections there may go on: until then each is told, whatever else the address is.
  void recall_connection(const IpAddress& address, Instant until);
  // True if something that was still valid had to go for it.
  bool note_otherwise(const IpAddress& client, const IpAddress& address, Instant now, Duration ttl);
  bool note_otherwise(const Mac& card, const IpAddress& address, Instant now, Duration ttl);
  bool note_alias(std::string_view name, Instant now);

 private:
  struct Cell {
    std::uint64_t key = 0;   // 0: empty
    std::int64_t until = 0;  // ns
  };
  using Cells = track::LazyArray<Cell>;
  static constexpr std::size_t kWays = 4;

  [[nodiscard]] std::uint64_t key_of(Bytes first, Bytes second = {}) const;
  [[nodiscard]] bool holds(const Cells& cells, std::uint64_t key, Instant now) const;
  static const Cell* find(const Cells& cells, std::uint64_t key);
  static bool put(Cells& cells, std::uint64_t key, Instant now, Instant until);

  track::HashKey hash_;
  mutable std::mutex mutex_;
  Cells watched_;
  Cells shared_;
  Cells otherwise_;  // by client and address
  Cells aliases_;
  Cells carried_;
};

}  // namespace cutoffd
