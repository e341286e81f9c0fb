#include "daemon/believed_clock.h"

#include "daemon/version.h"

namespace cutoffd {

Instant build_time() { return Instant(std::chrono::seconds(built_at())); }

Instant system_clock_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

BelievedClock::Reading read_clocks() {
  return {system_clock_now(), std::chrono::duration_cast<Duration>(
                                  std::chrono::steady_clock::now().time_since_epoch())};
}

BelievedClock& believed_clock() {
  static BelievedClock clock(build_time(), read_clocks());
  return clock;
}

}  // namespace cutoffd
