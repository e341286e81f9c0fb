#include "rules/incident.h"

#include <algorithm>
#include <tuple>

#include "rules/question.h"

namespace cutoffd::rules {
namespace {

std::size_t place(Evidence evidence) { return static_cast<std::size_t>(evidence); }

// The earliest packet that proves a step is its proof.
void prove(IncidentRow& row, Evidence evidence, const Proof& proof) {
  std::optional<Proof>& known = row.proofs[place(evidence)];
  if (!known || proof.time < known->time) known = proof;
}

void schedule(IncidentRow& row, const Step& step, const Settling& settling) {
  const bool untold = !row.told || *row.told < row.evidence;
  if (row.due || !untold || row.evidence < settling.minimum) return;
  row.risen = step.time;
  row.due = step.time + settling.time;
}

}  // namespace

IncidentRow incident_of(IncidentKey key, const ContactRow& contact,
                        const Prohibition& prohibition) {
  IncidentRow row;
  row.key = key;
  row.device = contact.device;
  row.vendor = contact.vendor;
  row.service = contact.service;
  row.rule = prohibition.rule->name;
  row.determination = prohibition.determination->id;
  row.cutoff = prohibition.activity->from;
  return row;
}

void feed(IncidentRow& row, const Step& step, const Settling& settling) {
  extend(row.span, step.when, step.fresh);
  if (!step.sure) return;
  row.bytes_up += step.bytes_up;
  row.bytes_down += step.bytes_down;
  row.quiet_entries = row.quiet_entries && step.quiet;
  if (!step.name.empty()) row.name = step.name;
  step.blocked.apply(row.blocked);
  if (step.evidence) {
    prove(row, *step.evidence, {step.time, step.frame, std::string(step.name), step.server});
    row.evidence = std::max(row.evidence, *step.evidence);
  }
  schedule(row, step, settling);
}

std::optional<AlertEvent> due_event(const IncidentRow& row, Instant now) {
  if (!row.due || now < *row.due) return std::nullopt;
  switch (row.state) {
    case IncidentState::settling:
      return AlertEvent::opened;
    case IncidentState::returning:
      return AlertEvent::returned;
    case IncidentState::open:
      return AlertEvent::escalated;
    default:
      return std::nullopt;
  }
}

void mark_told(IncidentRow& row, AlertEvent event) {
  if (event == AlertEvent::opened || event == AlertEvent::returned) row.state = IncidentState::open;
  row.told = row.evidence;
  row.due.reset();
  row.risen.reset();
}

void join(IncidentRow& into, IncidentRow& from) {
  if (from.span.last >= into.span.last) {
    into.name = from.name;
    into.blocked = from.blocked;
  }
  join(into.span, from.span);
  into.bytes_up += from.bytes_up;
  into.bytes_down += from.bytes_down;
  into.quiet_entries = into.quiet_entries && from.quiet_entries;
  if (!into.via) into.via = from.via;
  for (std::size_t step = 0; step < from.proofs.size(); ++step) {
    if (from.proofs[step]) prove(into, static_cast<Evidence>(step), *from.proofs[step]);
  }
  into.evidence = std::max(into.evidence, from.evidence);
  // What is still to be told of either is told of the one that goes on. If the other was told with
  // as much evidence, there is nothing new in it.
  if (from.told) into.told = std::max(into.told, from.told);
  if (from.due && (!into.due || *from.due < *into.due)) {
    into.due = from.due;
    into.risen = from.risen;
  }
  if (into.told && *into.told >= into.evidence) {
    into.due.reset();
    into.risen.reset();
  }
  from.state = IncidentState::joined;
  from.due.reset();
}

bool outlives(const IncidentRow& a, const IncidentRow& b) {
  return std::make_tuple(!a.told.has_value(), a.span.first, a.key) <
         std::make_tuple(!b.told.has_value(), b.span.first, b.key);
}

bool is_open(const IncidentRow& row) {
  return row.told.has_value() &&
         (row.state == IncidentState::open || row.state == IncidentState::returning ||
          row.state == IncidentState::acknowledged);
}

std::string_view state_of(const Contact& contact) {
  if (!contact.row.prohibited) return "exempt";
  if (contact.row.after.span.count == 0) return "before-cutoff";
  if (contact.incidents.empty()) return "suspected";
  // Of several rules' incidents the one that asks most for attention.
  const auto any = [&contact](IncidentState state) {
    return std::any_of(contact.incidents.begin(), contact.incidents.end(),
                       [state](const auto& incident) { return incident->row.state == state; });
  };
  if (any(IncidentState::settling) || any(IncidentState::open) || any(IncidentState::returning)) {
    return "calling";
  }
  if (any(IncidentState::acknowledged)) return "acknowledged";
  return any(IncidentState::absent) ? "absent" : "quiet";
}

}  // namespace cutoffd::rules
