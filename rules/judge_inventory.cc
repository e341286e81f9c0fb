// What the operator's own list says of a device, and where a rule applies.
#include <algorithm>

#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

std::string joined(const std::vector<std::string>& tags) {
  std::string out;
  for (const std::string& tag : tags) out += (out.empty() ? "" : " ") + tag;
  return out;
}

}  // namespace

// The list may give an address to a MAC. What was seen on the wire is believed before it.
std::optional<Mac> Judge::Impl::owner_of(const IpAddress& ip,
                                         const std::optional<Mac>& seen) const {
  if (identity_.owner(ip, std::nullopt)) return identity_.owner(ip, seen);
  const InventoryEntry* entry = rules_->inventory().find(ip);
  if (entry == nullptr || !entry->mac) return std::nullopt;
  const bool other = seen && seen != entry->mac && !ip.is_v6();
  return other && !identity_.speaks_for_others(*seen, ip) ? std::nullopt : entry->mac;
}

// A listing by MAC counts before one by address, and one address before a range; of several
// addresses the latest.
const InventoryEntry* Judge::Impl::listing_of(const DeviceRow& device) const {
  const Inventory& inventory = rules_->inventory();
  const bool proved = is_proved(device);
  if (proved) {
    if (const InventoryEntry* entry = inventory.find(*device.mac)) return entry;
  }
  const InventoryEntry* range = nullptr;
  for (auto ip = device.ips.rbegin(); ip != device.ips.rend(); ++ip) {
    if (proved && owner_of(*ip, std::nullopt) != device.mac) continue;  // another's by now
    const InventoryEntry* entry = inventory.find(*ip);
    if (entry != nullptr && !entry->mac) return entry;
    if (range == nullptr) range = inventory.range_of(*ip);
  }
  return range != nullptr && !range->mac ? range : nullptr;
}

void Judge::Impl::enlist(Device& device) {
  const InventoryEntry* entry = listing_of(device.row);
  const bool one = entry != nullptr && (entry->mac || entry->addresses->single());
  const IdentityGrade proved = is_proved(device.row) ? IdentityGrade::mac : IdentityGrade::address;
  DeviceRow listed = device.row;
  listed.identity = one ? IdentityGrade::inventory : proved;
  listed.listed_name = entry == nullptr ? "" : entry->name;
  listed.owner = entry == nullptr ? "" : entry->owner;
  listed.tags = entry == nullptr ? "" : joined(entry->tags);
  if (listed.identity == device.row.identity && listed.listed_name == device.row.listed_name &&
      listed.owner == device.row.owner && listed.tags == device.row.tags) {
    return;
  }
  device.row = std::move(listed);
  devices_.touch(device);
}

// After a start or a reload. What the wire proved was settled when it did; here only what the list
// gives to a MAC.
void Judge::Impl::enlist_all() {
  std::vector<IpAddress> given;
  devices_.for_each([&](const Device& device) {
    if (is_proved(device.row)) return;
    for (const IpAddress& ip : device.row.ips) {
      const InventoryEntry* entry = rules_->inventory().find(ip);
      if (entry != nullptr && entry->mac && !identity_.owner(ip, std::nullopt)) given.push_back(ip);
    }
  });
  std::sort(given.begin(), given.end());
  for (const IpAddress& ip : given) settle_identity(ip);
  devices_.for_each([this](Device& device) { enlist(device); });
}

bool Judge::Impl::in_scope_of(const Rule& rule, const DeviceRow& device, const Step& step) const {
  if (!in_windows(rule.windows, step.when)) return false;
  if (!step.place) return in_scope_of(rule, device);
  const Place& place = *step.place;
  SeenAt where{{&place.client, 1}, place.vlans.ids(), {}};
  if (place.source < options_.interfaces.size())
    where.interface = options_.interfaces[place.source];
  return in_scope(rule.scope, device, where);
}

// By where the device was met last; nobody remembers by which interface.
bool Judge::Impl::in_scope_of(const Rule& rule, const DeviceRow& device) const {
  SeenAt where{{}, device.vlans, {}};
  if (!device.ips.empty()) where.clients = {&device.ips.back(), 1};
  return in_scope(rule.scope, device, where);
}

bool Judge::Impl::is_prohibited(const DeviceRow& device, const Standing& standing) const {
  return std::any_of(
      standing.prohibitions.begin(), standing.prohibitions.end(),
      [&](const Prohibition& prohibition) { return in_scope_of(*prohibition.rule, device); });
}

}  // namespace cutoffd::rules
