// Who acts for whom: what a forwarder, a proxy or a NAT does for a device that is visible is that
// device's; what it does for one that is not is told as such.
#include <algorithm>

#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

bool is_question(const Sighting& sighting) { return sighting.kind == ObservationKind::dns_query; }
bool is_opening(const Sighting& sighting) {
  return !is_question(sighting) && sighting.kind != ObservationKind::dns_answer;
}

Forwarders::Contact contact_of(const Sighting& sighting) {
  Forwarders::Contact contact;
  contact.asker = sighting.client.at.ip;
  contact.server = sighting.server.at.ip;
  contact.name = sighting.name;
  contact.time = sighting.time;
  contact.opening = is_opening(sighting);
  contact.hello = sighting.hello;
  contact.port = sighting.client.at.port;
  contact.server_port = sighting.server.at.port;
  contact.next_hop = sighting.server.mac;
  contact.ttl = sighting.client_ttl;
  return contact;
}

}  // namespace

// The packet came from the address's own MAC, and yet it had been on its way before.
bool Judge::Impl::passed_on(const Sighting& sighting) const {
  return was_passed_on(sighting.client_ttl) &&
         came_from_itself(sighting.client.at.ip, sighting.client.mac);
}

bool Judge::Impl::came_from_itself(const IpAddress& ip, const std::optional<Mac>& mac) const {
  return mac && identity_.owner(ip, mac) == mac && !identity_.speaks_for_others(*mac, ip);
}

// A machine whose connections are others' may ask for them as well: a home router resolves itself.
bool Judge::Impl::may_ask_for_others(const Sighting& sighting) const {
  if (is_opening(sighting)) return false;
  const std::vector<IpAddress> own = addresses_beside(sighting.client.at.ip);
  return std::any_of(own.begin(), own.end(),
                     [this](const IpAddress& ip) { return forwarders_.passes(ip); });
}

void Judge::Impl::take(const Passage& passage) {
  if (came_from_itself(passage.ip, passage.mac)) {
    forwarders_.note_passes(passage.ip, passage.time);
  }
}

bool Judge::Impl::stands_for_others(const Sighting& sighting) const {
  return forwarders_.is_nat(sighting.client.at.ip) || passed_on(sighting);
}

// A packet that bears its address may be somebody else's. A home router is often known as a DNS
// forwarder only; its own questions are its own.
bool Judge::Impl::may_pass_on(const Sighting& sighting) const {
  const IpAddress& client = sighting.client.at.ip;
  return stands_for_others(sighting) || is_router(client) ||
         (is_opening(sighting) && forwarders_.is_forwarder(client));
}

// A go-between may be told at one of its addresses and act from another: inside and outside, IPv6
// and IPv4.
std::vector<IpAddress> Judge::Impl::addresses_beside(const IpAddress& ip) const {
  std::vector<IpAddress> all{ip};
  const std::optional<Mac> owner = owner_of(ip, std::nullopt);
  if (!owner) return all;
  for (const IpAddress& other : identity_.addresses_of(*owner)) {
    if (other != ip) all.push_back(other);
  }
  return all;
}

// Remembered of any address, and a NAT only once it matters: else whoever connects to a server of
// the house from the Internet's large NATs would push out those that are here.
void Judge::Impl::take(const SystemChange& change) {
  layouts_.note(change.ip, system_of(change.before.ttl, change.before.layout), change.time);
  layouts_.note(change.ip, system_of(change.now.ttl, change.now.layout), change.time);
}

// What a visible client did inside, and a go-between does again on its other side.
const Forwarders::Contact* Judge::Impl::seen_inside(const Sighting& sighting) {
  const IpAddress& asker = sighting.client.at.ip;
  const Forwarders::Contact outer = contact_of(sighting);
  const auto* inner = may_pass_on(sighting) ? forwarders_.passed_by(outer) : nullptr;
  if (inner != nullptr || !is_question(sighting)) return inner;
  const bool go_between = forwarders_.is_forwarder(asker) || forwarders_.is_nat(asker) ||
                          forwarders_.passes(asker) || is_router(asker);
  return go_between ? forwarders_.asked_at_another_address(outer) : nullptr;
}

// True if the asker asks for, or connects for, a device that was seen to ask it: the contact is
// that device's and was counted then.
bool Judge::Impl::relayed(const Sighting& sighting, const std::vector<Subject>& subjects) {
  const IpAddress& asker = sighting.client.at.ip;
  const IpAddress& server = sighting.server.at.ip;
  const bool opening = is_opening(sighting);
  const bool again = opening && flows_.find(sighting.flow) != nullptr;
  if (again) return false;  // more on a connection that is the asker's own
  if (is_question(sighting)) {
    forwarders_.note_asked(server, sighting.time);
    forwarders_.note_asks(asker, sighting.time);
  }
  const bool turns = opening && ttls_.note(asker, system_of(sighting.client_ttl), sighting.time);
  if (turns || layouts_.several(asker)) forwarders_.note_translates(asker, sighting.time);
  const Forwarders::Contact* earlier = nullptr;
  for (const IpAddress& own : addresses_beside(asker)) {
    const auto* one = forwarders_.asked_of(own, sighting.name, opening, sighting.time);
    if (one != nullptr && (earlier == nullptr || earlier->time < one->time)) earlier = one;
  }
  const bool told_to = earlier != nullptr;
  if (told_to && is_question(sighting) && !earlier->opening) {
    // Asked at one address, it may ask from another.
    forwarders_.note_asked(asker, sighting.time);
    forwarders_.note_asks(asker, sighting.time);
  }
  const bool answer = sighting.kind == ObservationKind::dns_answer;
  if (!told_to && answer) return forwarders_.answers_relayed(contact_of(sighting));
  if (!told_to) earlier = seen_inside(sighting);
  if (earlier == nullptr) return false;
  if (earlier->hidden && (answer || client_behind(sighting))) return false;
  if (answer) return true;
  const DevicePtr origin = current(earlier->device.lock());
  if (opening && told_to) forwarders_.note_connects(asker, sighting.time);
  if (opening && sighting.flow != FlowId{}) relayed_flows_.make(sighting.flow);
  Forwarders::Contact contact = contact_of(sighting);
  contact.relayed = true;
  contact.of_insider = is_inside(contact.server);
  forwarders_.note(origin, std::move(contact));
  note_via(*origin, sighting.name, subjects, asker);
  return true;
}

void Judge::Impl::note_via(Device& device, const DomainName& asked,
                           const std::vector<Subject>& subjects, const IpAddress& via) {
  const auto name = device.names.find(std::string(asked.view()));
  if (name != device.names.end() && !name->second.row.via) {
    name->second.row.via = via;
    name->second.changed = true;
    devices_.touch(device);
  }
  for (const Subject& subject : subjects) {
    const auto contact = device.contacts.find({subject.vendor, subject.service});
    if (contact == device.contacts.end()) continue;
    for (const auto& incident : contact->second->incidents) {
      if (incident->row.via) continue;
      incident->row.via = via;
      incident->changed = true;
      devices_.touch(device);
    }
  }
}

// What a forwarder says of its client (EDNS) is believed of those that are known to be forwarders.
std::optional<Mac> Judge::Impl::client_behind(const Sighting& sighting) const {
  const std::optional<Mac>& mac = sighting.forwarded_mac;
  if (!mac || mac->is_group() || mac->is_zero()) return std::nullopt;
  return forwarders_.is_forwarder(sighting.client.at.ip) ? mac : std::nullopt;
}

Judge::Impl::DevicePtr Judge::Impl::caller_of(const Sighting& sighting) {
  if (sighting.kind == ObservationKind::dns_answer) {
    const auto* earlier =
        forwarders_.asked_of(sighting.client.at.ip, sighting.name, false, sighting.time);
    if (earlier != nullptr && earlier->hidden) return current(earlier->device.lock());
  }
  const std::optional<Mac> mac = client_behind(sighting);
  if (!mac || is_opening(sighting)) return device_of(sighting.client, sighting.vlans);
  const std::string id = device_id(*mac);
  DevicePtr device = devices_.find(id);
  if (!device) device = devices_.make(id, IdentityGrade::mac);
  if (!device) return nullptr;
  take_over(*device, *mac);
  enlist(*device);
  return device;
}

void Judge::Impl::note_asked_of_others(const Sighting& sighting, const DevicePtr& device) {
  const bool certificate = sighting.kind == ObservationKind::tls_cert_name;
  if (certificate || sighting.kind == ObservationKind::dns_answer) return;
  Forwarders::Contact contact = contact_of(sighting);
  contact.of_insider = is_inside(contact.server);
  if (is_question(sighting) && client_behind(sighting)) {
    contact.asker = {};
    contact.server = sighting.client.at.ip;  // of it the device must have asked
    contact.hidden = true;
  }
  forwarders_.note(device, std::move(contact));
}

void Judge::Impl::place_between(const Sighting& sighting, Step& step) const {
  const IpAddress& client = sighting.client.at.ip;
  if (is_question(sighting) && client_behind(sighting)) {
    step.via = client;
    return;
  }
  const bool to_proxy =
      sighting.kind == ObservationKind::proxy_target ||
      (sighting.kind == ObservationKind::http_host && forwarders_.is_proxy(sighting.server.at.ip));
  if (to_proxy) step.via = sighting.server.at.ip;
  const bool proxy = forwarders_.is_proxy(client);
  if (proxy || stands_for_others(sighting) || may_ask_for_others(sighting)) step.behind = client;
}

}  // namespace cutoffd::rules
