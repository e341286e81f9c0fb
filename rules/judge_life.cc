// Who is alive, and whether the sensor sees: what silence is worth.
#include "rules/judge_impl.h"

namespace cutoffd::rules {

void Judge::Impl::take(const Liveness& liveness) {
  const std::optional<Mac> seen = identity_.nearest(liveness.ip, liveness.mac);
  const std::optional<Mac> owner = identity_.owner(liveness.ip, seen);
  const DevicePtr device = devices_.find(owner ? device_id(*owner) : device_id(liveness.ip));
  if (device && device->saw_alive(liveness.time)) devices_.touch(*device);
}

void Judge::Impl::take(const SensorChange& change) { sight_.take(change); }

}  // namespace cutoffd::rules
