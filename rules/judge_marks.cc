// Marks that are no names: they corroborate an incident that is open, or make a device suspected.
// None opens an incident.
#include <algorithm>
#include <array>

#include "rules/judge_impl.h"
#include "rules/mark_telling.h"

namespace cutoffd::rules {
namespace {

// Of these groups one counts with the greatest weight in it: a JA3 and a JA4 are two readings of
// the same hello, and its first octets another.
enum Group : std::size_t { kPath, kIssuer, kHello, kPort, kGroups };
std::size_t group_of(MarkKind kind) {
  switch (kind) {
    case MarkKind::path:
      return kPath;
    case MarkKind::issuer:
      return kIssuer;
    case MarkKind::ja3:
    case MarkKind::ja4:
    case MarkKind::first_bytes:
      return kHello;
    case MarkKind::port:
    case MarkKind::relay:
      return kPort;
    default:
      return kGroups;
  }
}

// docs/watchlists.md, "Weights".
constexpr std::uint64_t kSuspectedFrom = 6;
constexpr std::size_t kGroupsNeeded = 2;
constexpr Duration kMarksTogether = std::chrono::days(7);

std::string mark_text(const WatchEntry& entry, const MarkTrace& trace) {
  if (trace.kind == MarkTrace::Kind::port) {
    return std::to_string(number(trace.server.at.port)) + (trace.udp ? "/udp" : "/tcp");
  }
  if (const auto* path = std::get_if<PathMark>(&entry.mark)) return path->path;
  const auto* first = std::get_if<FirstBytesMark>(&entry.mark);
  if (first == nullptr) return std::string(trace.text.view());
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : first->bytes) {
    if (!text.empty()) text += ' ';
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

bool has_open(const Contact& contact) {
  return std::any_of(contact.incidents.begin(), contact.incidents.end(), [](const auto& incident) {
    return incident->row.state == IncidentState::settling || is_open(incident->row);
  });
}

}  // namespace

SeenKind& Judge::Impl::seen_kind(Contact& contact, MarkKind kind) {
  const auto [at, fresh] = contact.marks.try_emplace(kind);
  if (fresh) {
    MarkRow& row = at->second.row;
    row.device = contact.row.device;
    row.vendor = contact.row.vendor;
    row.service = contact.row.service;
    row.kind = kind;
  }
  return at->second;
}

// The device that is known for this side, if any.
Judge::Impl::DevicePtr Judge::Impl::known_device(const IpAddress& ip,
                                                 const std::optional<Mac>& mac) const {
  const std::optional<Mac> owner = owner_of(ip, identity_.nearest(ip, mac));
  return devices_.find(owner ? device_id(*owner) : device_id(ip));
}

void Judge::Impl::take(const MarkTrace& trace) {
  if (trace.kind == MarkTrace::Kind::resolver_used) {
    const IpAddress& resolver = trace.server.at.ip;
    if (rules_->marks().is_fallback(resolver)) {
      resolver_users_.note(trace.client.at.ip, resolver, trace.time);
    }
    // Resolvers outside ask unseen, and need no room.
    if (is_inside(resolver)) forwarders_.note_asked(resolver, trace.time);
    forwarders_.note_asks(trace.client.at.ip, trace.time);
    return;
  }
  std::array<Match, kMaxLists> matches;
  const std::size_t count = std::min(rules_->marks().match(seen(trace), matches), matches.size());
  for (std::size_t i = 0; i < count; ++i) take_mark(trace, matches[i]);
}

// Which of the device's contacts with the vendor the mark belongs to: the one that its connection
// names, else the one of its service, else (where its service is not known) one with an incident.
Judge::Impl::ContactPtr Judge::Impl::contact_for(Device& device, const MarkTrace& trace,
                                                 const Match& match, bool& named) {
  const std::string& vendor = match.list->vendor;
  if (const WatchedFlow* flow = flows_.find(trace.flow)) {
    for (const WatchedFlow::Target& target : flow->targets) {
      const ContactPtr contact = current(target.contact);
      if (contact->row.vendor != vendor || contact->row.device != device.row.key) continue;
      named = true;
      return contact;
    }
  }
  if (match.entry->service == kUnclassified) {
    for (const auto& [key, contact] : device.contacts) {
      if (key.first == vendor && has_open(*contact)) return contact;
    }
  }
  return devices_.contact(device, vendor, match.entry->service);
}

bool Judge::Impl::has_incident(const Device& device, const std::string& vendor) const {
  return std::any_of(device.contacts.begin(), device.contacts.end(), [&](const auto& entry) {
    return entry.first.first == vendor && has_open(*entry.second);
  });
}

void Judge::Impl::take_mark(const MarkTrace& trace, const Match& match) {
  const MarkKind kind = kind_of(*match.entry);
  if (kind == MarkKind::relay && !between_insiders(trace)) return;
  if (trace.flow != FlowId{} && relayed_flows_.knows(trace.flow)) return;
  const std::uint8_t weight = weight_of(*match.entry);
  DevicePtr device = known_device(trace.client.at.ip, trace.client.mac);
  // What weighs nothing leaves no trace of its own.
  if (weight == 0 && (!device || !has_incident(*device, match.list->vendor))) return;
  device = device_of(trace.client, trace.vlans);
  if (!device) return;
  bool named = false;
  const ContactPtr contact = contact_for(*device, trace, match, named);
  if (!contact) return;

  SeenKind& mark = seen_kind(*contact, kind);
  extend(mark.row.span, trace.time, true);
  mark.row.text = mark_text(*match.entry, trace);
  mark.row.server = trace.server.at;
  mark.row.weight = std::max<std::uint64_t>(mark.row.weight, weight);
  mark.changed = true;

  Step step;
  step.time = step.when = trace.time;
  step.fresh = !named && (trace.flow == FlowId{} || contact->marked != trace.flow);
  step.sure = false;
  step.quiet = match.entry->quiet;
  step.frame = trace.frame;
  contact->marked = trace.flow;
  if (step.fresh) counters_.add(Counter::contacts);
  device->saw_contact(trace.time);
  devices_.touch(*device);
  add(*device, *contact, step);
  if (kind == MarkKind::relay) note_relay(*device, *contact, mark, trace.time);
  weigh(*device, *contact, mark.row, trace.time);
}

// Several marks of different kinds together tell of the device once.
void Judge::Impl::weigh(Device& device, const Contact& last, MarkRow& row, Instant time) {
  const Standing& standing = standings_.of(row.vendor, row.service);
  if (!standing.regulated || time < standing.divide || has_incident(device, row.vendor)) return;
  std::array<std::uint64_t, kGroups> weights{};
  std::string marks;
  for (auto& [key, contact] : device.contacts) {
    if (key.first != row.vendor) continue;
    for (auto& [kind, mark] : contact->marks) {
      const std::size_t group = group_of(kind);
      if (group == kGroups) continue;
      if (!mark.row.told.empty() && kind != MarkKind::relay) return;
      if (mark.row.span.last + kMarksTogether < time || mark.row.span.last < standing.divide) {
        continue;
      }
      weights.at(group) = std::max(weights.at(group), mark.row.weight);
      marks += (marks.empty() ? "" : ", ") + text_of(mark.row);
    }
  }
  std::uint64_t sum = 0;
  std::size_t groups = 0;
  for (const std::uint64_t weight : weights) {
    sum += weight;
    groups += weight > 0 ? 1 : 0;
  }
  if (sum < kSuspectedFrom || groups < kGroupsNeeded) return;
  const Alert alert = suspected_alert(row, marks, time, scene_of(device, last));
  for (auto& [key, contact] : device.contacts) {
    if (key.first != row.vendor) continue;
    for (auto& [kind, mark] : contact->marks) {
      if (group_of(kind) == kGroups || kind == MarkKind::relay) continue;
      mark.row.told = alert.incident;
      mark.changed = true;
    }
  }
  write(alert);
}

}  // namespace cutoffd::rules
