// Going around a DNS block: a watched name that the system's resolver did not resolve is asked of
// the public resolvers that the vendor documents as its fallback, in their order.
#include <algorithm>

#include "rules/judge_impl.h"
#include "rules/mark_telling.h"

namespace cutoffd::rules {
namespace {

// A client turns to the fallback at once, or after its own timeouts.
constexpr Duration kFallbackWindow = std::chrono::minutes(5);
// Stub resolvers wait at least so long before they ask somebody else.
constexpr Duration kNoAnswer = std::chrono::seconds(1);
constexpr std::uint16_t kServerFailure = 2;  // RFC 1035 section 4.1.1

bool recent(const std::optional<Instant>& then, Instant now) {
  return then && *then <= now && now <= *then + kFallbackWindow;
}

void note_system_question(NameRow& row, const IpAddress& resolver, Instant time) {
  const bool same =
      row.system == resolver && (recent(row.system_asked, time) || recent(row.system_failed, time));
  if (!same) {
    row.system = resolver;
    row.system_failed.reset();
    row.system_blocked.reset();
    row.system_asked.reset();
    row.system_answers = false;
    row.fallback = 0;
  }
  if (!row.system_asked && !recent(row.system_failed, time)) row.system_asked = time;
}

void note_system_answer(NameRow& row, const Sighting& answer) {
  if (row.system != answer.server.at.ip) return;
  row.system_answers = true;
  row.system_asked.reset();
  if (!answer.addresses.entries().empty() && !answer.blocked) {
    row.system_failed.reset();
    row.system_blocked.reset();
    row.fallback = 0;
    return;
  }
  // Most names lack an address of the other family, and that blocks nothing.
  const bool nothing = answer.blocked == Blocked::nodata && answer.qtype != DnsType::a;
  const bool failed = (answer.blocked && !nothing) || answer.rcode == kServerFailure;
  if (!failed) return;
  row.system_failed = answer.time;
  row.system_blocked = answer.blocked;
}

// How the system's resolver failed the name shortly before, for people; empty if it did not.
std::string failure_of(const NameRow& row, bool answers_seen, Instant time) {
  if (!row.system) return {};
  const std::string resolver(text(*row.system).view());
  if (recent(row.system_failed, time)) {
    return resolver + (row.system_blocked
                           ? " blocked it (" + std::string(name_of(*row.system_blocked)) + ")"
                           : std::string(" failed"));
  }
  // Where answers cannot be seen their lack proves nothing.
  const bool silent = recent(row.system_asked, time) && *row.system_asked + kNoAnswer <= time;
  return silent && answers_seen ? resolver + " did not answer" : std::string();
}

}  // namespace

void Judge::Impl::note_resolvers(const Sighting& sighting, Device& device, AskedName& name,
                                 const std::vector<Subject>& subjects) {
  NameRow& row = name.row;
  const IpAddress& resolver = sighting.server.at.ip;
  const bool query = sighting.kind == ObservationKind::dns_query;
  if (!rules_->marks().is_fallback(resolver)) {
    query ? note_system_question(row, resolver, sighting.time) : note_system_answer(row, sighting);
    name.changed = true;
    return;
  }
  if (!query) return;
  const bool answers_seen =
      std::any_of(device.names.begin(), device.names.end(), [&row](const auto& entry) {
        return entry.second.row.system == row.system && entry.second.row.system_answers;
      });
  const std::string failure = failure_of(row, answers_seen, sighting.time);
  if (failure.empty()) return;
  std::optional<std::size_t> place;
  for (const Subject& subject : subjects) {
    const auto at = rules_->marks().fallback_place(subject.vendor, resolver);
    // The first of the list, or one already asked, or the next.
    if (!at || *at > row.fallback) continue;
    place = at;
    if (subject.sure) note_evasion(sighting, device, subject, failure);
  }
  if (place && *place == row.fallback) {
    ++row.fallback;
    name.changed = true;
  }
}

// The sequence is there. An ordinary user of the resolver, or whoever asks for others, goes around
// nothing.
void Judge::Impl::note_evasion(const Sighting& sighting, Device& device, const Subject& subject,
                               const std::string& failure) {
  const IpAddress& resolver = sighting.server.at.ip;
  if (forwarder_among(device.row)) return;
  const bool ordinary = std::any_of(
      device.row.ips.begin(), device.row.ips.end(),
      [&](const IpAddress& ip) { return resolver_users_.uses(ip, resolver, sighting.time); });
  if (ordinary) return;
  const ContactPtr contact = devices_.contact(device, subject.vendor, subject.service);
  if (!contact) return;
  const Standing& standing = standings_.of(subject.vendor, subject.service);
  if (standing.prohibitions.empty() || sighting.time < standing.divide) return;
  SeenKind& mark = seen_kind(*contact, MarkKind::resolver);
  extend(mark.row.span, sighting.time, true);
  mark.row.server = sighting.server.at;
  mark.row.text = std::string(sighting.name.view()) + " was asked of the public resolver " +
                  std::string(text(resolver).view()) + " after " + failure;
  mark.changed = true;
  devices_.touch(device);
  tell_evasion(device, *contact);
}

// Once for each incident, and never before the incident itself: while that settles, it waits.
void Judge::Impl::tell_evasion(Device& device, Contact& contact) {
  const auto mark = contact.marks.find(MarkKind::resolver);
  if (mark == contact.marks.end()) return;
  const auto lead = std::find_if(
      contact.incidents.begin(), contact.incidents.end(),
      [](const auto& incident) { return is_open(incident->row) && !incident->row.muted; });
  if (lead == contact.incidents.end()) return;
  MarkRow& row = mark->second.row;
  const IncidentRow& incident = (*lead)->row;
  if (row.told == incident.id || row.span.last < incident.span.first) return;
  row.told = incident.id;
  mark->second.changed = true;
  devices_.touch(device);
  write(evasion_alert(row, incident, scene_of(device, contact)));
}

}  // namespace cutoffd::rules
