// Decoys: a server name towards an address that the DNS evidence contradicts. A known privacy VPN
// sends such names (docs/judgement.md, "Decoys").
#include <algorithm>

#include "rules/judge_impl.h"
#include "rules/telling.h"

namespace cutoffd::rules {
namespace {

// An address that was answered so long ago may still be used by a long-lived program.
constexpr Duration kStale = std::chrono::hours(1);

bool is_server_name(ObservationKind kind) {
  return kind == ObservationKind::tls_sni || kind == ObservationKind::quic_sni ||
         kind == ObservationKind::dtls_sni;
}

bool same_vendor(const std::vector<Subject>& a, const std::vector<Subject>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const Subject& one) {
    return std::any_of(b.begin(), b.end(),
                       [&one](const Subject& other) { return one.vendor == other.vendor; });
  });
}

// The name was answered addresses of this family, some are valid, and all are known.
bool answered_elsewhere(const NameRow& row, const IpAddress& address, Instant time) {
  if (row.addresses.size() == AnsweredAddresses::kMax) return false;
  return std::any_of(row.addresses.begin(), row.addresses.end(), [&](const ValidAddress& one) {
    return one.ip.is_v4() == address.is_v4() && time <= one.until;
  });
}

}  // namespace

bool Judge::Impl::is_decoy(const Sighting& sighting, const Device& device,
                           const std::vector<Subject>& subjects) const {
  if (!is_server_name(sighting.kind)) return false;
  const IpAddress& address = sighting.server.at.ip;
  // Inside a proxy's tunnel the address is the proxy's.
  if (sighting.flow != FlowId{} && flows_.knows(sighting.flow)) return false;
  if (rules_->is_marked(address)) return false;
  // A router's card stands for many.
  const Party& client = sighting.client;
  const bool own_card = client.mac && identity_.owner(client.at.ip, client.mac) == client.mac &&
                        !identity_.speaks_for_others(*client.mac, client.at.ip);
  bool elsewhere = sighting.answered_otherwise || (own_card && sighting.card_answered_otherwise);
  for (const auto& [text, name] : device.names) {
    const bool own = text == sighting.name.view();
    if (own && answered_elsewhere(name.row, address, sighting.time)) elsewhere = true;
    if (!leads_to(name.row, address, sighting.time, kStale)) continue;
    const auto domain = DomainName::from_text(text);
    if (domain && same_vendor(subjects, subjects_of(*rules_, *domain))) return false;
  }
  return elsewhere;
}

// Recorded as something that was said, and not as contact: it opens nothing.
void Judge::Impl::take_decoy(const Sighting& sighting, Device& device,
                             const std::vector<Subject>& subjects) {
  device.saw_contact(sighting.time);
  note_alive(device, sighting.time);
  devices_.touch(device);
  Step step;
  step.time = step.when = sighting.time;
  step.fresh = true;
  step.sure = false;
  step.evidence = Evidence::asked;
  step.name = sighting.name.view();
  step.server = sighting.server.at;
  place_between(sighting, step);
  step.place = Place{sighting.client.at.ip, sighting.vlans, sighting.source};
  step.frame = sighting.frame;
  for (const Subject& subject : subjects) {
    const ContactPtr contact = devices_.contact(device, subject.vendor, subject.service);
    if (!contact) continue;
    step.quiet = subject.quiet;
    add(device, *contact, step);
    tell_decoy(device, *contact, step);
  }
}

// Once per device and service; of a service that nothing prohibits, and before the cutoff, it is of
// no interest.
void Judge::Impl::tell_decoy(Device& device, Contact& contact, const Step& step) {
  const Standing& standing = standings_.of(contact.row.vendor, contact.row.service);
  if (contact.row.decoy_told || step.when < standing.divide) return;
  const bool told = std::any_of(standing.prohibitions.begin(), standing.prohibitions.end(),
                                [&](const Prohibition& one) {
                                  return in_scope_of(*one.rule, device.row, step) &&
                                         !borne_with(*one.rule, device.row, contact.row, step.time);
                                });
  if (!told) return;
  contact.row.decoy_told = true;
  contact.changed = true;
  write(decoy_alert(contact.row, step,
                    {options_.sensor, *rules_, standing, device.row, forwarder_among(device.row)}));
}

}  // namespace cutoffd::rules
