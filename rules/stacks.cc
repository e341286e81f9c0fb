#include "rules/stacks.h"

#include <algorithm>

namespace cutoffd::rules {
namespace {

constexpr Duration kTurn = std::chrono::minutes(10);
constexpr std::size_t kMaxWatched = 16'384;

}  // namespace

System system_of(std::uint8_t ttl_left, std::uint16_t layout) {
  const std::uint8_t begun = initial_ttl(ttl_left);
  if (begun == 0) return {};
  return {std::uint32_t{begun} << 16 | layout, static_cast<std::uint8_t>(begun - ttl_left)};
}

bool Stacks::note(const IpAddress& ip, const System& system, Instant time) {
  if (system.sign == 0) return false;
  auto at = turns_.find(ip);
  if (at == turns_.end()) {
    if (turns_.size() >= kMaxWatched) {
      turns_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(ip);
    at = turns_.try_emplace(ip).first;
  }
  Turns& turns = at->second;
  if (turns.count > 0 && turns.turns[turns.count - 1].system == system) return false;
  if (turns.count == turns.turns.size()) {
    std::rotate(turns.turns.begin(), turns.turns.begin() + 1, turns.turns.end());
    --turns.count;
  }
  turns.turns[turns.count++] = {system, time};
  if (returns_among(turns, time) < returns_) return false;
  turns.several = true;
  return true;
}

// Of the turns at the distance of the last one, so many are of a system that had one before, with
// another's between.
std::size_t Stacks::returns_among(const Turns& turns, Instant now) {
  std::array<std::uint32_t, 8> signs{};
  std::size_t changes = 0;
  std::size_t systems = 0;
  const Turn& last = turns.turns[turns.count - 1];
  for (std::size_t i = 0; i < turns.count; ++i) {
    const Turn& turn = turns.turns[i];
    // A turn lasts until the next one.
    const bool lasts = i + 1 == turns.count || turns.turns[i + 1].begun + kTurn > now;
    if (!lasts || turn.system.hops != last.system.hops) continue;
    if (changes > 0 && signs[changes - 1] == turn.system.sign) continue;
    const auto end = signs.begin() + static_cast<std::ptrdiff_t>(changes);
    if (std::find(signs.begin(), end, turn.system.sign) == end) ++systems;
    signs[changes++] = turn.system.sign;
  }
  return changes - systems;
}

bool Stacks::several(const IpAddress& ip) const {
  const auto at = turns_.find(ip);
  return at != turns_.end() && at->second.several;
}

void Stacks::forget(const IpAddress& ip) {
  if (turns_.erase(ip) > 0) std::erase(order_, ip);
}

}  // namespace cutoffd::rules
