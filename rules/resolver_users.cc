#include "rules/resolver_users.h"

#include <cstdint>

namespace cutoffd::rules {
namespace {

std::uint32_t v4_number(const IpAddress& ip) {
  const Bytes octets = ip.octets();
  return std::uint32_t{octets[0]} << 24 | std::uint32_t{octets[1]} << 16 |
         std::uint32_t{octets[2]} << 8 | std::uint32_t{octets[3]};
}

// As <=>, whose call of memcmp() is most of a look-up.
std::strong_ordering order(const IpAddress& a, const IpAddress& b) {
  if (a.is_v4() && b.is_v4()) return v4_number(a) <=> v4_number(b);
  return a <=> b;
}

}  // namespace

bool ResolverUsers::Before::operator()(const Key& a, const Key& b) const {
  const auto clients = order(a.first, b.first);
  return clients == 0 ? order(a.second, b.second) < 0 : clients < 0;
}

void ResolverUsers::load(const Ledger::Rows& rows) {
  for (const ResolverUserRow& row : rows.resolver_users()) {
    uses_[{row.client, row.resolver}] = {row.hour, true, false};
    enter(row.hour);
  }
}

void ResolverUsers::save(Ledger::Rows& rows) {
  for (const Key& key : gone_) rows.erase_resolver_user(key.first, key.second);
  gone_.clear();
  for (auto& [key, use] : uses_) {
    if (!use.changed) continue;
    rows.put(ResolverUserRow{key.first, key.second, use.hour});
    use.in_ledger = true;
    use.changed = false;
  }
}

void ResolverUsers::note(const IpAddress& client, const IpAddress& resolver, Instant time) {
  const Key key{client, resolver};
  const Instant hour = std::chrono::floor<std::chrono::hours>(time);
  auto at = uses_.lower_bound(key);
  if (at != uses_.end() && at->first == key) {
    if (at->second.hour >= hour) return;
    leave(at->second.hour);
    at->second.hour = hour;
    at->second.changed = true;
  } else if (uses_.size() >= most_ && hour <= by_hour_.begin()->first) {
    counters_.add(Counter::resolver_users_given_up);
    return;
  } else {
    // Before the oldest goes, which may be the one that `at` is at.
    uses_.emplace_hint(at, key, Use{hour, gone_.erase(key) > 0, true});
    if (uses_.size() > most_) give_up_oldest();
  }
  enter(hour);
}

void ResolverUsers::leave(Instant hour) {
  const auto at = by_hour_.find(hour);
  if (--at->second == 0) by_hour_.erase(at);
}

// Of those of the oldest hour the first: which goes hangs on what is remembered, and on nothing
// that a restart forgets. The new pair is of a later hour and not yet counted.
void ResolverUsers::give_up_oldest() {
  const Instant hour = by_hour_.begin()->first;
  const bool begun = first_oldest_hour_ == hour;
  auto oldest = begun ? uses_.lower_bound(first_oldest_) : uses_.begin();
  while (oldest->second.hour != hour) ++oldest;
  first_oldest_ = oldest->first;
  first_oldest_hour_ = hour;
  if (oldest->second.in_ledger) gone_.insert(oldest->first);
  uses_.erase(oldest);
  leave(hour);
  counters_.add(Counter::resolver_users_given_up);
}

bool ResolverUsers::uses(const IpAddress& client, const IpAddress& resolver, Instant time) const {
  const auto at = uses_.find({client, resolver});
  return at != uses_.end() && time < at->second.hour + kOrdinaryUse;
}

}  // namespace cutoffd::rules
