#include "daemon/answered_table.h"

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
      watched_(16'384 / fewer),
      shared_(65'536 / fewer),
      otherwise_(65'536 / fewer),
      aliases_(4'096 / fewer),
      carried_(16'384 / fewer) {}

std::uint64_t AnsweredTable::key_of(Bytes first, Bytes second) const {
  const std::uint64_t key = track::KeyedHash(hash_).add(first).add(second).finish();
  return key == 0 ? 1 : key;
}

const AnsweredTable::Cell* AnsweredTable::find(const Cells& cells, std::uint64_t key) {
  const std::size_t bucket = (key & (cells.size() / kWays - 1)) * kWays;
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    if (cells[i].key == key) return &cells[i];
  }
  return nullptr;
}

// Takes its own place, else an empty one, else that of whatever ends first. Of those that never end
// the one that was put first is the first of the bucket: the others move up.
bool AnsweredTable::put(Cells& cells, std::uint64_t key, Instant now, Instant until) {
  const std::size_t bucket = (key & (cells.size() / kWays - 1)) * kWays;
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

AnsweredTable::Known AnsweredTable::look(const IpAddress& address, Instant now) const {
  const std::uint64_t key = key_of(address.octets());
  const std::lock_guard lock(mutex_);
  Known known;
  known.watched = find(watched_, key) != nullptr;
  const Cell* shared = find(shared_, key);
  known.shared = shared != nullptr && instant_from_ns(shared->until) > now;
  const Cell* carried = find(carried_, key);
  known.carried = carried != nullptr && instant_from_ns(carried->until) >= now;
  return known;
}

bool AnsweredTable::answered_otherwise(const IpAddress& client, const IpAddress& address,
                                       Instant now) const {
  return holds(otherwise_, key_of(client.octets(), address.octets()), now);
}

bool AnsweredTable::answered_otherwise(const Mac& card, const IpAddress& address,
                                       Instant now) const {
  return holds(otherwise_, key_of(card.octets, address.octets()), now);
}

bool AnsweredTable::holds(const Cells& cells, std::uint64_t key, Instant now) const {
  const std::lock_guard lock(mutex_);
  const Cell* cell = find(cells, key);
  return cell != nullptr && instant_from_ns(cell->until) > now;
}

bool AnsweredTable::is_alias(std::string_view name) const {
  const std::uint64_t key = key_of(octets_of(name));
  const std::lock_guard lock(mutex_);
  return find(aliases_, key) != nullptr;
}

AnsweredTable::Noted AnsweredTable::note_watched(const IpAddress& address, Instant now) {
  const std::uint64_t key = key_of(address.octets());
  const std::lock_guard lock(mutex_);
  const bool known = find(watched_, key) != nullptr;
  const Cell* shared = known ? nullptr : find(shared_, key);
  const bool both = shared != nullptr && instant_from_ns(shared->until) > now;
  return {put(watched_, key, now, kNoEnd), both};
}

AnsweredTable::Noted AnsweredTable::note_shared(const IpAddress& address, Instant now) {
  const std::uint64_t key = key_of(address.octets());
  const std::lock_guard lock(mutex_);
  const Cell* before = find(shared_, key);
  if (before != nullptr && instant_from_ns(before->until) >= later(now, kSharedFor)) return {};
  const bool both = find(watched_, key) != nullptr;
  return {put(shared_, key, now, later(now, kSharedFor + kSharedGrain)), both};
}

void AnsweredTable::recall_watched(const IpAddress& address) {
  const std::lock_guard lock(mutex_);
  if (find(watched_, key_of(address.octets())) != nullptr) return;
  put(watched_, key_of(address.octets()), kBeginning, kNoEnd);
}

void AnsweredTable::recall_shared(const IpAddress& address, Instant until) {
  const std::lock_guard lock(mutex_);
  const Cell* known = find(shared_, key_of(address.octets()));
  if (known != nullptr && instant_from_ns(known->until) >= until) return;
  put(shared_, key_of(address.octets()), kBeginning, until);
}

void AnsweredTable::recall_connection(const IpAddress& address, Instant until) {
  const std::lock_guard lock(mutex_);
  put(carried_, key_of(address.octets()), kBeginning, until);
}

bool AnsweredTable::note_otherwise(const IpAddress& client, const IpAddress& address, Instant now,
                                   Duration ttl) {
  const std::uint64_t key = key_of(client.octets(), address.octets());
  const std::lock_guard lock(mutex_);
  return put(otherwise_, key, now, later(now, ttl));
}

bool AnsweredTable::note_otherwise(const Mac& card, const IpAddress& address, Instant now,
                                   Duration ttl) {
  const std::uint64_t key = key_of(card.octets, address.octets());
  const std::lock_guard lock(mutex_);
  return put(otherwise_, key, now, later(now, ttl));
}

bool AnsweredTable::note_alias(std::string_view name, Instant now) {
  const std::uint64_t key = key_of(octets_of(name));
  const std::lock_guard lock(mutex_);
  return put(aliases_, key, now, kNoEnd);
}

}  // namespace cutoffd
