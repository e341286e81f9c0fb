#include "daemon/list_age.h"

#include <algorithm>

namespace cutoffd {

std::optional<std::int64_t> oldest_list_days(std::span<const rules::Watchlist> lists, Instant now) {
  std::optional<std::int64_t> oldest;
  for (const rules::Watchlist& list : lists) {
    const auto date = parse_rfc3339(list.date + "T00:00:00Z");
    if (!date) continue;
    const std::int64_t days = std::chrono::floor<std::chrono::days>(now - *date).count();
    oldest = std::max({oldest.value_or(0), days, std::int64_t{0}});
  }
  return oldest;
}

}  // namespace cutoffd
