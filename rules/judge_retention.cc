// What is forgotten when it is old, and what is told where there is no room for more.
#include <chrono>

#include "rules/judge_impl.h"
#include "rules/stable_id.h"

namespace cutoffd::rules {
namespace {

using Days = std::chrono::days;

// So long without a contact of an untracked device: the flood is over. While it lasts, it is told
// again every week.
constexpr Duration kFloodOver = std::chrono::hours(24);
constexpr Duration kFloodReminder = std::chrono::hours(24 * 7);

bool may_be_forgotten(const Contact& contact) {
  return std::all_of(contact.incidents.begin(), contact.incidents.end(), [](const auto& incident) {
    const IncidentRow& row = incident->row;
    const bool never_told = row.state == IncidentState::settling && !row.due;
    return !row.muted && (never_told || row.state == IncidentState::quiet);
  });
}

}  // namespace

// The end of a flood, and once a day what is old: before anything later is judged, and after what
// was due before, so that it does not matter in how many steps time comes.
void Judge::Impl::come_to(Instant now) {
  if (now <= come_) return;
  const auto today = std::chrono::floor<Days>(now);
  const bool new_day = come_ == kBeginning || std::chrono::floor<Days>(come_) != today;
  come_ = now;
  const SensorRow& flood = sight_.row();
  if (flood.flood_since && now - flood.flood_last > kFloodOver) {
    const Instant over = flood.flood_last + kFloodOver;
    tell_due(over);
    end_flood(over);
  }
  if (!new_day) return;
  tell_due(today);
  forget_old(today);
}

void Judge::Impl::forget_old(Instant now) {
  const Retention& keep = options_.retention;
  std::vector<DevicePtr> old;
  devices_.for_each([&](Device& device) {
    counters_.add(Counter::names_forgotten, devices_.forget_names(device, now - keep.names));
    if (device.row.last >= now - keep.devices) return;
    const bool free =
        std::all_of(device.contacts.begin(), device.contacts.end(),
                    [](const auto& entry) { return may_be_forgotten(*entry.second); });
    if (free) old.push_back(devices_.find(device.row.key));
  });
  for (const DevicePtr& device : old) {
    forget(*device);
    counters_.add(Counter::devices_forgotten);
  }
  ledger_.rows().erase_over_before(now - keep.closed);
}

void Judge::Impl::forget(Device& device) {
  for (const auto& [key, contact] : device.contacts) {
    for (const auto& incident : contact->incidents) unschedule(*incident);
  }
  // Other names are kept under whatever the device was known by when they were seen.
  history_.forget(device.row.id);
  for (const IpAddress& ip : device.row.ips) history_.forget(device_id(ip));
  devices_.forget(devices_.find(device.row.key));
}

void Judge::Impl::note_flood(Instant now) {
  counters_.add(Counter::contacts_untracked);
  SensorRow& flood = sight_.change();
  const bool begins = !flood.flood_since;
  if (begins) {
    flood.flood_since = now;
    flood.flood_count = 0;
  }
  flood.flood_last = now;
  ++flood.flood_count;
  if (!begins && now - flood.flood_told < kFloodReminder) return;
  flood.flood_told = now;
  write(flood_alert(now, false));
}

void Judge::Impl::end_flood(Instant now) {
  write(flood_alert(now, true));
  sight_.change().flood_since.reset();
}

Alert Judge::Impl::flood_alert(Instant now, bool over) const {
  const SensorRow& flood = sight_.row();
  Alert alert;
  alert.event = AlertEvent::sensor;
  alert.time = now;
  alert.sensor = options_.sensor;
  alert.incident = incident_id(options_.sensor, "", "flood", "", "", *flood.flood_since);
  alert.group = group_id("", options_.sensor, "flood");
  alert.severity = over ? Severity::notice : Severity::warning;
  alert.first = flood.flood_since;
  alert.last = flood.flood_last;
  alert.count = flood.flood_count;
  const std::string contacts = std::to_string(flood.flood_count) + " contacts of others since " +
                               std::string(rfc3339(*flood.flood_since, 0).view());
  alert.message = "more devices contact watched services than the " +
                  std::to_string(options_.max_devices) + " that are tracked (limits: devices); " +
                  contacts + " were not judged";
  if (over) {
    alert.message = "no device beyond the bound has contacted a watched service for a day; " +
                    contacts + " were not judged";
  }
  return alert;
}

}  // namespace cutoffd::rules
