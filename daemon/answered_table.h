// Which addresses were answered lately: for watched names, and for names that nobody watches.
//
// What a worker must know to want a connection for its address, and what no fact carries: answers
// for other names never reach the judge. All workers share one table, since a question, its answer
// and the connection may pass different ones. It only chooses what the judge hears of; whose answer
// it was, and how long it holds, the judge decides. Bounded: of four places that an address may
// take the oldest goes first. Threads: any; a mutex, held for a few look-ups of a DNS answer or of
// an opening. No allocation after construction. Time: the packets'.
//
// Every answered address and every connection comes by here, and of nearly all there is nothing to
// know: a sieve says so before anything is locked. What an answer says of an ordinary address lands
// in two megabytes that no cache of a core holds, and was a seventh of the CPU time of DNS-heavy
// traffic: so it waits in a short row while its places are fetched, and is put there when the row
// is full, or before anybody looks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "core/address.h"
#include "core/fact.h"
#include "core/observation.h"
#include "core/time.h"
#include "daemon/address_sieve.h"

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
  [[nodiscard]] Known look(const IpAddress& address, Instant now);
  // False for most addresses: look() would say neither watched nor carried.
  [[nodiscard]] bool may_matter(const IpAddress& address) const {
    return matter_.may_hold(address);
  }
  // True if this client was answered the address for a name that nobody watches, and the answer is
  // still valid.
  [[nodiscard]] bool answered_otherwise(const IpAddress& client, const IpAddress& address,
                                        Instant now);
  [[nodiscard]] bool answered_otherwise(const Mac& card, const IpAddress& address, Instant now);
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

  // An answer for a name that nobody watches: note_shared(), and note_otherwise() for the client
  // and, where the address is of the other family than the question's, for its card. `lost` counts
  // what went; what has to wait is counted by whoever comes later.
  struct Ordinary {
    std::uint64_t lost = 0;
    bool shared = false;
  };
  Ordinary note_ordinary(const Party& client, const IpAddress& address, Instant now, Duration ttl);

 private:
  struct Cell {
    std::uint64_t key = 0;   // 0: empty
    std::int64_t until = 0;  // ns
  };
  using Cells = track::LazyArray<Cell>;
  static constexpr std::size_t kWays = 4;

  // Of an address, of a client or card and an address, or of a name.
  template <typename First, typename Second = Bytes>
  [[nodiscard]] std::uint64_t key_of(const First& first, const Second& second = {}) const {
    const std::uint64_t key = track::KeyedHash(hash_).add(first).add(second).finish();
    return key == 0 ? 1 : key;
  }
  static std::size_t bucket_of(const Cells& cells, std::uint64_t key) {
    return (key & (cells.size() / kWays - 1)) * kWays;
  }
  static const Cell* find(const Cells& cells, std::uint64_t key);
  static bool put(Cells& cells, std::uint64_t key, Instant now, Instant until);

  // All under the lock.
  [[nodiscard]] bool holds_otherwise(std::uint64_t key, Instant now);
  Noted put_shared(std::uint64_t key, Instant now, bool watched);  // false: surely not watched
  void wait(Cells& cells, std::uint64_t key, Instant now, Instant until);
  void settle();

  track::HashKey hash_;
  AddressSieve matter_;   // of watched_ and carried_
  AddressSieve renamed_;  // of aliases_
  mutable std::mutex mutex_;
  // To be put into shared_ or otherwise_, in this order.
  struct Waiting {
    Cells* cells = nullptr;
    std::uint64_t key = 0;
    Instant now{}, until{};
  };
  std::array<Waiting, 16> waiting_{};
  std::size_t waiting_count_ = 0;
  std::uint64_t lost_ = 0;  // what went for those that waited, and was not told yet
  Cells watched_;
  Cells shared_;
  Cells otherwise_;  // by client and address
  Cells aliases_;
  Cells carried_;
};

}  // namespace cutoffd
