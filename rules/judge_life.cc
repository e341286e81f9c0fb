// Who is alive, and whether the sensor sees: what silence is worth.
#include "rules/judge_impl.h"

namespace cutoffd::rules {

void Judge::Impl::take(const Liveness& liveness) {
  const std::optional<Mac> seen = identity_.nearest(liveness.ip, liveness.mac);
  const std::optional<Mac> owner = owner_of(liveness.ip, seen);
  const DevicePtr device = devices_.find(owner ? device_id(*owner) : device_id(liveness.ip));
  if (device) note_alive(*device, liveness.time);
}

// A device that was away and came back has been silent since then only.
void Judge::Impl::note_alive(Device& device, Instant time) {
  const std::optional<Instant> before = device.row.alive;
  if (!device.saw_alive(time)) return;
  devices_.touch(device);
  const Instant now = *device.row.alive;
  const bool was_away = !before || now - *before > options_.quiet.absent_after;
  for (const auto& [key, contact] : device.contacts) {
    for (const auto& incident : contact->incidents) {
      if (!was_away && incident->row.state != IncidentState::absent) continue;
      came_back(incident->row, now, sight_.blind(now));
      incident->changed = true;
      schedule(*incident);
    }
    const std::string_view state = state_of(*contact);
    contact->changed = contact->changed || contact->row.state != state;
    contact->row.state = state;
  }
}

// Once it sees again, it is known how much of each silence was not seen.
void Judge::Impl::take(const SensorChange& change) {
  if (!sight_.take(change) || !change.seeing) return;
  for (const auto& [key, incident] : devices_.incidents()) {
    if (incident->row.state == IncidentState::blind) schedule(*incident);
  }
}

}  // namespace cutoffd::rules
