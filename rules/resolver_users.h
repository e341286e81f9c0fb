// Who asks the public resolvers of a documented fallback for ordinary names: an ordinary user of
// them, who goes around nothing.
//
// Asked at each question to such a resolver. Where more pairs ask than are kept, a new one takes
// the place of one that was last seen in an earlier hour, the oldest first; if there is none it is
// not kept: a flood of made-up clients pushes nobody out who asks in its hour, and costs one
// look-up each. The tree compares numbers, not octets, and the ledger hears of no pair that came
// and went between two saves. Threads: one. Bound: so many pairs of client and resolver; what was
// not kept and what went is counted in resolver_users_given_up.
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
  explicit ResolverUsers(Counters& counters, std::size_t most = kMost)
      : counters_(counters), most_(most) {}

  void load(const Ledger::Rows& rows);
  void save(Ledger::Rows& rows);

  // Kept to the hour, so that it does not matter how often a worker tells it.
  void note(const IpAddress& client, const IpAddress& resolver, Instant time);
  [[nodiscard]] bool uses(const IpAddress& client, const IpAddress& resolver, Instant time) const;

 private:
  using Key = std::pair<IpAddress, IpAddress>;
  // The order of the types' own comparison.
  struct Before {
    bool operator()(const Key& a, const Key& b) const;
  };
  struct Use {
    Instant hour;
    bool in_ledger = false;  // with whatever hour
    bool changed = false;    // since it was written there
  };
  using Uses = std::map<Key, Use, Before>;

  void enter(Instant hour) { ++by_hour_[hour]; }
  void leave(Instant hour);
  void give_up_oldest();

  Counters& counters_;
  std::size_t most_;
  Uses uses_;
  std::map<Instant, std::size_t> by_hour_;  // how many were last seen then
  // Before this pair nobody was last seen in that hour, the oldest: so looking for the first of the
  // oldest begins here.
  Key first_oldest_;
  Instant first_oldest_hour_{};
  std::set<Key, Before> gone_;  // from here, not yet from the ledger
};

}  // namespace cutoffd::rules
