#include "daemon/believed_clock.h"

#include "daemon/version.h"

namespace cutoffd {

Instant build_time() { return Instant(std::chrono::seconds(built_at())); }

Instant system_clock_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

const BelievedClock& believed_clock() {
  static const BelievedClock kClock(build_time(), system_clock_now());
  return kClock;
}

}  // namespace cutoffd
