// When and what: the agenda of what is due, the alerts, and the way into the ledger.
#include <algorithm>
#include <iterator>

#include "rules/judge_impl.h"
#include "rules/telling.h"

namespace cutoffd::rules {

Judge::Impl::Impl(std::shared_ptr<const RuleSet> rules, const JudgeOptions& options, Ledger& ledger,
                  Counters& counters)
    : rules_(std::move(rules)),
      options_(options),
      ledger_(ledger),
      counters_(counters),
      standings_(rules_),
      devices_({options.max_devices, options.max_contacts, options.max_names}, counters),
      identity_(options.max_bindings, counters,
                [this](const BindingRow& row) {
                  return devices_.find(row.mac ? device_id(*row.mac) : device_id(row.ip)) !=
                         nullptr;
                }),
      forwarders_(options.forwarders),
      flows_(options.max_flows, counters) {
  const Ledger::Rows& rows = ledger.rows();
  identity_.load(rows);
  devices_.load(rows);
  forwarders_.load(rows);
  sight_.load(rows);
  for (const auto& [key, incident] : devices_.incidents()) schedule(*incident);
  devices_.for_each([this](const Device& device) {
    if (device.row.identity != IdentityGrade::address || !device.row.mac) return;
    for (const IpAddress& ip : device.row.ips) remember_bearer(*device.row.mac, ip);
  });
  judge_anew();
}

void Judge::Impl::use(std::shared_ptr<const RuleSet> rules) {
  rules_ = std::move(rules);
  standings_ = Standings(rules_);
  judge_anew();
}

// What the rules say of the contacts of the past: whether they are prohibited now.
void Judge::Impl::judge_anew() {
  devices_.for_each([this](Device& device) {
    for (const auto& [key, contact] : device.contacts) {
      const Standing& standing = standings_.of(contact->row.vendor, contact->row.service);
      contact->row.prohibited = !standing.prohibitions.empty();
      const std::string_view state = state_of(*contact);
      if (contact->row.state == state) continue;
      contact->row.state = state;
      contact->changed = true;
      devices_.touch(device);
    }
  });
}

void Judge::Impl::schedule(Incident& incident) {
  if (incident.scheduled == incident.row.due) return;
  unschedule(incident);
  if (!incident.row.due) return;
  agenda_.emplace(*incident.row.due, incident.row.key);
  incident.scheduled = incident.row.due;
}

void Judge::Impl::unschedule(Incident& incident) {
  if (!incident.scheduled) return;
  agenda_.erase({*incident.scheduled, incident.row.key});
  incident.scheduled.reset();
}

void Judge::Impl::reach(Instant now) {
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    tell(*devices_.incident(agenda_.begin()->second), agenda_.begin()->first);
  }
  sight_.reach(now);
}

void Judge::Impl::finish() {
  while (!agenda_.empty()) {
    tell(*devices_.incident(agenda_.begin()->second), agenda_.begin()->first);
  }
}

void Judge::Impl::tell(Incident& due, Instant now) {
  const std::shared_ptr<Device> device = devices_.find(due.row.device);
  Contact& contact = *device->contacts.at({due.row.vendor, due.row.service});
  const std::optional<AlertEvent> event = due_event(due.row, now);
  std::vector<Incident*> together;
  for (const auto& incident : contact.incidents) {
    if (due_event(incident->row, now) == event) together.push_back(incident.get());
  }
  if (event) {
    const Standing& standing = standings_.of(contact.row.vendor, contact.row.service);
    write(
        alert_of(*event, together,
                 {options_.sensor, *rules_, standing, device->row, forwarder_among(device->row)}));
    for (Incident* incident : together) mark_told(incident->row, *event);
  }
  for (Incident* incident : together) {
    if (!event) incident->row.due.reset();
    incident->changed = true;
    schedule(*incident);
  }
  contact.row.state = state_of(contact);
  contact.changed = true;
  devices_.touch(*device);
}

void Judge::Impl::tell_unclassified(Device& device, const Contact& contact, const Step& step) {
  if (!options_.tell_unclassified || device.row.unclassified_told) return;
  device.row.unclassified_told = true;
  devices_.touch(device);
  const Standing& standing = standings_.of(contact.row.vendor, contact.row.service);
  write(unclassified_alert(
      contact.row, step,
      {options_.sensor, *rules_, standing, device.row, forwarder_among(device.row)}));
}

void Judge::Impl::write(Alert alert) {
  counters_.add(Counter::alerts);
  alerts_.push_back(std::move(alert));
}

// The rows first, then the alerts that tell of them: both wait in the ledger for one commit.
void Judge::Impl::save() {
  devices_.save(ledger_.rows());
  identity_.save(ledger_.rows());
  forwarders_.save(ledger_.rows());
  sight_.save(ledger_.rows());
  for (const Alert& alert : alerts_) ledger_.write_alert(alert);
  alerts_.clear();
}

std::size_t Judge::Impl::open_incidents() const {
  const auto& all = devices_.incidents();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const auto& entry) { return is_open(entry.second->row); }));
}

}  // namespace cutoffd::rules
