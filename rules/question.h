// When is something seen of a name a contact of its own, and when does it belong to one that was
// counted before?
//
// A question begins a contact. Questions for the same name within the half minute (A and AAAA,
// retries), their answers, and the first hello that names it while an answer is valid, belong to
// it; each further hello is a contact of its own. A cutoff between two packets parts them:
// docs/judgement.md, "What counts as one contact".
#pragma once

#include <optional>
#include <span>

#include "core/fact.h"
#include "core/time.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

// A name that a device asked for or named.
struct AskedName {
  NameRow row;
  bool changed = false;
};

// What a sighting is to the count.
struct Occurrence {
  bool fresh = false;  // a contact of its own
  Instant when{};      // the time it is judged by: for an answer, that of its question
};

// Stub resolvers try again after 1 to 10 s and give up within 30 s (Windows, glibc, systemd).
inline constexpr Duration kQuestionWindow = std::chrono::seconds(30);
// A TTL longer than a day is not believed.
inline constexpr Duration kLongestAnswer = std::chrono::hours(24);

// True if one of the instants lies in (from, to]: what happened at `to` is after it.
bool parted(std::span<const Instant> cutoffs, Instant from, Instant to);

// Each takes the sighting into the name's row.
Occurrence note_question(AskedName& name, Instant time, std::span<const Instant> cutoffs);
Occurrence note_answer(AskedName& name, const Sighting& answer);
// A hello, request or other opening. `address`: the server's.
Occurrence note_opening(AskedName& name, Instant time, std::span<const Instant> cutoffs);

// True if a question is open that a hello to this address at this time would belong to.
bool awaits(const NameRow& row, const IpAddress& address, Instant time);

// True if the address was answered for the name and the TTL, and the grace beyond it, are not over.
bool leads_to(const NameRow& row, const IpAddress& address, Instant time, Duration grace);

// The history of two devices that turned out to be one.
void join(AskedName& into, const AskedName& from);
void join(ContactSpan& into, const ContactSpan& from);
// Counts a contact, or only its time.
void extend(ContactSpan& span, Instant time, bool counted);

}  // namespace cutoffd::rules
