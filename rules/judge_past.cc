// The past under today's rules: at the start, and when rules are loaded anew.
#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "rules/judge_impl.h"
#include "rules/past.h"

namespace cutoffd::rules {

struct Judge::Impl::Past {
  std::map<std::pair<std::string, std::string>, std::vector<PastName>> by_service;
};

void Judge::Impl::judge_anew() {
  enlist_all();
  recall_history();
  std::vector<DevicePtr> all;  // judging makes contacts, never devices
  devices_.for_each(
      [&all, this](const Device& device) { all.push_back(devices_.find(device.row.key)); });
  // In the order of their numbers, so that incidents get the same ones every time.
  std::sort(all.begin(), all.end(),
            [](const DevicePtr& a, const DevicePtr& b) { return a->row.key < b->row.key; });
  for (const DevicePtr& device : all) judge_past_of(*device);
  for (const auto& [key, incident] : devices_.incidents()) {
    mind_exemptions(*incident, come_);
    schedule(*incident);
  }
  past_waits_ = true;
}

void Judge::Impl::judge_past_of(Device& device) {
  const Past past = past_of(device);
  for (const auto& [service, names] : past.by_service) {
    const bool fresh =
        std::any_of(names.begin(), names.end(), [](const auto& n) { return n.fresh; });
    const ContactPtr contact =
        fresh ? devices_.contact(device, service.first, service.second) : nullptr;
    if (!contact) continue;
    const Standing& standing = standings_.of(service.first, service.second);
    if (contact->row.stamp.empty()) contact->row.divide = standing.divide;
    for (const PastName& name : names) {
      if (name.fresh) add_past(contact->row, name, contact->row.divide);
    }
    contact->changed = true;
    devices_.touch(device);
  }
  for (const auto& [service, contact] : device.contacts) {
    const auto names = past.by_service.find(service);
    judge_contact_anew(device, *contact,
                       names == past.by_service.end() ? std::span<const PastName>()
                                                      : std::span<const PastName>(names->second));
  }
}

// The device's names by what they are to today's rules.
Judge::Impl::Past Judge::Impl::past_of(Device& device) {
  Past past;
  for (auto& [text, name] : device.names) {
    const auto domain = DomainName::from_text(text);
    if (!domain) continue;
    const std::vector<Subject> subjects = subjects_of(*rules_, *domain);
    const std::string known = name.row.subjects;
    std::vector<bool> surer;
    for (const Subject& subject : subjects) surer.push_back(is_surer(subject, name.row));
    const std::vector<Subject> fresh = learn_subjects(name.row, subjects);
    if (name.row.subjects != known) {
      name.changed = true;
      devices_.touch(device);
    }
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      const Subject& subject = subjects[i];
      const bool is_fresh = std::any_of(fresh.begin(), fresh.end(), [&](const Subject& one) {
        return one.vendor == subject.vendor && one.service == subject.service;
      });
      past.by_service[{subject.vendor, subject.service}].push_back(
          {&name.row, subject.sure, subject.inferred, subject.quiet, is_fresh, surer[i]});
    }
  }
  // The order of a hash table must not decide anything.
  for (auto& [service, names] : past.by_service) {
    std::sort(names.begin(), names.end(),
              [](const PastName& a, const PastName& b) { return a.row->name < b.row->name; });
  }
  return past;
}

void Judge::Impl::judge_contact_anew(Device& device, Contact& contact,
                                     std::span<const PastName> names) {
  const Standing& standing = standings_.of(contact.row.vendor, contact.row.service);
  ContactRow& row = contact.row;
  const bool same_rules = row.stamp == standing.stamp;
  const auto is_news = [](const PastName& name) { return name.fresh || name.surer; };
  const bool news = std::any_of(names.begin(), names.end(), is_news);
  if (same_rules && !news) return stand_anew(device, contact, standing);
  if (row.divide != standing.divide) {
    part_anew(row, names, standing.divide);
    row.divide = standing.divide;
  }
  std::vector<PastName> fresh_names;
  std::copy_if(names.begin(), names.end(), std::back_inserter(fresh_names), is_news);
  for (const Prohibition& prohibition : standing.prohibitions) {
    // What a rule has judged already it does not judge again: an incident may be over by now.
    if (!in_scope_of(*prohibition.rule, device.row)) continue;
    const bool judged = is_stamped(row.stamp, prohibition);
    open_past(contact, prohibition, judged ? std::span<const PastName>(fresh_names) : names);
  }
  row.stamp = standing.stamp;
  contact.changed = true;
  stand_anew(device, contact, standing);
}

// Whether it is prohibited now: scopes and the operator's list of devices may have changed.
void Judge::Impl::stand_anew(Device& device, Contact& contact, const Standing& standing) {
  contact.row.prohibited = is_prohibited(device.row, standing);
  const std::string_view state = state_of(contact);
  contact.changed = contact.changed || contact.row.state != state;
  contact.row.state = state;
  if (contact.changed) devices_.touch(device);
}

void Judge::Impl::open_past(Contact& contact, const Prohibition& prohibition,
                            std::span<const PastName> names) {
  const auto known = std::find_if(
      contact.incidents.begin(), contact.incidents.end(),
      [&](const auto& incident) { return incident->row.rule == prohibition.rule->name; });
  if (known != contact.incidents.end()) return raise_past(**known, contact, prohibition, names);
  IncidentRow row = incident_of(0, contact.row, prohibition);
  // What was closed stays closed.
  Instant from = row.cutoff;
  if (contact.row.closed) from = std::max(from, *contact.row.closed + Duration(1));
  if (!fill_from_past(row, names, from, *prohibition.rule)) return;
  row.past = true;
  row.key = devices_.next_incident();
  devices_.add_incident(contact, std::move(row)).changed = true;
}

// An incident that the rule has already takes what it did not count: contacts of a name that nobody
// knew to be this service's. More evidence is news, and so is that it was not silent at all.
void Judge::Impl::raise_past(Incident& incident, const Contact& contact,
                             const Prohibition& prohibition, std::span<const PastName> names) {
  IncidentRow& row = incident.row;
  const bool untold = row.state == IncidentState::settling && !row.told && !row.due;
  const bool silent = row.state == IncidentState::quiet || row.state == IncidentState::absent ||
                      row.state == IncidentState::blind;
  if (!untold && !silent && row.state != IncidentState::open) return;
  std::vector<PastName> uncounted;  // what was only inferred corroborated, and is counted
  std::copy_if(names.begin(), names.end(), std::back_inserter(uncounted),
               [](const PastName& name) { return name.fresh; });
  IncidentRow added = incident_of(row.key, contact.row, prohibition);
  if (fill_from_past(added, uncounted, row.cutoff, *prohibition.rule)) {
    row.span.first = std::min(row.span.first, added.span.first);
    row.span.last = std::max(row.span.last, added.span.last);
    row.span.count = std::max(
        row.span.count, std::min(row.span.count + added.span.count, contact.row.after.span.count));
    incident.changed = true;
  }
  IncidentRow past = incident_of(row.key, contact.row, prohibition);
  if (!fill_from_past(past, names, row.cutoff, *prohibition.rule)) return;
  // What only corroborated put the silence off already; a silence that was told has a time too.
  const bool awake = silent && (past.span.last > row.still_since ||
                                (row.told_at && past.span.last > *row.told_at));
  const bool again = awake && row.state == IncidentState::quiet;
  if (past.evidence <= row.evidence && !awake) return;
  if (again) {  // it was told to be quiet, and was not
    row.state = IncidentState::returning;
    row.evidence = past.evidence;
    row.told.reset();
    row.proofs = {};
  } else if (row.state == IncidentState::quiet) {
    return;  // what it did before that silence changes nothing of it
  } else if (awake) {
    row.state = IncidentState::open;
  }
  for (std::size_t i = 0; i < past.proofs.size(); ++i) {
    if (past.proofs[i] && !row.proofs[i]) row.proofs[i] = past.proofs[i];
  }
  if (past.evidence > row.evidence || again) {
    row.evidence = past.evidence;
    row.name = past.name;
    row.blocked = past.blocked;
    row.behind = past.behind;
  }
  if (!row.via) row.via = past.via;
  row.quiet_entries = row.quiet_entries && past.quiet_entries;
  row.past = true;
  incident.changed = true;
}

// What the past opened is told as soon as it is known what time it is.
void Judge::Impl::tell_past(Instant now) {
  past_waits_ = false;
  for (const auto& [key, incident] : devices_.incidents()) {
    IncidentRow& row = incident->row;
    const bool opens = row.state == IncidentState::settling && !row.told;
    const bool rises = row.told && *row.told < row.evidence &&
                       (row.state == IncidentState::open || row.state == IncidentState::absent ||
                        row.state == IncidentState::blind);
    const bool returns = row.state == IncidentState::returning && !row.told;
    if (!row.past || row.due || !(opens || rises || returns)) continue;
    const Course course = course_of(row);
    if (!course.enforced || row.evidence < course.minimum) continue;
    if (rises) row.state = IncidentState::open;  // whoever is absent goes on to be told of
    row.risen = now;
    row.due = told_with(*incident).value_or(now);
    // Silence counts from here: what was silent before it was judged says nothing new.
    row.still_since = now;
    row.blind_before = sight_.blind(now);
    incident->changed = true;
    schedule(*incident);
    devices_.touch(*devices_.find(row.device));
  }
}

// What settles at the same contact, and is not told yet, is told together with it.
std::optional<Instant> Judge::Impl::told_with(const Incident& incident) {
  const IncidentRow& row = incident.row;
  if (row.told_at) return std::nullopt;
  const DevicePtr device = devices_.find(row.device);
  for (const auto& other : device->contacts.at({row.vendor, row.service})->incidents) {
    const IncidentRow& settling = other->row;
    if (other.get() == &incident || settling.told_at || !settling.due) continue;
    // What is muted, or forbidden no more, keeps the time at which it would have been told.
    if (!settling.muted && course_of(settling).enforced) return settling.due;
  }
  return std::nullopt;
}

void Judge::Impl::keep_in_history(const Sighting& sighting) {
  if (rules_->kept_names() != KeptNames::all) return;
  const IpAddress& client = sighting.client.at.ip;
  if (sighting.kind == ObservationKind::dns_query) {
    // Who asks and is asked is a forwarder, by names that nobody watches too.
    // Resolvers outside ask unseen, and need no room.
    const IpAddress& resolver = sighting.server.at.ip;
    if (is_inside(resolver)) forwarders_.note_asked(resolver, sighting.time);
    forwarders_.note_asks(client, sighting.time);
  }
  // What a forwarder asks is asked for somebody else.
  if (sighting.flow == FlowId{} && forwarders_.is_forwarder(client)) return;
  Step between;
  place_between(sighting, between);
  history_.note(id_of(sighting.client), sighting, between);
}

// Names of the history that today's rules know belong to their devices.
void Judge::Impl::recall_history() {
  if (history_.size() == 0) return;
  const auto known = history_.take([this](const std::string& name) {
    return rules_->of_interest(name) && DomainName::from_text(name).has_value();
  });
  std::set<IpAddress> by_address;
  for (const HistoryRow& row : known) {
    const auto ip =
        row.device.starts_with("ip:") ? IpAddress::parse(row.device.substr(3)) : std::nullopt;
    // It asked for others before it was known to be a forwarder.
    const bool by_dns = row.name.evidence.value_or(Evidence::asked) < Evidence::contacted;
    const auto mac =
        row.device.starts_with("mac:") ? parse_mac(row.device.substr(4)) : std::nullopt;
    std::vector<IpAddress> own = mac ? identity_.addresses_of(*mac) : std::vector<IpAddress>{};
    if (ip) own.push_back(*ip);
    const bool forwards = std::any_of(own.begin(), own.end(), [this](const IpAddress& one) {
      return forwarders_.is_forwarder(one);
    });
    if (by_dns && forwards) continue;
    DevicePtr device = devices_.find(row.device);
    if (!device) {
      device = devices_.make(row.device, mac ? IdentityGrade::mac : IdentityGrade::address);
      if (!device) continue;
      if (mac) take_over(*device, *mac);
    }
    AskedName* name = devices_.name(*device, *DomainName::from_text(row.name.name));
    if (name == nullptr) continue;
    join(*name, AskedName{row.name});
    device->saw_contact(row.name.span.first);
    device->saw_contact(row.name.span.last);
    if (ip) {
      device->add_ip(*ip);
      by_address.insert(*ip);
    }
    devices_.touch(*device);
  }
  for (const IpAddress& ip : by_address) settle_identity(ip);
}

}  // namespace cutoffd::rules
