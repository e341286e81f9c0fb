#include "rules/incident.h"

#include <algorithm>
#include <tuple>

#include "rules/question.h"
#include "rules/standing.h"

namespace cutoffd::rules {
namespace {

std::size_t place(Evidence evidence) { return static_cast<std::size_t>(evidence); }

// The earliest packet that proves a step is its proof.
void prove(IncidentRow& row, Evidence evidence, const Proof& proof) {
  std::optional<Proof>& known = row.proofs[place(evidence)];
  if (!known || proof.time < known->time) known = proof;
}

void schedule(IncidentRow& row, const Step& step, const Course& course) {
  const bool untold = !row.told || *row.told < row.evidence;
  if (row.due || !untold || row.evidence < course.minimum) return;
  row.risen = step.time;
  row.due = step.time + course.settle;
}

// Contacts closer than this are one visit: an update is many connections, a question many names.
constexpr Duration kVisit = std::chrono::hours(1);

// The longest time between two visits, slowly forgotten: each shorter one takes away an eighth of
// what it is shorter by. A mean would call a monthly visitor of fifty contacts an hourly one.
void learn_interval(IncidentRow& row, Instant when) {
  if (row.span.count == 0 || when - row.span.last < kVisit) return;
  const Duration between = when - row.span.last;
  row.interval = between >= row.interval ? between : row.interval - (row.interval - between) / 8;
}

// What is reached after a silence that was told begins anew: a device that was let through then and
// asks in vain now has not transferred anything again.
void begin_again(IncidentRow& row) {
  row.state = IncidentState::returning;
  row.evidence = Evidence::asked;
  row.told.reset();
  row.proofs = {};
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

void feed(IncidentRow& row, const Step& step, const Course& course, Duration blind) {
  if (step.fresh) learn_interval(row, step.when);
  extend(row.span, step.when, step.fresh);
  if (step.by_packet && step.time >= row.still_since) {
    row.still_since = step.time;
    row.blind_before = blind;
  }
  if (!step.sure) return;
  if (row.state == IncidentState::quiet) begin_again(row);
  if (row.state == IncidentState::absent || row.state == IncidentState::blind) {
    row.state = IncidentState::open;
  }
  // Not of an older file that is read after a newer one.
  const bool is_news = !row.told_at || *row.told_at < step.time;
  if (step.fresh && is_news && !row.since_told) row.since_told = step.time;
  row.bytes_up += step.bytes_up;
  row.bytes_down += step.bytes_down;
  row.quiet_entries = row.quiet_entries && step.quiet;
  if (!step.name.empty()) row.name = step.name;
  // It is said of what went furthest; what the device surely did itself counts first.
  if (step.evidence) {
    const bool first = std::none_of(row.proofs.begin(), row.proofs.end(),
                                    [](const auto& proof) { return proof.has_value(); });
    const bool further = first || row.evidence < *step.evidence;
    const bool own = step.of_client && !step.behind;
    if (step.behind && further) row.behind = step.behind;
    if (own && (further || row.evidence == *step.evidence)) row.behind.reset();
  }
  if (step.via) row.via = step.via;
  step.blocked.apply(row.blocked);
  if (step.evidence) {
    prove(row, *step.evidence,
          {step.time, step.frame, std::string(step.name), step.server, step.by});
    row.evidence = std::max(row.evidence, *step.evidence);
  }
  schedule(row, step, course);
}

namespace {

// Of two histories the one that is more awake decides.
void join_life(IncidentRow& into, const IncidentRow& from) {
  into.interval = std::max(into.interval, from.interval);
  if (from.still_since > into.still_since) {
    into.still_since = from.still_since;
    into.blind_before = from.blind_before;
  }
  const auto sleeps = [](const IncidentRow& row) {
    return row.state == IncidentState::quiet || row.state == IncidentState::absent ||
           row.state == IncidentState::blind;
  };
  if (sleeps(into) && !sleeps(from)) into.state = IncidentState::open;
  into.acknowledged = into.acknowledged || from.acknowledged;
  into.told_at = std::max(into.told_at, from.told_at);
  into.reminders = std::max(into.reminders, from.reminders);
  if (from.since_told && (!into.since_told || *from.since_told < *into.since_told)) {
    into.since_told = from.since_told;
  }
  into.exempt_until = std::max(into.exempt_until, from.exempt_until);
  into.muted = into.muted || from.muted;
}

}  // namespace

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
  if (from.evidence > into.evidence) into.behind = from.behind;
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
  join_life(into, from);
  from.state = IncidentState::joined;
  from.due.reset();
}

bool outlives(const IncidentRow& a, const IncidentRow& b) {
  return std::make_tuple(!a.told.has_value(), a.span.first, a.key) <
         std::make_tuple(!b.told.has_value(), b.span.first, b.key);
}

bool is_open(const IncidentRow& row) {
  switch (row.state) {
    case IncidentState::open:
    case IncidentState::returning:
    case IncidentState::blind:
    case IncidentState::absent:
      return true;
    default:
      return false;
  }
}

std::string_view state_of(const Contact& contact) {
  // Marks alone, of which nobody knows the service.
  const bool marks_alone =
      contact.row.service == kUnclassified && contact.row.name.empty() && !contact.marks.empty();
  if (!contact.row.prohibited && !marks_alone) return "exempt";
  if (contact.row.after.span.count == 0) return "before-cutoff";
  if (contact.incidents.empty()) {
    return contact.row.closed ? "closed" : "suspected";
  }
  // Of several rules' incidents the one that asks most for attention.
  const auto any = [&contact](auto... states) {
    return std::any_of(contact.incidents.begin(), contact.incidents.end(),
                       [states...](const auto& incident) {
                         const IncidentRow& row = incident->row;
                         return !row.muted && ((row.state == states) || ...);
                       });
  };
  const auto all = [&contact](auto holds) {
    return std::all_of(contact.incidents.begin(), contact.incidents.end(),
                       [holds](const auto& incident) { return holds(incident->row); });
  };
  if (all([](const IncidentRow& row) { return row.muted; })) return "exempt";
  if (any(IncidentState::settling, IncidentState::open, IncidentState::returning)) {
    const bool known = all([](const IncidentRow& row) { return row.acknowledged || row.muted; });
    return known ? "acknowledged" : "calling";
  }
  if (any(IncidentState::blind)) return "blind";
  return any(IncidentState::absent) ? "absent" : "quiet";
}

}  // namespace cutoffd::rules
