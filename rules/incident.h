// An incident's life: opened, told after settling, escalated as the evidence rises.
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
#include "rules/ruleset.h"

namespace cutoffd::rules {

struct Incident {
  IncidentRow row;
  bool changed = false;
  std::optional<Instant> scheduled;  // its place in the judge's agenda
};

// How an incident settles.
struct Settling {
  Duration time{};                     // evidence that rises within is told in one alert
  Evidence minimum = Evidence::asked;  // Rule::minimum: weaker evidence is not told at all
};

// A new incident without evidence yet: feed() follows.
IncidentRow incident_of(IncidentKey key, const ContactRow& contact, const Prohibition& prohibition);

void feed(IncidentRow& row, const Step& step, const Settling& settling);

// What is due at `now`; nothing if the due time has not come.
std::optional<AlertEvent> due_event(const IncidentRow& row, Instant now);

// The event was told with the evidence reached.
void mark_told(IncidentRow& row, AlertEvent event);

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
