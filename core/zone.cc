#include "core/zone.h"

#include <algorithm>

namespace cutoffd {

std::chrono::seconds Zone::ahead_at(Instant t) const {
  if (shifts.empty()) return {};
  const auto next =
      std::upper_bound(shifts.begin(), shifts.end(), t,
                       [](Instant at, const Shift& shift) { return at < shift.from; });
  return next == shifts.begin() ? shifts.front().ahead : std::prev(next)->ahead;
}

}  // namespace cutoffd
