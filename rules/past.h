// What the rules of today say of contacts that happened before they were loaded.
//
// Purpose: the arithmetic alone. Of a name only its first and last contact and their number are
// kept, so of a name with contacts on both sides of an instant only the first is certain to lie
// before it and the last after it: counts are then a lower bound, and nothing is claimed that is
// not kept. Who is judged anew, and when that is told, is in rules/judge_past.cc. Threads: one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "rules/contact.h"
#include "rules/incident.h"
#include "rules/ledger_rows.h"
#include "rules/standing.h"

namespace cutoffd::rules {

// The contacts that certainly lie at or after the instant; count 0: none does.
ContactSpan certain_after(const ContactSpan& span, Instant from);
// All others, so that nothing is lost: together the two have the span's count.
ContactSpan rest_before(const ContactSpan& span, Instant from);

// Takes into the name's row what a later rule will want to know: that the device itself named it,
// how far that went and when, and what the name was to the rules.
void remember(NameRow& row, const Step& step);
// Adds what the name is to today's rules, and returns what it was not before.
std::vector<Subject> learn_subjects(NameRow& row, const std::vector<Subject>& subjects);
// True if the name was known to be this, but not so surely that it could open an incident.
bool is_surer(const Subject& subject, const NameRow& row);

// Two rows of one name, of devices that turned out to be one.
void join_past(NameRow& into, const NameRow& from);

// A name as one service's history.
struct PastName {
  const NameRow* row = nullptr;
  bool sure = true;       // Subject::sure
  bool inferred = false;  // Subject::inferred
  bool quiet = false;     // Subject::quiet
  bool fresh = false;     // the name was not known to be this service's
  bool surer = false;     // it was, and could not open an incident
};

// The contacts of these names join the row, parted at `divide`.
void add_past(ContactRow& row, const PastName& name, Instant divide);
// The divide has moved: what was before may now be after it, and the other way round.
void part_anew(ContactRow& row, std::span<const PastName> names, Instant divide);

// Fills a new incident with what is certain at or after the instant and within the rule's hours.
// False: nothing is, or nothing that may open an incident.
bool fill_from_past(IncidentRow& row, std::span<const PastName> names, Instant from,
                    const Rule& rule);

}  // namespace cutoffd::rules
