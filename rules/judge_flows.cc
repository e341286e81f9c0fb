// Flows on which something watched was named: what they go on to do is their contacts'.
#include <algorithm>

#include "rules/judge_impl.h"

namespace cutoffd::rules {

void Judge::Impl::watch_flow(const Sighting& sighting,
                             const std::vector<WatchedFlow::Target>& targets, Basis by,
                             const Step& step) {
  if (sighting.flow == FlowId{} || targets.empty()) return;
  WatchedFlow& flow = flows_.make(sighting.flow);
  flows_.touch(sighting.flow);
  if (sighting.kind == ObservationKind::tls_cert_name && !flow.targets.empty()) {
    flow.targets.insert(flow.targets.end(), targets.begin(), targets.end());
    return;
  }
  flow.name = by == Basis::network ? std::string() : std::string(sighting.name.view());
  flow.by = by;
  flow.client = sighting.client.at;
  flow.server = sighting.server.at;
  flow.behind = step.behind;
  flow.when = sighting.time;
  flow.began = step.began.value_or(sighting.time);
  flow.place = Place{sighting.client.at.ip, sighting.vlans, sighting.source};
  flow.targets = targets;
  flow.blocked = sighting.blocked.has_value();
  flow.answered = false;
  flow.up_before = flow.up;
  flow.down_before = flow.down;
}

void Judge::Impl::take(const FlowProgress& progress) {
  if (awaits_name(progress)) return;
  const bool reset = progress.step == FlowProgress::Step::reset;
  const bool over = progress.step == FlowProgress::Step::ended;
  if (over || reset) relayed_flows_.erase(progress.flow);
  WatchedFlow* flow = watched(progress.flow, progress.time);
  if (flow == nullptr) return;
  flows_.touch(progress.flow);
  // A reset may be forged, or never arrive: what the flow carries afterwards still counts.
  const bool goes_on =
      progress.step == FlowProgress::Step::answered || progress.step == FlowProgress::Step::bytes;
  flow->reset = reset || (flow->reset && !goes_on);
  const std::optional<Step> step = step_of(*flow, progress, options_.transferred_above);
  if (step) add(*flow, *step);
  if (over) flows_.erase(progress.flow);
}

void Judge::Impl::add(const WatchedFlow& flow, Step step) {
  for (const WatchedFlow::Target& target : flow.targets) {
    const ContactPtr contact = current(target.contact);
    const DevicePtr device = devices_.find(contact->row.device);
    if (!device) continue;  // forgotten meanwhile
    const auto name = device->names.find(flow.name);
    if ((target.sure || target.inferred) && name != device->names.end()) {
      remember(name->second.row, step);
      name->second.changed = true;
    }
    step.sure = target.sure;
    step.quiet = target.quiet;
    step.inferred = target.inferred;
    add(*device, *contact, step);
    devices_.touch(*device);
  }
}

// A flow that was open at the end of an earlier run goes on with the contact that it was. True if
// it is known now.
bool Judge::Impl::resume(FlowId id, const Endpoint& client, const Endpoint& server, Instant time) {
  if (id == FlowId{} || carried_.empty()) return false;
  if (const auto row = carried_.take(id, client, server, time)) resume(id, *row);
  return flows_.knows(id);
}

WatchedFlow* Judge::Impl::watched(FlowId id, Instant time) {
  WatchedFlow* flow = flows_.find(id);
  if (flow != nullptr || carried_.empty()) return flow;
  if (const auto row = carried_.take(id, time)) resume(id, *row);
  return flows_.find(id);
}

void Judge::Impl::resume(FlowId id, const OpenFlowRow& row) {
  WatchedFlow flow = flow_of(row);
  flow.targets = targets_of(row);
  if (flow.targets.empty()) {  // forgotten, or the rules are others now
    ledger_.rows().erase_open_flow(row.client, row.server);
    return;
  }
  flows_.make(id) = std::move(flow);
  flows_.touch(id);
}

std::vector<WatchedFlow::Target> Judge::Impl::targets_of(const OpenFlowRow& row) {
  std::vector<WatchedFlow::Target> targets;
  const DevicePtr device = devices_.find(row.device);
  if (!device) return targets;
  std::vector<Subject> subjects;
  if (row.by == Basis::network) {
    subjects = subjects_of_network(*rules_, row.server.ip);
  } else if (const auto name = DomainName::from_text(row.name)) {
    subjects = subjects_of(*rules_, *name);
  }
  for (const Subject& subject : subjects) {
    const auto contact = device->contacts.find({subject.vendor, subject.service});
    if (contact == device->contacts.end()) continue;
    targets.push_back({contact->second, subject.sure, subject.quiet, subject.inferred});
  }
  return targets;
}

}  // namespace cutoffd::rules
