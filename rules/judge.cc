#include "rules/judge.h"

#include <algorithm>
#include <variant>

#include "rules/judge_impl.h"
#include "rules/ledger_view.h"

namespace cutoffd::rules {
namespace {

// Times of a broken clock or a forged capture file are taken as the nearest of these, so that
// adding a duration cannot overflow.
constexpr Instant kEarliest{std::chrono::sys_days(std::chrono::year(1970) / 1 / 1)};
constexpr Instant kLatest{std::chrono::sys_days(std::chrono::year(2200) / 1 / 1)};
bool believable(Instant time) { return kEarliest <= time && time <= kLatest; }

bool is_dns(ObservationKind kind) {
  return kind == ObservationKind::dns_query || kind == ObservationKind::dns_answer;
}
// Says who is there, not what is called.
bool is_local_name(ObservationKind kind) {
  return kind == ObservationKind::mdns || kind == ObservationKind::llmnr ||
         kind == ObservationKind::nbns;
}

bool share(const std::vector<Subject>& a, const std::vector<Subject>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const Subject& one) {
    return std::any_of(b.begin(), b.end(), [&one](const Subject& other) {
      return one.vendor == other.vendor && one.service == other.service;
    });
  });
}

}  // namespace

Judge::Judge(std::shared_ptr<const RuleSet> rules, const JudgeOptions& options, Ledger& ledger,
             Counters& counters)
    : impl_(std::make_unique<Impl>(std::move(rules), options, ledger, counters)) {}
Judge::~Judge() = default;

void Judge::on_fact(const Fact& fact) {
  std::visit(
      [this](const auto& one) {
        if (believable(one.time)) {
          impl_->pass_to(one.time);
          impl_->take(one);
          return;
        }
        auto mended = one;
        mended.time = std::clamp(one.time, kEarliest, kLatest);
        impl_->pass_to(mended.time);
        impl_->take(mended);
      },
      fact);
}
void Judge::on_time(Instant now) { impl_->pass_to(now); }
void Judge::flows_are(const FlowEnds& flows) { impl_->flows_are(flows); }
void Judge::finish() {
  impl_->settle_addresses(Instant::max());
  impl_->finish();
}
void Judge::say_coverage_by(CoverageWords words) { impl_->say_coverage_by(std::move(words)); }
void Judge::save() { impl_->save(); }
void Judge::use(std::shared_ptr<const RuleSet> rules) { impl_->use(std::move(rules)); }
std::size_t Judge::open_incidents() const { return impl_->open_incidents(); }
bool Judge::found() const { return impl_->found(); }
std::size_t Judge::devices() const { return impl_->devices(); }
std::optional<std::string> Judge::decide(std::string_view incident, const Decision& decision) {
  return impl_->decide(incident, decision);
}
std::optional<std::string> Judge::forget_device(std::string_view device, const Decision& decision) {
  return impl_->forget_device(device, decision);
}
std::optional<Instant> Judge::seen_until() const { return impl_->seen_until(); }

void Judge::Impl::take(const Sighting& seen) {
  if (is_local_name(seen.kind)) return;
  const Sighting sighting = with_blockers(seen);
  std::vector<Subject> subjects = subjects_of(*rules_, sighting.name);
  if (subjects.empty()) return keep_in_history(sighting);
  // Named now: what the address said before is not needed.
  if (sighting.flow != FlowId{}) awaited_.take(sighting.flow);
  resume(sighting.flow, sighting.client.at, sighting.server.at, sighting.time);
  note_links(sighting);
  if (relayed(sighting, subjects)) return;
  if (sighting.kind == ObservationKind::tls_cert_name) note_certificate(sighting, subjects);
  if (subjects.empty()) return;
  take(sighting, subjects, Basis::name);
}

void Judge::Impl::take(const Sighting& sighting, const std::vector<Subject>& subjects, Basis by) {
  const DevicePtr device = caller_of(sighting);
  if (!device) {
    if (devices_.size() >= options_.max_devices) note_flood(sighting.time);
    return;
  }
  if (is_decoy(sighting, *device, subjects)) return take_decoy(sighting, *device, subjects);
  AskedName* name = by == Basis::network ? nullptr : devices_.name(*device, sighting.name);
  const Occurrence occurrence = occurrence_of(sighting, *device, name, subjects);
  if (occurrence.fresh) counters_.add(Counter::contacts);
  device->saw_contact(occurrence.when);
  note_alive(*device, sighting.time);
  devices_.touch(*device);
  note_asked_of_others(sighting, device);

  Step step;
  step.time = sighting.time;
  step.when = occurrence.when;
  step.fresh = occurrence.fresh;
  const WatchedFlow* open = is_dns(sighting.kind) ? nullptr : flows_.find(sighting.flow);
  if (open != nullptr && !occurrence.fresh) step.began = open->began;
  step.evidence = evidence_of(sighting);
  step.blocked = BlockNews::of(sighting, name != nullptr && name->row.resolved);
  step.by = by;
  if (by != Basis::network) step.name = sighting.name.view();
  // For a question the other side is a resolver, not the service.
  if (!is_dns(sighting.kind)) step.server = sighting.server.at;
  step.frame = sighting.frame;
  place_between(sighting, step);
  step.of_client = sighting.kind != ObservationKind::dns_answer;
  step.place = Place{sighting.client.at.ip, sighting.vlans, sighting.source};
  if (name != nullptr) {
    learn_subjects(name->row, subjects);
    if (sighting.kind != ObservationKind::tls_cert_name) remember(name->row, step);
  }
  std::vector<WatchedFlow::Target> targets;
  for (const Subject& subject : subjects) {
    const ContactPtr contact = devices_.contact(*device, subject.vendor, subject.service);
    if (!contact) continue;
    step.sure = subject.sure;
    step.inferred = subject.inferred;
    step.quiet = subject.quiet;
    add(*device, *contact, step);
    targets.push_back({contact, subject.sure, subject.quiet, subject.inferred});
  }
  if (is_dns(sighting.kind) && name != nullptr) {
    note_resolvers(sighting, *device, *name, subjects);
  }
  if (!is_dns(sighting.kind)) watch_flow(sighting, targets, by, step);
}

std::vector<Instant> Judge::Impl::cutoffs_of(const std::vector<Subject>& subjects) {
  std::vector<Instant> cutoffs;
  for (const Subject& subject : subjects) {
    const Standing& standing = standings_.of(subject.vendor, subject.service);
    cutoffs.insert(cutoffs.end(), standing.cutoffs.begin(), standing.cutoffs.end());
    cutoffs.push_back(standing.divide);
  }
  return cutoffs;
}

Occurrence Judge::Impl::occurrence_of(const Sighting& sighting, Device& device, AskedName* name,
                                      const std::vector<Subject>& subjects) {
  // At the bound of names nothing is known to which it could belong.
  if (name == nullptr) return {true, sighting.time};
  const std::vector<Instant> cutoffs = cutoffs_of(subjects);
  if (sighting.kind == ObservationKind::dns_query) {
    return note_question(*name, sighting.time, cutoffs);
  }
  if (sighting.kind == ObservationKind::dns_answer) return note_answer(*name, sighting);
  // Requests on one connection are one contact.
  const WatchedFlow* flow = flows_.find(sighting.flow);
  const bool same =
      flow != nullptr && (flow->name == sighting.name.view() || is_named_late(*flow, subjects));
  if (same && !parted(cutoffs, flow->when, sighting.time)) {
    extend(name->row.span, sighting.time, false);
    name->changed = true;
    return {false, sighting.time};
  }
  Occurrence occurrence = note_opening(*name, sighting.time, cutoffs);
  if (occurrence.fresh && belongs_to_another_name(device, sighting, *name, subjects, cutoffs)) {
    occurrence.fresh = false;
  }
  return occurrence;
}

// A hello towards an address that was answered for another name of the same service belongs to that
// question.
bool Judge::Impl::belongs_to_another_name(Device& device, const Sighting& sighting,
                                          const AskedName& own,
                                          const std::vector<Subject>& subjects,
                                          const std::vector<Instant>& cutoffs) {
  AskedName* found = nullptr;
  for (auto& [text, other] : device.names) {
    if (&other == &own || !awaits(other.row, sighting.server.at.ip, sighting.time)) continue;
    if (parted(cutoffs, *other.row.asked, sighting.time)) continue;
    const auto domain = DomainName::from_text(text);
    if (!domain || !share(subjects, subjects_of(*rules_, *domain))) continue;
    const bool better = found == nullptr || *found->row.asked < *other.row.asked ||
                        (found->row.asked == other.row.asked && text < found->row.name);
    if (better) found = &other;
  }
  if (found == nullptr) return false;
  found->row.spent = true;
  found->changed = true;
  return true;
}

// A name in a certificate is the server's word: it proves that the server took part in what the
// client named, and for another service it only corroborates.
void Judge::Impl::note_certificate(const Sighting& sighting, std::vector<Subject>& subjects) {
  for (Subject& subject : subjects) subject.sure = subject.inferred = false;
  const WatchedFlow* flow = flows_.find(sighting.flow);
  if (flow == nullptr) return;
  std::erase_if(subjects, [flow](const Subject& subject) {
    return std::any_of(flow->targets.begin(), flow->targets.end(), [&](const auto& target) {
      const ContactRow& row = target.contact->row;
      return row.vendor == subject.vendor && row.service == subject.service;
    });
  });
  take(FlowProgress{sighting.time, sighting.flow, FlowProgress::Step::answered,
                    flow->up - flow->up_earlier, flow->down - flow->down_earlier});
}

void Judge::Impl::add(Device& device, Contact& contact, const Step& step) {
  const Standing& standing = standings_.of(contact.row.vendor, contact.row.service);
  contact.row.prohibited = is_prohibited(device.row, standing);
  if (contact.row.stamp.empty()) {
    contact.row.stamp = standing.stamp;
    contact.row.divide = standing.divide;
  }
  contact.add(step, standing.divide);
  if (step.fresh) {
    ledger_.view().count_contact(device.row.key, contact.row.vendor, contact.row.service,
                                 step.when);
  }
  for (const Prohibition& prohibition : standing.prohibitions) {
    if (prohibition.activity->from > step.when) continue;
    if (in_scope_of(*prohibition.rule, device.row, step)) {
      feed_incident(contact, prohibition, step);
    } else {
      keep_awake(contact, prohibition, step);
    }
  }
  contact.row.state = state_of(contact);
  if (contact.row.service == kUnclassified && standing.prohibitions.empty() && standing.regulated &&
      standing.divide <= step.when && step.sure) {
    tell_unclassified(device, contact, step);
  }
}

// A contact outside of the rule's scope is not counted, but the device is not quiet either.
void Judge::Impl::keep_awake(Contact& contact, const Prohibition& prohibition, const Step& step) {
  if (!step.by_packet) return;
  for (const auto& incident : contact.incidents) {
    IncidentRow& row = incident->row;
    if (row.rule != prohibition.rule->name || step.time < row.still_since) continue;
    row.still_since = step.time;
    row.blind_before = sight_.blind(step.time);
    incident->changed = true;
  }
}

void Judge::Impl::feed_incident(Contact& contact, const Prohibition& prohibition,
                                const Step& step) {
  const auto known = std::find_if(
      contact.incidents.begin(), contact.incidents.end(),
      [&](const auto& incident) { return incident->row.rule == prohibition.rule->name; });
  Incident* incident = known != contact.incidents.end() ? known->get() : nullptr;
  Step counted = step;
  counted.sure = step.sure || (step.inferred && prohibition.rule->inferred == Inferred::alert);
  if (incident == nullptr) {
    const Instant began = step.began.value_or(step.when);
    const bool of_a_closed_one = contact.row.closed && began <= *contact.row.closed;
    if (!counted.sure || of_a_closed_one) return;
    incident = &devices_.add_incident(
        contact, incident_of(devices_.next_incident(), contact.row, prohibition));
  }
  const Evidence before = incident->row.evidence;
  const bool first = incident->row.span.count == 0;
  mind_exemptions(*incident, step.time);
  feed(incident->row, counted, course_of(incident->row), sight_.blind(step.time));
  name_muted(*incident, incident->row.muted);
  incident->changed = true;
  schedule(*incident);
  if (first || before < incident->row.evidence) {
    confirm_clients(*devices_.find(contact.row.device), contact.row.vendor, step.time);
  }
}

}  // namespace cutoffd::rules
