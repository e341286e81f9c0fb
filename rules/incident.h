// An incident's life: opened, escalated, told again, gone quiet, returned, muted, closed.
//
// Purpose: the state machine alone. It decides what is to be told and when it is due; the judge
// feeds it and writes the alerts. Every due time follows from packet times, so a run that was
// interrupted goes on as if it had not been. Threads: one.
#pragma once

#include <optional>

#include "core/alert.h"
#include "core/time.h"
#include "rules/contact.h"
#include "rules/ledger_rows.h"
#include "rules/quiet_options.h"
#include "rules/ruleset.h"

namespace cutoffd::rules {

struct Incident {
  IncidentRow row;
  bool changed = false;
  std::optional<Instant> scheduled;  // its place in the judge's agenda; never after what is due
};

// How an incident goes on: what its rule and the configuration say.
struct Course {
  Duration settle{};                                   // evidence that rises within is one alert
  Evidence minimum = Evidence::asked;                  // Rule::minimum: weaker is not told at all
  const std::vector<Duration>* reminders = nullptr;    // Rule::reminders; null: none
  const std::vector<Exemption>* exemptions = nullptr;  // Rule::exemptions; null: none
  QuietOptions quiet;
  bool enforced = true;  // its rule still prohibits the contact; if not, nothing is said of silence
};

// What can be said of silence at a moment.
struct Watch {
  Duration blind{};                  // of the sensor, all of it so far
  bool seeing = true;                // the sensor sees now
  std::optional<Instant> alive;      // DeviceRow::alive
  std::optional<Instant> exempt_to;  // an exemption covers the incident up to then
};

// A new incident without evidence yet: feed() follows.
IncidentRow incident_of(IncidentKey key, const ContactRow& contact, const Prohibition& prohibition);

void feed(IncidentRow& row, const Step& step, const Course& course, Duration blind);

// Something that has come due: to be told, or only to be recorded.
struct Due {
  std::optional<AlertEvent> tell;
  std::optional<IncidentState> record;
  friend bool operator==(const Due&, const Due&) = default;
};
// Nothing if nothing is due at `now`.
std::optional<Due> due_at(const IncidentRow& row, const Course& course, const Watch& watch,
                          Instant now);
// When to look again; at the earliest when something may be due. Nothing: only when fed.
std::optional<Instant> next_due(const IncidentRow& row, const Course& course, const Watch& watch);

// It was told at `now`, with the evidence reached.
void mark_told(IncidentRow& row, AlertEvent event, Instant now);
// The device was away and is here again: what was silence before says nothing.
void came_back(IncidentRow& row, Instant now, Duration blind);
// An exemption begins to cover it, or ends: what happened meanwhile is due now.
void mute(IncidentRow& row, bool muted, Instant now);

// Two incidents of one device that were opened under different identities: `from` goes on in
// `into`.
void join(IncidentRow& into, IncidentRow& from);
// True if `a` is the one to go on: the one that was told, else the older.
bool outlives(const IncidentRow& a, const IncidentRow& b);

// Told and not over.
bool is_open(const IncidentRow& row);

// DeviceService::state, as the contact and its incidents stand.
std::string_view state_of(const Contact& contact);

}  // namespace cutoffd::rules
