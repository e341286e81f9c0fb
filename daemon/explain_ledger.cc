#include "daemon/explain_ledger.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "daemon/incident_words.h"
#include "rules/device.h"
#include "rules/ledger_rows.h"
#include "rules/ledger_view.h"
#include "rules/standing.h"

namespace cutoffd {
namespace {

using rules::ContactRow;
using rules::DeviceKey;
using rules::DeviceRow;
using rules::IncidentRow;
using rules::IncidentState;
using rules::NameRow;

// Of one device; a device that makes names up must not fill the screen.
constexpr std::size_t kNamesShown = 20;

std::string exact_moment(Instant time) { return std::string(rfc3339(time, 3).view()); }

std::string text_of(const Endpoint& server) {
  std::string ip(text(server.ip).view());
  if (server.ip.is_v6()) ip = "[" + ip + "]";
  return ip + ":" + std::to_string(number(server.port));
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

bool is_called(const DeviceRow& row, std::string_view what) {
  if (row.id == what || (!row.name.empty() && same_word(row.name, what))) return true;
  const auto mac = parse_mac(what);
  if (mac && row.mac == mac) return true;
  const auto ip = IpAddress::parse(what);
  return ip && std::find(row.ips.begin(), row.ips.end(), *ip) != row.ips.end();
}

std::string_view meaning_of(IdentityGrade grade) {
  switch (grade) {
    case IdentityGrade::address:
      return "by its address: no proof was seen whose it is";
    case IdentityGrade::mac:
      return "by its MAC: ARP, NDP or DHCP proved that its addresses belong to it";
    case IdentityGrade::inventory:
      break;
  }
  return "by the inventory in the configuration";
}

Outline device_outline(const DeviceRow& row) {
  const DeviceView view = rules::view_of(row);
  Outline out;
  out.add("id", view.id).add("name", view.name);
  if (view.mac) out.add("mac", text(*view.mac).view());
  std::vector<std::string> ips;
  for (const IpAddress& ip : view.ips) ips.emplace_back(text(ip).view());
  out.add("ip", std::move(ips));
  std::vector<std::string> vlans;
  for (const std::uint16_t vlan : view.vlans) vlans.push_back(std::to_string(vlan));
  out.add("vlan", std::move(vlans));
  return out.add("identity", name_of(view.identity)).add("known", meaning_of(view.identity));
}

Outline exact_span_outline(const rules::ContactSpan& span) {
  Outline out;
  if (span.count > 0)
    out.add("first", exact_moment(span.first)).add("last", exact_moment(span.last));
  return out.add("count", span.count);
}

std::string_view why_state(std::string_view state) {
  if (state == "calling")
    return "a contact at or after the cutoff is proved, and its incident is open";
  if (state == "quiet") return "it called after the cutoff, and has been quiet since";
  if (state == "absent") return "it called after the cutoff; then it was not seen at all";
  if (state == "blind") return "it called after the cutoff; the sensor was blind since";
  if (state == "closed") return "its incident was closed, and nothing came since";
  if (state == "acknowledged") return "its incident was acknowledged";
  if (state == "before-cutoff") return "all its contacts lie before the cutoff";
  if (state == "exempt") return "no rule in force forbids the service, or an exemption covers it";
  if (state == "suspected") {
    return "what was seen after the cutoff opens no incident: an inferred entry, a certificate, a "
           "decoy or a mark that is no name does not alone, nor does what lies outside of each "
           "rule's hours and scope (see rules and would_change)";
  }
  return {};
}

bool is_subject(const InForce& in_force, const NameRow& name, const ContactRow& contact) {
  const auto domain = DomainName::from_text(name.name);
  if (!domain) return false;
  const auto subjects = rules::subjects_of(in_force.rules, *domain);
  return std::any_of(subjects.begin(), subjects.end(), [&](const rules::Subject& one) {
    return one.vendor == contact.vendor && one.service == contact.service;
  });
}

Outline name_outline(const InForce& in_force, const NameRow& name) {
  Outline out;
  out.add("name", name.name);
  out.add("first", exact_moment(name.span.first)).add("last", exact_moment(name.span.last));
  out.add("count", name.span.count);
  out.add("evidence", name.evidence ? name_of(*name.evidence) : "in a certificate only");
  if (name.blocked) out.add("blocked", name_of(*name.blocked));
  if (name.server) out.add("server", text_of(*name.server));
  return out.add("entries", entries_of(in_force, name.name));
}

std::vector<Outline> names_of(const InForce& in_force, const std::vector<NameRow>& names,
                              const ContactRow& contact) {
  std::vector<const NameRow*> of_it;
  for (const NameRow& name : names) {
    if (name.device == contact.device && is_subject(in_force, name, contact))
      of_it.push_back(&name);
  }
  std::sort(of_it.begin(), of_it.end(), [](const NameRow* a, const NameRow* b) {
    return std::tie(b->span.last, a->name) < std::tie(a->span.last, b->name);
  });
  if (of_it.size() > kNamesShown) of_it.resize(kNamesShown);
  std::vector<Outline> out;
  for (const NameRow* name : of_it) out.push_back(name_outline(in_force, *name));
  return out;
}

Outline contact_outline(const InForce& in_force, const ContactRow& row,
                        const std::vector<NameRow>& names,
                        const std::vector<IncidentRow>& incidents) {
  Outline out;
  out.add("vendor", row.vendor).add("service", row.service).add("state", row.state);
  out.add("why", why_state(row.state)).add("parted_at", exact_moment(row.divide));
  const auto side = [&out](std::string_view key, const rules::ContactSide& one) {
    Outline below = exact_span_outline(one.span);
    if (one.evidence) below.add("evidence", name_of(*one.evidence));
    if (one.blocked) below.add("blocked", name_of(*one.blocked));
    if (one.bytes_up + one.bytes_down > 0) {
      below.add("bytes_up", one.bytes_up).add("bytes_down", one.bytes_down);
    }
    out.add(key, std::move(below));
  };
  side("before", row.before);
  side("after", row.after);
  std::vector<std::string> ids;
  for (const IncidentRow& one : incidents) {
    if (one.device != row.device || one.vendor != row.vendor || one.service != row.service)
      continue;
    ids.push_back((one.id.empty() ? "not told yet" : one.id) + " under " + one.rule + ", " +
                  std::string(name_of(one.state)));
  }
  out.add("incidents", std::move(ids));
  out.add("rules", rules_of(in_force, row.vendor, row.service));
  out.add("names", names_of(in_force, names, row));
  return out.add("would_change", what_would_change(in_force, row.vendor, row.service, true));
}

std::vector<Outline> proofs_to_check(const IncidentRow& row) {
  std::vector<Outline> out;
  for (std::size_t step = 0; step < row.proofs.size(); ++step) {
    if (!row.proofs[step]) continue;
    const rules::Proof& proof = *row.proofs[step];
    Outline one;
    one.add("evidence", name_of(static_cast<Evidence>(step))).add("time", exact_moment(proof.time));
    if (proof.frame != 0) one.add("frame", proof.frame);
    one.add("name", proof.name);
    if (proof.server) one.add("server", text_of(*proof.server));
    out.push_back(std::move(one));
  }
  return out;
}

Outline incident_outline(const InForce& in_force, const IncidentRow& row, const DeviceRow* device) {
  Outline out;
  out.add("incident", row.id.empty() ? "not told yet" : row.id).add("state", state_word(row));
  if (row.exempt_until) out.add("exempt_until", exact_moment(*row.exempt_until));
  if (row.muted && !row.exempt_until) out.add("exempt", "by an exemption of the configuration");
  if (device != nullptr) out.add("device", device_outline(*device));
  out.add("vendor", row.vendor).add("service", row.service).add("rule", row.rule);
  out.add("determination", row.determination).add("title", title_of(in_force, row.determination));
  out.add("cutoff", exact_moment(row.cutoff));
  out.add("why",
          "contacts at or after the cutoff with a name that the watchlist gives to the service \"" +
              row.service + "\", which the determination prohibits");
  if (row.past) out.add("retroactive", true);
  out.add("first", exact_moment(row.span.first)).add("last", exact_moment(row.span.last));
  out.add("count", row.span.count).add("evidence", name_of(row.evidence));
  if (row.blocked) out.add("blocked", name_of(*row.blocked));
  if (row.behind) {
    out.add("behind", text(*row.behind).view());
    out.add("client", "not visible from here: it acts for others");
  }
  if (row.via) out.add("via", text(*row.via).view());
  out.add("bytes_up", row.bytes_up).add("bytes_down", row.bytes_down);
  out.add("proofs", proofs_to_check(row)).add("name", row.name);
  out.add("entries", entries_of(in_force, row.name));
  out.add("rules", rules_of(in_force, row.vendor, row.service));
  return out.add("would_change", what_would_change(in_force, row.vendor, row.service, true));
}

}  // namespace

Outline explain_device(const InForce& in_force, rules::Ledger& ledger, const DeviceRow& device) {
  Outline one;
  one.add("device", device_outline(device));
  const auto names = ledger.view().names_of(device.key);
  const auto incidents = ledger.view().incidents_of(device.key);
  std::vector<Outline> services;
  for (const ContactRow& contact : ledger.view().contacts_of(device.key)) {
    services.push_back(contact_outline(in_force, contact, names, incidents));
  }
  if (services.empty()) one.add("why", "no contact with a watched service was seen");
  return std::move(one.add("services", std::move(services)));
}

std::vector<Outline> explain_devices(const InForce& in_force, rules::Ledger& ledger,
                                     std::string_view what) {
  std::vector<Outline> out;
  for (const DeviceRow& device : ledger.rows().devices()) {
    if (is_called(device, what)) out.push_back(explain_device(in_force, ledger, device));
  }
  return out;
}

Outline explain_incident(const InForce& in_force, rules::Ledger& ledger, const IncidentRow& row) {
  const auto device = ledger.view().device(row.device);
  return incident_outline(in_force, row, device ? &*device : nullptr);
}

std::vector<Outline> explain_incidents(const InForce& in_force, rules::Ledger& ledger,
                                       std::string_view id) {
  const auto devices = ledger.rows().devices();
  const std::vector<IncidentRow> incidents = ledger.rows().all_incidents();
  std::string_view whole;
  for (const IncidentRow& row : incidents) {
    if (row.state == IncidentState::joined || !row.id.starts_with(id)) continue;
    if (!whole.empty() && row.id != whole) return {};  // several begin so
    whole = row.id;
  }
  std::vector<Outline> out;
  for (const IncidentRow& row : incidents) {
    if (row.id.empty() || row.id != whole || row.state == IncidentState::joined) continue;
    const auto device = std::find_if(devices.begin(), devices.end(), [&row](const DeviceRow& one) {
      return one.key == row.device;
    });
    out.push_back(incident_outline(in_force, row, device == devices.end() ? nullptr : &*device));
  }
  return out;
}

std::vector<Outline> who_named(rules::Ledger& ledger, std::string_view name, std::size_t limit) {
  std::vector<NameRow> of_it = ledger.rows().names();
  std::erase_if(of_it, [name](const NameRow& row) { return row.name != name; });
  std::sort(of_it.begin(), of_it.end(), [](const NameRow& a, const NameRow& b) {
    return std::tie(b.span.last, a.device) < std::tie(a.span.last, b.device);
  });
  if (of_it.size() > limit) of_it.resize(limit);
  std::map<DeviceKey, std::string> ids;
  for (const DeviceRow& device : ledger.rows().devices()) ids.emplace(device.key, device.id);
  std::vector<Outline> out;
  for (const NameRow& row : of_it) {
    Outline one;
    one.add("device", ids[row.device]);
    one.add("first", exact_moment(row.span.first)).add("last", exact_moment(row.span.last));
    out.push_back(std::move(one.add("count", row.span.count)));
  }
  return out;
}

}  // namespace cutoffd
