#include "rules/stacks.h"

namespace cutoffd::rules {
namespace {

constexpr Duration kTurn = std::chrono::minutes(10);
constexpr std::size_t kMaxAddresses = 16'384;

}  // namespace

std::uint8_t initial_ttl(std::uint8_t left) {
  if (left <= 32) return 0;
  if (left <= 64) return 64;
  return left <= 128 ? 128 : 255;
}

bool Stacks::note(const IpAddress& ip, std::uint8_t sign, Instant time) {
  if (sign == 0) return false;
  auto at = turns_.find(ip);
  if (at == turns_.end()) {
    if (turns_.size() >= kMaxAddresses) {
      turns_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(ip);
    turns_.emplace(ip, Turns{sign, 0, time});
    return false;
  }
  Turns& turns = at->second;
  if (turns.now == sign) return false;
  const bool back = turns.before == sign && turns.changed + kTurn > time;
  turns = {sign, turns.now, time};
  return back;
}

void Stacks::forget(const IpAddress& ip) {
  if (turns_.erase(ip) > 0) std::erase(order_, ip);
}

}  // namespace cutoffd::rules
