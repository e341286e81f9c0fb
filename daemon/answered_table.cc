#include "daemon/answered_table.h"

#include <utility>

namespace cutoffd {
namespace {

// Watched addresses and aliases have no end of their own: the judge knows how long answers hold.
constexpr Instant kNoEnd = Instant::max();

// A forged time may be the last there is.
Instant later(Instant now, Duration by) { return now > kNoEnd - by ? kNoEnd : now + by; }

Bytes octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

AnsweredTable::AnsweredTable(std::uint64_t seed, std::size_t fewer)
    : hash_(track::HashKey::from_seed(seed)),
      matter_(hash_.k0),
      renamed_(hash_.k1),
      watched_(16'384 / fewer),
      shared_(65'536 / fewer),
      otherwise_(65'536 / fewer),
      aliases_(4'096 / fewer),
      carried_(16'384 / fewer) {}

const AnsweredTable::Cell* AnsweredTable::find(const Cells& cells, std::uint64_t key) {
  const std::size_t bucket = bucket_of(cells, key);
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    if (cells[i].key == key) return &cells[i];
  }
  return nullptr;
}

// Takes its own place, else an empty one, else that of whatever ends first. Of those that never end
// the one that was put first is the first of the bucket: the others move up.
bool AnsweredTable::put(Cells& cells, std::uint64_t key, Instant now, Instant until) {
  const std::size_t bucket = bucket_of(cells, key);
  std::size_t place = bucket;
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    if (cells[i].key == key || cells[i].key == 0) {
      place = i;
      break;
    }
    if (cells[i].until < cells[place].until) place = i;
  }
  const Cell old = cells[place];
  const bool lost = old.key != 0 && old.key != key && instant_from_ns(old.until) > now;
  for (; place + 1 < bucket + kWays && cells[place + 1].key != 0; ++place) {
    cells[place] = cells[place + 1];
  }
  cells[place] = {key, ns_since_epoch(until)};
  return lost;
}

AnsweredTable::Known AnsweredTable::look(const IpAddress& address, Instant now) {
  const std::uint64_t key = key_of(address);
  const std::lock_guard lock(mutex_);
  settle();
  Known known;
  known.watched = find(watched_, key) != nullptr;
  const Cell* shared = find(shared_, key);
  known.shared = shared != nullptr && instant_from_ns(shared->until) > now;
  const Cell* carried = find(carried_, key);
  known.carried = carried != nullptr && instant_from_ns(carried->until) >= now;
  return known;
}

bool AnsweredTable::answered_otherwise(const IpAddress& client, const IpAddress& address,
                                       Instant now) {
  const std::uint64_t key = key_of(client, address);
  const std::lock_guard lock(mutex_);
  return holds_otherwise(key, now);
}

bool AnsweredTable::answered_otherwise(const Mac& card, const IpAddress& address, Instant now) {
  const std::uint64_t key = key_of(Bytes(card.octets), address);
  const std::lock_guard lock(mutex_);
  return holds_otherwise(key, now);
}

bool AnsweredTable::holds_otherwise(std::uint64_t key, Instant now) {
  settle();
  const Cell* cell = find(otherwise_, key);
  return cell != nullptr && instant_from_ns(cell->until) > now;
}

bool AnsweredTable::is_alias(std::string_view name) const {
  if (!renamed_.may_hold(name)) return false;
  const std::uint64_t key = key_of(octets_of(name));
  const std::lock_guard lock(mutex_);
  return find(aliases_, key) != nullptr;
}

AnsweredTable::Noted AnsweredTable::note_watched(const IpAddress& address, Instant now) {
  const std::uint64_t key = key_of(address);
  const std::lock_guard lock(mutex_);
  settle();
  matter_.put(address);
  const bool known = find(watched_, key) != nullptr;
  const Cell* shared = known ? nullptr : find(shared_, key);
  const bool both = shared != nullptr && instant_from_ns(shared->until) > now;
  return {put(watched_, key, now, kNoEnd), both};
}

AnsweredTable::Noted AnsweredTable::note_shared(const IpAddress& address, Instant now) {
  const std::uint64_t key = key_of(address);
  const std::lock_guard lock(mutex_);
  settle();
  return put_shared(key, now, true);
}

AnsweredTable::Noted AnsweredTable::put_shared(std::uint64_t key, Instant now, bool watched) {
  const Cell* before = find(shared_, key);
  if (before != nullptr && instant_from_ns(before->until) >= later(now, kSharedFor)) return {};
  const bool both = watched && find(watched_, key) != nullptr;
  return {put(shared_, key, now, later(now, kSharedFor + kSharedGrain)), both};
}

AnsweredTable::Ordinary AnsweredTable::note_ordinary(const Party& client, const IpAddress& address,
                                                     Instant now, Duration ttl) {
  const std::uint64_t key = key_of(address);
  const std::uint64_t by_client = key_of(client.at.ip, address);
  const std::lock_guard lock(mutex_);
  Ordinary noted;
  if (matter_.may_hold(address)) {
    settle();
    const Noted at_once = put_shared(key, now, true);
    noted = {at_once.lost ? 1U : 0U, at_once.shared};
  } else {
    wait(shared_, key, now, later(now, kSharedFor + kSharedGrain));
  }
  wait(otherwise_, by_client, now, later(now, ttl));
  // Asked over one family, it connects by the other.
  if (client.mac && client.at.ip.is_v4() != address.is_v4()) {
    wait(otherwise_, key_of(Bytes(client.mac->octets), address), now, later(now, ttl));
  }
  noted.lost += std::exchange(lost_, 0);
  return noted;
}

void AnsweredTable::wait(Cells& cells, std::uint64_t key, Instant now, Instant until) {
  __builtin_prefetch(&cells[bucket_of(cells, key)], 1);
  waiting_[waiting_count_++] = {&cells, key, now, until};
  if (waiting_count_ == waiting_.size()) settle();
}

void AnsweredTable::settle() {
  for (std::size_t i = 0; i < waiting_count_; ++i) {
    const Waiting& one = waiting_[i];
    // An address that waits is watched by nobody: whoever says it is, lets it settle before.
    const bool lost = one.cells == &shared_ ? put_shared(one.key, one.now, false).lost
                                            : put(*one.cells, one.key, one.now, one.until);
    lost_ += lost ? 1U : 0U;
  }
  waiting_count_ = 0;
}

void AnsweredTable::recall_watched(const IpAddress& address) {
  const std::lock_guard lock(mutex_);
  matter_.put(address);
  const std::uint64_t key = key_of(address);
  if (find(watched_, key) == nullptr) put(watched_, key, kBeginning, kNoEnd);
}

void AnsweredTable::recall_shared(const IpAddress& address, Instant until) {
  const std::lock_guard lock(mutex_);
  settle();
  const std::uint64_t key = key_of(address);
  const Cell* known = find(shared_, key);
  if (known != nullptr && instant_from_ns(known->until) >= until) return;
  put(shared_, key, kBeginning, until);
}

void AnsweredTable::recall_connection(const IpAddress& address, Instant until) {
  const std::lock_guard lock(mutex_);
  matter_.put(address);
  put(carried_, key_of(address), kBeginning, until);
}

bool AnsweredTable::note_otherwise(const IpAddress& client, const IpAddress& address, Instant now,
                                   Duration ttl) {
  const std::uint64_t key = key_of(client, address);
  const std::lock_guard lock(mutex_);
  settle();
  return put(otherwise_, key, now, later(now, ttl));
}

bool AnsweredTable::note_otherwise(const Mac& card, const IpAddress& address, Instant now,
                                   Duration ttl) {
  const std::uint64_t key = key_of(Bytes(card.octets), address);
  const std::lock_guard lock(mutex_);
  settle();
  return put(otherwise_, key, now, later(now, ttl));
}

bool AnsweredTable::note_alias(std::string_view name, Instant now) {
  const std::uint64_t key = key_of(octets_of(name));
  const std::lock_guard lock(mutex_);
  renamed_.put(name);
  return put(aliases_, key, now, kNoEnd);
}

}  // namespace cutoffd
