// Who is alive, whether the sensor sees, and what is borne with: what silence is worth.
#include "rules/judge_impl.h"
#include "rules/stable_id.h"

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
    restate(device, *contact);
  }
}

void Judge::Impl::restate(Device& device, Contact& contact) {
  const std::string_view state = state_of(contact);
  if (contact.row.state == state) return;
  contact.row.state = state;
  contact.changed = true;
  devices_.touch(device);
}

// Once it sees again, it is known how much of each silence was not seen.
void Judge::Impl::take(const SensorChange& change) {
  if (!sight_.take(change) || !change.seeing) return;
  for (const auto& [key, incident] : devices_.incidents()) {
    if (incident->row.state == IncidentState::blind) schedule(*incident);
  }
}

std::optional<Instant> Judge::Impl::exempt_to_of(const IncidentRow& row,
                                                 const Course& course) const {
  const DevicePtr device = devices_.find(row.device);
  if (!device || course.exemptions == nullptr) return row.exempt_until;
  return exempt_to(*course.exemptions, device->row, row);
}

bool Judge::Impl::borne_with(const Rule& rule, const DeviceRow& device, const ContactRow& contact,
                             Instant now) const {
  IncidentRow row;
  row.vendor = contact.vendor;
  row.service = contact.service;
  row.rule = rule.name;
  const auto end = exempt_to(rule.exemptions, device, row);
  return end && now < *end;
}

// What an exemption mutes from the first contact on has an id too, to be shown and decided of.
void Judge::Impl::name_muted(Incident& incident, bool muted) {
  IncidentRow& row = incident.row;
  if (!muted || !row.id.empty() || row.span.count == 0) return;
  const DevicePtr device = devices_.find(row.device);
  row.id = incident_id(options_.sensor, device->row.id, row.rule, row.vendor, row.service,
                       row.span.first);
  incident.changed = true;
  devices_.touch(*device);
}

// What was said while an exemption held is said now, if it holds no more.
void Judge::Impl::mind_exemptions(Incident& incident, Instant now) {
  const auto end = exempt_to_of(incident.row, course_of(incident.row));
  const bool covered = end && now < *end;
  name_muted(incident, covered);
  if (covered == incident.row.muted) return;
  mute(incident.row, covered, now);
  incident.changed = true;
  const DevicePtr device = devices_.find(incident.row.device);
  restate(*device, *device->contacts.at({incident.row.vendor, incident.row.service}));
  devices_.touch(*device);
}

}  // namespace cutoffd::rules
