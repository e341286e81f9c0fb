// Who asks the public resolvers of a documented fallback for ordinary names: an ordinary user of
// them, who goes around nothing.
//
// Threads: one. Bound: so many pairs of client and resolver; the one not seen for longest goes
// first, counted in resolver_users_given_up.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "core/address.h"
#include "core/counters.h"
#include "core/time.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

// Who asked a resolver for an ordinary name so short a time ago uses it anyway.
inline constexpr Duration kOrdinaryUse = std::chrono::hours(24);

class ResolverUsers {
 public:
  static constexpr std::size_t kMost = 16'384;
  explicit ResolverUsers(Counters& counters) : counters_(counters) {}

  void load(const Ledger::Rows& rows);
  void save(Ledger::Rows& rows);

  // Kept to the hour, so that it does not matter how often a worker tells it.
  void note(const IpAddress& client, const IpAddress& resolver, Instant time);
  [[nodiscard]] bool uses(const IpAddress& client, const IpAddress& resolver, Instant time) const;

 private:
  using Key = std::pair<IpAddress, IpAddress>;
  void put(const Key& key, Instant hour);

  Counters& counters_;
  std::map<Key, Instant> hours_;
  std::set<std::pair<Instant, Key>> by_age_;
  std::set<Key> changed_;
};

}  // namespace cutoffd::rules
