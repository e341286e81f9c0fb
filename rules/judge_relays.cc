// The vendor's own servers on the inside: clients that connect to their ports are managed behind
// them, as soon as the server itself is known to call the vendor. A port alone accuses nobody.
#include <algorithm>
#include <array>

#include "rules/judge_impl.h"
#include "rules/mark_telling.h"

namespace cutoffd::rules {
namespace {

// Servers that clients were seen to use; far more than an organisation has.
constexpr std::size_t kMostRelays = 4096;

// Where no internal networks are configured (RFC 1918, RFC 4193, RFC 6598, RFC 3927, RFC 4291).
bool is_private(const IpAddress& ip) {
  static const std::array kPrivate{
      *Prefix::parse("10.0.0.0/8"),     *Prefix::parse("172.16.0.0/12"),
      *Prefix::parse("192.168.0.0/16"), *Prefix::parse("100.64.0.0/10"),
      *Prefix::parse("169.254.0.0/16"), *Prefix::parse("fc00::/7"),
      *Prefix::parse("fe80::/10")};
  return std::any_of(kPrivate.begin(), kPrivate.end(),
                     [&ip](const Prefix& prefix) { return prefix.contains(ip); });
}

}  // namespace

bool Judge::Impl::is_inside(const IpAddress& ip) const {
  return options_.internal.empty() ? is_private(ip) : !is_outside(ip);
}

bool Judge::Impl::between_insiders(const MarkTrace& trace) const {
  return is_inside(trace.client.at.ip) && is_inside(trace.server.at.ip);
}

void Judge::Impl::load_relays() {
  devices_.for_each([this](const Device& device) {
    for (const auto& [key, contact] : device.contacts) {
      const auto mark = contact->marks.find(MarkKind::relay);
      if (mark != contact->marks.end()) note_relay_host(mark->second.row.server->ip);
    }
  });
}

void Judge::Impl::note_relay_host(const IpAddress& host) {
  if (relay_hosts_.size() < kMostRelays) {
    relay_hosts_.insert(host);
  } else if (!relay_hosts_.contains(host)) {
    counters_.add(Counter::relays_given_up);
  }
}

// Whoever asks names for others is not the caller because somebody behind it is.
bool Judge::Impl::calls(const Device& device, const std::string& vendor) const {
  const bool forwarder = forwarder_among(device.row).has_value();
  return std::any_of(device.contacts.begin(), device.contacts.end(), [&](const auto& entry) {
    if (entry.first.first != vendor) return false;
    const auto& incidents = entry.second->incidents;
    return std::any_of(incidents.begin(), incidents.end(), [&](const auto& incident) {
      const bool lives = incident->row.state == IncidentState::settling || is_open(incident->row);
      return lives && (!forwarder || incident->row.evidence >= Evidence::contacted);
    });
  });
}

void Judge::Impl::note_relay(Device& client, Contact& contact, SeenKind& mark, Instant time) {
  const IpAddress host = mark.row.server->ip;
  note_relay_host(host);
  if (mark.row.relay && *mark.row.relay != host) mark.row.relay.reset();
  const DevicePtr server = known_device(host, std::nullopt);
  if (server && server.get() != &client && calls(*server, mark.row.vendor)) {
    confirm_relay(client, contact, mark, time);
  }
}

void Judge::Impl::confirm_relay(Device& client, Contact& contact, SeenKind& mark, Instant time) {
  const Standing& standing = standings_.of(mark.row.vendor, mark.row.service);
  mark.row.relay = mark.row.server->ip;
  mark.changed = true;
  devices_.touch(client);
  if (!mark.row.told.empty() || !standing.regulated || time < standing.divide) return;
  // Its own incident says more, and bears the relay.
  if (has_incident(client, mark.row.vendor)) return;
  const auto& rules = rules_->rules();
  if (std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
        return borne_with(rule, client.row, contact.row, time);
      })) {
    return;
  }
  const Alert alert = managed_alert(mark.row, time, scene_of(client, contact));
  mark.row.told = alert.incident;
  write(alert);
}

// The device was just seen to call the vendor: so its clients are managed behind it.
void Judge::Impl::confirm_clients(const Device& server, const std::string& vendor, Instant time) {
  const auto& ips = server.row.ips;
  const bool relay = std::any_of(ips.begin(), ips.end(), [&](const IpAddress& ip) {
    return relay_hosts_.contains(ip) && holds(server.row, ip);
  });
  if (!relay || !calls(server, vendor)) return;
  for (const auto& [key, contact] : clients_of(server, vendor)) {
    SeenKind& mark = contact->marks.at(MarkKind::relay);
    if (!mark.row.relay) confirm_relay(*devices_.find(key), *contact, mark, time);
  }
}

// By key, so that it does not matter in which order they are kept.
std::map<DeviceKey, Judge::Impl::ContactPtr> Judge::Impl::clients_of(const Device& server,
                                                                     const std::string& vendor) {
  std::map<DeviceKey, ContactPtr> clients;
  devices_.for_each([&](const Device& device) {
    if (&device == &server) return;
    for (const auto& [key, contact] : device.contacts) {
      const auto mark = contact->marks.find(MarkKind::relay);
      if (key.first != vendor || mark == contact->marks.end()) continue;
      const IpAddress& host = mark->second.row.server->ip;
      const auto& ips = server.row.ips;
      if (std::find(ips.begin(), ips.end(), host) != ips.end() && holds(server.row, host)) {
        clients.emplace(device.row.key, contact);
      }
    }
  });
  return clients;
}

std::optional<IpAddress> Judge::Impl::relay_of(const Device& device,
                                               const std::string& vendor) const {
  for (const auto& [key, contact] : device.contacts) {
    const auto mark = contact->marks.find(MarkKind::relay);
    if (key.first == vendor && mark != contact->marks.end() && mark->second.row.relay) {
      return mark->second.row.relay;
    }
  }
  return std::nullopt;
}

Scene Judge::Impl::scene_of(const Device& device, const Contact& contact) {
  const std::string& vendor = contact.row.vendor;
  Scene scene{options_.sensor, *rules_, standings_.of(vendor, contact.row.service), device.row,
              forwarder_among(device.row)};
  scene.relay = relay_of(device, vendor);
  const auto& ips = device.row.ips;
  if (std::any_of(ips.begin(), ips.end(),
                  [this](const IpAddress& ip) { return relay_hosts_.contains(ip); })) {
    scene.clients = clients_of(device, vendor).size();
  }
  return scene;
}

}  // namespace cutoffd::rules
