// Who: from the sides of a packet to the device that the ledger knows.
#include <algorithm>

#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

// Enough to correct what was shown of a router's first clients.
constexpr std::size_t kBearers = 16;

}  // namespace

bool Judge::Impl::is_outside(const IpAddress& ip) const {
  return !options_.internal.empty() &&
         std::none_of(options_.internal.begin(), options_.internal.end(),
                      [&ip](const Prefix& network) { return network.contains(ip); });
}

bool Judge::Impl::is_router(const IpAddress& ip) const {
  return std::find(options_.routers.begin(), options_.routers.end(), ip) != options_.routers.end();
}

void Judge::Impl::note_links(const Sighting& sighting) {
  const auto note = [this](const Party& party, bool outside) {
    if (party.mac && identity_.carried(*party.mac, party.at.ip, outside)) {
      doubt_bearers(*party.mac);
    }
  };
  note(sighting.client, is_router(sighting.client.at.ip));
  note(sighting.server, is_outside(sighting.server.at.ip) || is_router(sighting.server.at.ip));
}

std::string Judge::Impl::id_of(const Party& client) {
  const IpAddress& ip = client.at.ip;
  const auto owner = owner_of(ip, identity_.nearest(ip, client.mac));
  return owner ? device_id(*owner) : device_id(ip);
}

Judge::Impl::DevicePtr Judge::Impl::device_of(const Party& client, const VlanStack& vlans) {
  const IpAddress& ip = client.at.ip;
  const std::optional<Mac> seen = identity_.nearest(ip, client.mac);
  const std::optional<Mac> owner = owner_of(ip, seen);
  const std::string id = owner ? device_id(*owner) : device_id(ip);
  DevicePtr device = devices_.find(id);
  if (!device) {
    device = devices_.make(id, owner ? IdentityGrade::mac : IdentityGrade::address);
    if (!device) return nullptr;
    if (owner) take_over(*device, *owner);
  }
  bool changed = device->add_ip(ip);
  changed = device->add_vlans(vlans.ids()) || changed;
  // Where the frame contradicts the proof, the name is the former holder's.
  const bool contradicted = !owner && identity_.owner(ip, std::nullopt);
  const auto claim = contradicted ? std::nullopt : identity_.claim_for(ip);
  if (claim) changed = device->claim(*claim) || changed;
  if (changed) devices_.touch(*device);
  if (!owner && seen) show_mac(*device, *seen, ip);
  enlist(*device);
  return device;
}

// A MAC that is not proved to be the device's own is shown only while nothing speaks against it.
void Judge::Impl::show_mac(Device& device, const Mac& mac, const IpAddress& ip) {
  if (device.row.mac == mac || identity_.speaks_for_others(mac, ip)) return;
  device.row.mac = mac;
  remember_bearer(mac, ip);
  devices_.touch(device);
}

// The device is this MAC: all that is proved of it belongs to the device.
void Judge::Impl::take_over(Device& device, const Mac& mac) {
  device.row.mac = mac;
  for (const IpAddress& ip : identity_.addresses_of(mac)) {
    device.add_ip(ip);
    if (const auto claim = identity_.claim_for(ip)) device.claim(*claim);
  }
  devices_.touch(device);
}

void Judge::Impl::remember_bearer(const Mac& mac, const IpAddress& ip) {
  std::vector<IpAddress>& ips = bearers_[mac];
  if (ips.size() < kBearers && std::find(ips.begin(), ips.end(), ip) == ips.end()) {
    ips.push_back(ip);
  }
}

// The MAC was learnt to be another's or a router's: it is no longer shown with addresses that it
// only carried, and a proof that its presence had contradicted holds again.
void Judge::Impl::doubt_bearers(const Mac& mac) {
  const auto known = bearers_.find(mac);
  if (known == bearers_.end()) return;
  const std::vector<IpAddress> ips = std::move(known->second);
  bearers_.erase(known);
  for (const IpAddress& ip : ips) {
    const DevicePtr device = devices_.find(device_id(ip));
    if (!device || device->row.mac != mac) continue;
    if (!identity_.speaks_for_others(mac, ip)) {
      remember_bearer(mac, ip);
      continue;
    }
    device->row.mac.reset();
    devices_.touch(*device);
    settle_identity(ip);
  }
}

void Judge::Impl::take(const Binding& binding) {
  const std::optional<Mac> before = owner_of(binding.ip, std::nullopt);
  if (!identity_.learn(binding)) return;
  if (binding.source == Binding::Source::mirror) {
    const DevicePtr device = devices_.find(device_id(binding.ip));
    if (device) show_mac(*device, *binding.mac, binding.ip);
    return;
  }
  if (binding.mac && is_router(binding.ip)) identity_.carried(*binding.mac, binding.ip, true);
  if (binding.mac) doubt_bearers(*binding.mac);
  settle_identity(binding.ip);
  const std::optional<Mac> owner = owner_of(binding.ip, std::nullopt);
  // What the list says of the address is the former holder's no longer.
  if (before && before != owner) {
    // Neither is what it did for others.
    forwarders_.forget(binding.ip);
    ttls_.forget(binding.ip);
    layouts_.forget(binding.ip);
    if (const DevicePtr former = devices_.find(device_id(*before))) enlist(*former);
  }
  const DevicePtr holder = devices_.find(owner ? device_id(*owner) : device_id(binding.ip));
  if (!holder) return;
  bool changed = holder->add_ip(binding.ip);
  if (const auto claim = identity_.claim_for(binding.ip)) {
    changed = holder->claim(*claim) || changed;
  }
  if (changed) devices_.touch(*holder);
  enlist(*holder);
}

// What was known by the address goes on under the MAC that now is proved to hold it.
void Judge::Impl::settle_identity(const IpAddress& ip) {
  const DevicePtr by_address = devices_.find(device_id(ip));
  if (!by_address) return;
  const std::optional<Mac> owner = owner_of(ip, by_address->row.mac);
  if (!owner) return;
  const std::string id = device_id(*owner);
  const DevicePtr known = devices_.find(id);
  if (!known) {
    devices_.rename(*by_address, id, IdentityGrade::mac);
    take_over(*by_address, *owner);
    enlist(*by_address);
    return;
  }
  for (const auto& [key, contact] : by_address->contacts) {
    for (const auto& incident : contact->incidents) unschedule(*incident);
  }
  carried_.join(by_address->row.key, known->row.key);
  devices_.join(known, by_address);
  flows_.touch_all();
  for (const auto& [key, contact] : known->contacts) {
    for (const auto& incident : contact->incidents) schedule(*incident);
    contact->row.state = state_of(*contact);
  }
  enlist(*known);
}

// A device keeps the addresses that it had: some have another holder by now.
bool Judge::Impl::holds(const DeviceRow& device, const IpAddress& ip) const {
  const std::optional<Mac> owner = owner_of(ip, std::nullopt);
  return !owner || !is_proved(device) || owner == device.mac;
}

std::optional<IpAddress> Judge::Impl::forwarder_among(const DeviceRow& device) const {
  const auto at = std::find_if(device.ips.begin(), device.ips.end(), [&](const IpAddress& ip) {
    return forwarders_.is_forwarder(ip) && holds(device, ip);
  });
  return at == device.ips.end() ? std::nullopt : std::optional(*at);
}

}  // namespace cutoffd::rules
