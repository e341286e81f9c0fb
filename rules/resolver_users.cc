#include "rules/resolver_users.h"

#include <algorithm>

namespace cutoffd::rules {

void ResolverUsers::load(const Ledger::Rows& rows) {
  for (const ResolverUserRow& row : rows.resolver_users()) {
    put({row.client, row.resolver}, row.hour);
  }
}

void ResolverUsers::save(Ledger::Rows& rows) {
  for (const Key& key : changed_) {
    const auto at = hours_.find(key);
    if (at == hours_.end()) {
      rows.erase_resolver_user(key.first, key.second);
    } else {
      rows.put(ResolverUserRow{key.first, key.second, at->second});
    }
  }
  changed_.clear();
}

void ResolverUsers::note(const IpAddress& client, const IpAddress& resolver, Instant time) {
  const Key key{client, resolver};
  const Instant hour = std::chrono::floor<std::chrono::hours>(time);
  const auto known = hours_.find(key);
  if (known != hours_.end()) {
    if (known->second >= hour) return;
    by_age_.erase({known->second, key});
  } else if (hours_.size() >= kMost) {
    const Key oldest = by_age_.begin()->second;
    by_age_.erase(by_age_.begin());
    hours_.erase(oldest);
    changed_.insert(oldest);
    counters_.add(Counter::resolver_users_given_up);
  }
  put(key, hour);
  changed_.insert(key);
}

void ResolverUsers::put(const Key& key, Instant hour) {
  hours_[key] = hour;
  by_age_.emplace(hour, key);
}

bool ResolverUsers::uses(const IpAddress& client, const IpAddress& resolver, Instant time) const {
  const auto at = hours_.find({client, resolver});
  return at != hours_.end() && time < at->second + kOrdinaryUse;
}

}  // namespace cutoffd::rules
