#include "capture/track/openings.h"

#include <algorithm>
#include <bit>

namespace cutoffd::track {
namespace {

// Longer than any peer waits between handshake and first payload, short enough that an old SYN's
// numbers do not explain a later connection.
constexpr std::uint32_t kMaxAge = 4500;  // of coarse_time(): five minutes

constexpr std::uint64_t kSideBit = 1;
constexpr std::uint64_t kAnswersBit = 2;

std::uint64_t check_of(std::uint64_t tag, Side sender) {
  // 4 keeps it from being 0.
  return (tag & ~std::uint64_t{7}) | 4 | (sender == Side::high ? kSideBit : 0);
}

}  // namespace

Openings::Openings(std::size_t entries)
    : entries_(std::bit_ceil(std::max(entries, kWays))), mask_(entries_.size() / kWays - 1) {}

void Openings::remember(std::uint64_t tag, Side sender, std::uint32_t sequence, bool answers,
                        std::uint32_t now) {
  const std::uint64_t check = check_of(tag, sender);
  const std::size_t bucket = bucket_of(tag);
  std::size_t best = bucket;
  std::uint32_t most = 0;
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    const Entry& entry = entries_[i];
    if ((entry.check & ~kAnswersBit) == check) {
      best = i;
      break;
    }
    const std::uint32_t age = entry.check == 0 ? ~std::uint32_t{0} : coarse_age(now, entry.time);
    if (age > most) {
      most = age;
      best = i;
    }
  }
  entries_[best] = {check | (answers ? kAnswersBit : 0), sequence, now};
}

std::optional<Openings::Opening> Openings::find(std::uint64_t tag, Side sender,
                                                std::uint32_t now) const {
  const std::uint64_t check = check_of(tag, sender);
  const std::size_t bucket = bucket_of(tag);
  for (std::size_t i = bucket; i < bucket + kWays; ++i) {
    const Entry& entry = entries_[i];
    if ((entry.check & ~kAnswersBit) != check) continue;
    if (coarse_age(now, entry.time) > kMaxAge) return std::nullopt;
    return Opening{entry.sequence, (entry.check & kAnswersBit) != 0};
  }
  return std::nullopt;
}

}  // namespace cutoffd::track
