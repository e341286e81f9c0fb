#include "rules/scope.h"

#include <algorithm>

#include "rules/device.h"

namespace cutoffd::rules {
namespace {

template <typename Items, typename Holds>
bool any(const Items& items, const Holds& holds) {
  return std::any_of(items.begin(), items.end(), holds);
}

bool in_networks(const ScopeLists& lists, const SeenAt& where) {
  return any(lists.networks, [&](const Prefix& network) {
    return any(where.clients, [&](const IpAddress& ip) { return network.contains(ip); });
  });
}

bool in_vlans(const ScopeLists& lists, const SeenAt& where) {
  return any(lists.vlans, [&](std::uint16_t id) {
    return std::find(where.vlans.begin(), where.vlans.end(), id) != where.vlans.end();
  });
}

bool on_interface(const ScopeLists& lists, const SeenAt& where) {
  return any(lists.interfaces, [&](const std::string& name) { return name == where.interface; });
}

// A name counts only where the operator gave it: what a device calls itself would let it hide.
bool is_listed(const ScopeLists& lists, const DeviceRow& device, const SeenAt& where) {
  return any(lists.devices, [&](const std::string& word) {
    if (word == device.id) return true;
    if (!device.listed_name.empty() && word == device.listed_name) return true;
    if (const auto mac = parse_mac(word)) return is_proved(device) && device.mac == mac;
    const auto ip = IpAddress::parse(word);
    return ip && std::find(where.clients.begin(), where.clients.end(), *ip) != where.clients.end();
  });
}

bool is_tagged(const ScopeLists& lists, const DeviceRow& device) {
  return any(lists.tags, [&](const std::string& tag) { return has_word(device.tags, tag); });
}

}  // namespace

bool in_scope(const Scope& scope, const DeviceRow& device, const SeenAt& where) {
  const ScopeLists& only = scope.only;
  const ScopeLists& except = scope.except;
  const bool known = !where.interface.empty();
  if (in_networks(except, where) || in_vlans(except, where) || is_listed(except, device, where) ||
      is_tagged(except, device) || (known && on_interface(except, where))) {
    return false;
  }
  return (only.networks.empty() || in_networks(only, where)) &&
         (only.vlans.empty() || in_vlans(only, where)) &&
         (only.interfaces.empty() || !known || on_interface(only, where)) &&
         (only.devices.empty() || is_listed(only, device, where)) &&
         (only.tags.empty() || is_tagged(only, device));
}

}  // namespace cutoffd::rules
