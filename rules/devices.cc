#include "rules/devices.h"

#include <algorithm>
#include <utility>

namespace cutoffd::rules {
namespace {

// Names of one device: what one host asks for below a vendor's domains is far less, and a host
// that makes names up must not take the room of the others.
constexpr std::size_t kNamesPerDevice = 1024;

}  // namespace

void Devices::load(const Ledger::Rows& rows) {
  last_device_ = rows.last_device();
  last_incident_ = rows.last_incident();
  for (DeviceRow& row : rows.devices()) {
    auto device = std::make_shared<Device>();
    device->row = std::move(row);
    by_key_.emplace(device->row.key, device);
    by_id_.emplace(device->row.id, device);
  }
  // A damaged ledger may hold rows of devices that it does not know: they tell of nobody.
  for (ContactRow& row : rows.contacts()) {
    Device* const device = known(row.device);
    if (device == nullptr) continue;
    auto contact = std::make_shared<Contact>();
    contact->row = std::move(row);
    const auto service = std::pair(contact->row.vendor, contact->row.service);
    if (device->contacts.emplace(service, contact).second) ++contacts_;
  }
  for (MarkRow& row : rows.marks()) {
    Contact* const contact = known(row.device, row.vendor, row.service);
    if (contact == nullptr) continue;
    const MarkKind kind = row.kind;
    contact->marks.emplace(kind, SeenKind{std::move(row), false});
  }
  for (NameRow& row : rows.names()) {
    Device* const device = known(row.device);
    if (device == nullptr) continue;
    std::string name = row.name;
    if (device->names.emplace(std::move(name), AskedName{std::move(row)}).second) ++names_;
  }
  for (IncidentRow& row : rows.incidents()) {
    Contact* const contact = known(row.device, row.vendor, row.service);
    if (contact != nullptr) add_incident(*contact, std::move(row));
  }
}

Device* Devices::known(DeviceKey key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? nullptr : at->second.get();
}

Contact* Devices::known(DeviceKey key, const std::string& vendor,
                        const std::string& service) const {
  const Device* const device = known(key);
  if (device == nullptr) return nullptr;
  const auto at = device->contacts.find({vendor, service});
  return at == device->contacts.end() ? nullptr : at->second.get();
}

void Devices::save(Ledger::Rows& rows) {
  for (const Joined& pair : joined_) rows.join_device(pair.from, pair.into);
  for (const auto& [key, name] : gone_names_) rows.erase_name(key, name);
  for (const DeviceKey key : touched_) {
    const auto at = by_key_.find(key);
    if (at != by_key_.end()) save_device(*at->second, rows);
  }
  for (const IncidentRow& row : over_) rows.put(row);
  for (const DeviceKey key : forgotten_) rows.erase_device(key);
  forgotten_.clear();
  joined_.clear();
  gone_names_.clear();
  touched_.clear();
  over_.clear();
}

void Devices::save_device(Device& device, Ledger::Rows& rows) {
  rows.put(device.row);
  for (const auto& [key, contact] : device.contacts) {
    if (std::exchange(contact->changed, false)) rows.put(contact->row);
    for (auto& [kind, mark] : contact->marks) {
      if (std::exchange(mark.changed, false)) rows.put(mark.row);
    }
    for (const auto& incident : contact->incidents) {
      if (std::exchange(incident->changed, false)) rows.put(incident->row);
    }
  }
  for (auto& [text, name] : device.names) {
    if (std::exchange(name.changed, false)) rows.put(name.row);
  }
  device.changed = false;
}

std::shared_ptr<Device> Devices::find(const std::string& id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : at->second;
}

std::shared_ptr<Device> Devices::find(DeviceKey key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? nullptr : at->second;
}

std::shared_ptr<Device> Devices::make(const std::string& id, IdentityGrade grade) {
  if (by_id_.size() >= bounds_.devices) {
    counters_.add(Counter::devices_given_up);
    return nullptr;
  }
  auto device = std::make_shared<Device>();
  device->row.key = ++last_device_;
  device->row.id = id;
  device->row.identity = grade;
  by_key_.emplace(device->row.key, device);
  by_id_.emplace(id, device);
  touch(*device);
  return device;
}

std::shared_ptr<Contact> Devices::contact(Device& device, const std::string& vendor,
                                          const std::string& service) {
  const auto known = device.contacts.find({vendor, service});
  if (known != device.contacts.end()) return known->second;
  if (contacts_ >= bounds_.contacts) {
    counters_.add(Counter::contacts_given_up);
    return nullptr;
  }
  ++contacts_;
  auto contact = std::make_shared<Contact>();
  contact->row.device = device.row.key;
  contact->row.vendor = vendor;
  contact->row.service = service;
  device.contacts.emplace(std::pair(vendor, service), contact);
  return contact;
}

AskedName* Devices::name(Device& device, const DomainName& name) {
  const std::string key(name.view());
  const auto known = device.names.find(key);
  if (known != device.names.end()) return &known->second;
  if (device.names.size() >= kNamesPerDevice || names_ >= bounds_.names) {
    counters_.add(Counter::names_given_up);
    if (device.names.empty()) return nullptr;
    forget_oldest_name(device);
  }
  ++names_;
  AskedName& made = device.names[key];
  made.row.device = device.row.key;
  made.row.name = key;
  return &made;
}

void Devices::forget_oldest_name(Device& device) {
  const auto oldest =
      std::min_element(device.names.begin(), device.names.end(), [](const auto& a, const auto& b) {
        return std::tie(a.second.row.span.last, a.first) <
               std::tie(b.second.row.span.last, b.first);
      });
  gone_names_.emplace_back(device.row.key, oldest->first);
  device.names.erase(oldest);
  --names_;
}

void Devices::forget(const std::shared_ptr<Device>& device) {
  for (const auto& [key, contact] : device->contacts) {
    for (const auto& incident : contact->incidents) incidents_.erase(incident->row.key);
  }
  contacts_ -= device->contacts.size();
  names_ -= device->names.size();
  const DeviceKey key = device->row.key;
  std::erase_if(over_, [key](const IncidentRow& row) { return row.device == key; });
  std::erase_if(gone_names_, [key](const auto& name) { return name.first == key; });
  forgotten_.push_back(key);
  by_id_.erase(device->row.id);
  by_key_.erase(key);
}

std::size_t Devices::forget_names(Device& device, Instant before) {
  const std::size_t all = device.names.size();
  std::erase_if(device.names, [&](const auto& entry) {
    if (entry.second.row.span.last >= before) return false;
    gone_names_.emplace_back(device.row.key, entry.first);
    return true;
  });
  names_ -= all - device.names.size();
  return all - device.names.size();
}

void Devices::close(Contact& contact, Incident& incident) {
  incident.row.state = IncidentState::closed;
  incident.row.due.reset();
  over_.push_back(incident.row);
  incidents_.erase(incident.row.key);
  std::erase_if(contact.incidents, [&](const auto& one) { return one.get() == &incident; });
}

Incident& Devices::add_incident(Contact& contact, IncidentRow row) {
  auto incident = std::make_unique<Incident>();
  incident->row = std::move(row);
  Incident& made = *incident;
  incidents_.emplace(made.row.key, &made);
  contact.incidents.push_back(std::move(incident));
  return made;
}

Incident* Devices::incident(IncidentKey key) const {
  const auto at = incidents_.find(key);
  return at == incidents_.end() ? nullptr : at->second;
}

void Devices::rename(Device& device, const std::string& id, IdentityGrade grade) {
  auto node = by_id_.extract(device.row.id);
  node.key() = id;
  by_id_.insert(std::move(node));
  device.row.id = id;
  device.row.identity = grade;
  touch(device);
}

void Devices::touch(Device& device) {
  if (!std::exchange(device.changed, true)) touched_.push_back(device.row.key);
}

void Devices::join(const std::shared_ptr<Device>& into, const std::shared_ptr<Device>& from) {
  for (const IpAddress& ip : from->row.ips) into->add_ip(ip);
  into->add_vlans(from->row.vlans);
  if (from->row.name_source) into->claim({from->row.name, *from->row.name_source});
  into->saw_contact(from->row.first);
  into->saw_contact(from->row.last);
  into->row.alive = std::max(into->row.alive, from->row.alive);
  into->row.unclassified_told = into->row.unclassified_told || from->row.unclassified_told;
  for (const auto& [key, contact] : from->contacts) join_contact(*into, contact);
  for (auto& [text, name] : from->names) {
    const auto [at, fresh] = into->names.try_emplace(text, name);
    if (!fresh) {
      rules::join(at->second, name);
      --names_;
    }
    at->second.row.device = into->row.key;
    at->second.changed = true;
  }
  from->contacts.clear();
  from->names.clear();
  from->successor = into;
  for (IncidentRow& row : over_) {
    if (row.device == from->row.key) row.device = into->row.key;
  }
  joined_.push_back({from->row.key, into->row.key});
  by_id_.erase(from->row.id);
  by_key_.erase(from->row.key);
  touch(*into);
}

void Devices::join_contact(Device& into, const std::shared_ptr<Contact>& contact) {
  const auto [at, moved] =
      into.contacts.try_emplace({contact->row.vendor, contact->row.service}, contact);
  Contact& target = *at->second;
  if (!moved) {
    rules::join(target.row, contact->row);
    for (auto& [kind, mark] : contact->marks) {
      const auto [known, fresh] = target.marks.try_emplace(kind, mark);
      if (!fresh) rules::join(known->second, mark);
    }
    join_incidents(target, *contact);
    contact->successor = at->second;
    --contacts_;
  }
  target.row.device = into.row.key;
  target.changed = true;
  for (auto& [kind, mark] : target.marks) {
    mark.row.device = into.row.key;
    mark.changed = true;
  }
  for (const auto& incident : target.incidents) {
    incident->row.device = into.row.key;
    incident->changed = true;
  }
}

void Devices::join_incidents(Contact& into, Contact& from) {
  for (std::unique_ptr<Incident>& incident : from.incidents) {
    const auto same =
        std::find_if(into.incidents.begin(), into.incidents.end(),
                     [&](const auto& other) { return other->row.rule == incident->row.rule; });
    if (same == into.incidents.end()) {
      into.incidents.push_back(std::move(incident));
      continue;
    }
    if (outlives(incident->row, (*same)->row)) std::swap(*same, incident);
    rules::join((*same)->row, incident->row);
    incident->row.device = into.row.device;
    incidents_.erase(incident->row.key);
    over_.push_back(incident->row);
  }
  from.incidents.clear();
}

}  // namespace cutoffd::rules
