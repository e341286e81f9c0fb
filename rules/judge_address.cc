// Contact without a name: connections known by the address that the device was answered, or by a
// network of the vendor's (docs/judgement.md, "Contact without a name").
#include <algorithm>

#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

// What is told of a connection while it waits: a few steps, and the latest figures.
constexpr std::size_t kStepsKept = 8;

bool ends(FlowProgress::Step step) {
  return step != FlowProgress::Step::answered && step != FlowProgress::Step::bytes;
}

Sighting sighting_of(const AddressContact& contact) {
  Sighting sighting;
  sighting.time = contact.time;
  sighting.frame = contact.frame;
  sighting.source = contact.source;
  sighting.kind = ObservationKind::unknown;
  sighting.client = contact.client;
  sighting.server = contact.server;
  sighting.vlans = contact.vlans;
  sighting.client_ttl = contact.client_ttl;
  sighting.flow = contact.flow;
  return sighting;
}

}  // namespace

std::vector<Subject> subjects_of_network(const RuleSet& rules, const IpAddress& address) {
  std::vector<Subject> subjects;
  for (const Match& match : rules.marks_of(address)) {
    // Whoever rents a machine there is no customer's update: it corroborates.
    subjects.push_back({match.list->vendor, match.entry->service, false, match.entry->quiet});
  }
  return subjects;
}

// A hello that came later than kNameWait names a service that its connection was counted for by its
// address.
bool is_named_late(const WatchedFlow& flow, const std::vector<Subject>& subjects) {
  if (flow.by == Basis::name) return false;
  return std::any_of(flow.targets.begin(), flow.targets.end(), [&](const auto& target) {
    const ContactRow& row = target.contact->row;
    return std::any_of(subjects.begin(), subjects.end(), [&row](const Subject& subject) {
      return subject.vendor == row.vendor && subject.service == row.service;
    });
  });
}

void Judge::Impl::pass_to(Instant now) {
  settle_addresses(now);
  reach(now);
}

void Judge::Impl::settle_addresses(Instant now) {
  while (awaited_.due() && *awaited_.due() <= now) {
    // What is due before is told before, however seldom time is told to pass.
    // Where nothing more will come, time does not go on.
    if (now != Instant::max()) reach(*awaited_.due());
    conclude(awaited_.take_first(), false);
  }
}

void Judge::Impl::take(const AddressContact& contact) {
  // It was judged before a restart.
  if (resume(contact.flow, contact.client.at, contact.server.at, contact.time)) return;
  AwaitedName awaited{contact, std::nullopt, {}};
  if (!contact.shared) awaited.name = name_answered(contact);
  if (!awaited.name && rules_->marks_of(contact.server.at.ip).empty()) return;
  awaited_.add(std::move(awaited));
}

void Judge::Impl::take(const FlowNamed& named) {
  const auto awaited = awaited_.take(named.flow);
  // Any other name says that the connection went to somebody else at that address.
  if (awaited && named.ech && awaited->name) conclude(*awaited, true);
}

// True if the connection still waits: what is told of it waits too.
bool Judge::Impl::awaits_name(const FlowProgress& progress) {
  AwaitedName* awaited = awaited_.find(progress.flow);
  if (awaited == nullptr) return false;
  std::vector<FlowProgress>& kept = awaited->progress;
  const bool full = kept.size() == kStepsKept;
  (full ? kept.back() : kept.emplace_back()) = progress;
  // No name will come any more.
  if (ends(progress.step)) conclude(*awaited_.take(progress.flow), false);
  return true;
}

Judge::Impl::DevicePtr Judge::Impl::known_device(const Party& client) const {
  const IpAddress& ip = client.at.ip;
  return known_device(ip, client.mac);
}

// The name that this device was answered the address for; the latest of several. Where one of them
// is prohibited and another is not, the address does not say which it was.
std::optional<DomainName> Judge::Impl::name_answered(const AddressContact& contact) {
  const DevicePtr device = known_device(contact.client);
  if (!device) return std::nullopt;
  const NameRow* found = nullptr;
  bool prohibited = false;
  bool allowed = false;
  for (const auto& [text, name] : device->names) {
    const NameRow& row = name.row;
    if (!leads_to(row, contact.server.at.ip, contact.time, options_.answer_grace)) continue;
    const auto domain = DomainName::from_text(text);
    if (!domain) continue;
    const std::vector<Subject> subjects = subjects_of(*rules_, *domain);
    if (subjects.empty()) continue;
    const bool any = std::any_of(subjects.begin(), subjects.end(), [this](const Subject& subject) {
      return !standings_.of(subject.vendor, subject.service).prohibitions.empty();
    });
    (any ? prohibited : allowed) = true;
    const bool better = found == nullptr || found->asked < row.asked ||
                        (found->asked == row.asked && row.name < found->name);
    if (better) found = &row;
  }
  if (found == nullptr || (prohibited && allowed)) return std::nullopt;
  return DomainName::from_text(found->name);
}

void Judge::Impl::conclude(const AwaitedName& awaited, bool outer) {
  Sighting sighting = sighting_of(awaited.contact);
  std::vector<Subject> subjects;
  if (awaited.name) {
    sighting.name = *awaited.name;
    subjects = subjects_of(*rules_, *awaited.name);
  } else {
    subjects = subjects_of_network(*rules_, sighting.server.at.ip);
  }
  if (subjects.empty()) return;  // the rules have changed
  note_links(sighting);
  if (relayed(sighting, subjects)) return;
  const Basis basis = !awaited.name ? Basis::network : outer ? Basis::outer : Basis::address;
  take(sighting, subjects, basis);
  for (const FlowProgress& progress : awaited.progress) take(progress);
}

}  // namespace cutoffd::rules
