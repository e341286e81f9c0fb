#include "rules/sensor_sight.h"

#include <algorithm>
#include <utility>

namespace cutoffd::rules {
namespace {

// Often enough to know when the sensor was last up, and seldom enough to cost nothing.
constexpr Duration kNoted = std::chrono::minutes(1);

}  // namespace

void SensorSight::save(Ledger::Rows& rows) {
  if (std::exchange(changed_, false)) rows.put(row_);
}

bool SensorSight::take(const SensorChange& change) {
  if (change.seeing == row_.seeing) return false;
  row_.blind = blind(change.time);
  row_.seeing = change.seeing;
  row_.since = change.time;
  row_.reason = change.seeing ? std::string_view() : change.reason.view();
  changed_ = true;
  return true;
}

void SensorSight::reach(Instant now) {
  if (!row_.seeing) return;
  const Instant noted = std::chrono::floor<std::chrono::minutes>(now);
  if (row_.seen_until && noted < *row_.seen_until + kNoted) return;
  row_.seen_until = noted;
  changed_ = true;
}

Duration SensorSight::blind(Instant now) const {
  if (row_.seeing) return row_.blind;
  return row_.blind + std::max(Duration{}, now - row_.since);
}

}  // namespace cutoffd::rules
