#include "rules/past.h"

#include <algorithm>
#include <utility>

#include "rules/question.h"

namespace cutoffd::rules {
namespace {

// "vendor/service": neither bears a space. Once more with a mark if it may open an incident.
std::string subject_word(const Subject& subject) { return subject.vendor + '/' + subject.service; }
std::string sure_subject_word(const Subject& subject) { return subject_word(subject) + '!'; }

bool contains_word(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos;
       at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

// How far the contacts at or after the instant certainly went: a name that was named was at least
// asked for.
Evidence certain_evidence(const NameRow& row, Instant from) {
  return row.evidence && row.proved >= from ? *row.evidence : Evidence::asked;
}

// Of a span only the ends are known instants.
ContactSpan certain_within(const std::vector<TimeWindow>& windows, const ContactSpan& span) {
  if (windows.empty() || span.count == 0) return span;
  const bool first = in_windows(windows, span.first);
  const bool last = in_windows(windows, span.last);
  if (first && last) return {span.first, span.last, std::min<std::uint64_t>(span.count, 2)};
  if (first) return {span.first, span.first, 1};
  if (last) return {span.last, span.last, 1};
  return {};
}

void add_word(std::string& list, const std::string& word) {
  if (contains_word(list, word)) return;
  if (!list.empty()) list += ' ';
  list += word;
}

void raise(std::optional<Evidence>& known, Evidence evidence) {
  if (!known || *known < evidence) known = evidence;
}

}  // namespace

ContactSpan certain_after(const ContactSpan& span, Instant from) {
  if (span.count == 0 || span.last < from) return {};
  if (span.first >= from) return span;
  return {span.last, span.last, 1};
}

ContactSpan rest_before(const ContactSpan& span, Instant from) {
  if (span.count == 0 || span.first >= from) return {};
  if (span.last < from) return span;
  // A span of one contact may have two times: its question's and its hello's.
  return span.count > 1 ? ContactSpan{span.first, span.first, span.count - 1} : ContactSpan{};
}

void remember(NameRow& row, const Step& step) {
  step.blocked.apply(row.blocked);
  if (!step.evidence) return;
  if (row.evidence && *step.evidence < *row.evidence) return;
  // As an incident does: it is said of what went furthest, and what was surely named and what the
  // device surely did itself count first.
  const bool further = !row.evidence || *row.evidence < *step.evidence;
  if (further || step.by == Basis::name) row.by = step.by;
  if (step.behind && further) row.behind = step.behind;
  if (step.of_client && !step.behind) row.behind.reset();
  if (step.via) row.via = step.via;
  row.evidence = step.evidence;
  row.proved = std::max(row.proved, step.when);
  if (step.server) row.server = step.server;
}

std::vector<Subject> learn_subjects(NameRow& row, const std::vector<Subject>& subjects) {
  std::vector<Subject> fresh;
  for (const Subject& subject : subjects) {
    if (!contains_word(row.subjects, subject_word(subject))) fresh.push_back(subject);
    add_word(row.subjects, subject_word(subject));
    if (subject.sure) add_word(row.subjects, sure_subject_word(subject));
  }
  return fresh;
}

bool is_surer(const Subject& subject, const NameRow& row) {
  return subject.sure && contains_word(row.subjects, subject_word(subject)) &&
         !contains_word(row.subjects, sure_subject_word(subject));
}

void join_past(NameRow& into, const NameRow& from) {
  for (std::size_t at = 0; at < from.subjects.size();) {
    const std::size_t end = std::min(from.subjects.find(' ', at), from.subjects.size());
    add_word(into.subjects, from.subjects.substr(at, end - at));
    at = end + 1;
  }
  if (into.proved < from.proved) into.blocked = from.blocked;
  if (!from.evidence) return;
  const bool further = !into.evidence || *into.evidence < *from.evidence;
  if (further || (into.evidence == from.evidence && into.proved < from.proved)) {
    into.evidence = from.evidence;
    into.proved = from.proved;
    into.server = from.server;
    into.by = from.by;
    into.behind = from.behind;
  }
  if (!into.via) into.via = from.via;
}

void add_past(ContactRow& row, const PastName& name, Instant divide) {
  const auto add = [&](ContactSide& side, const ContactSpan& span, Evidence evidence) {
    if (span.count == 0) return;
    if (side.span.count == 0 || side.span.last <= span.last) side.blocked = name.row->blocked;
    join(side.span, span);
    if (name.row->evidence) raise(side.evidence, evidence);
  };
  const Evidence any = name.row->evidence.value_or(Evidence::asked);
  add(row.before, rest_before(name.row->span, divide), any);
  add(row.after, certain_after(name.row->span, divide), certain_evidence(*name.row, divide));
  if (row.name.empty()) row.name = name.row->name;
}

void part_anew(ContactRow& row, std::span<const PastName> names, Instant divide) {
  ContactSide whole = row.before;
  join(whole.span, row.after.span);
  if (whole.span.count == 0) return;
  if (row.after.evidence) raise(whole.evidence, *row.after.evidence);
  if (row.after.span.count > 0) whole.blocked = row.after.blocked;
  whole.bytes_up += row.after.bytes_up;
  whole.bytes_down += row.after.bytes_down;
  if (whole.span.last < divide) {
    row.before = whole;
    row.after = {};
    return;
  }
  if (whole.span.first >= divide) {
    row.before = {};
    row.after = whole;
    return;
  }
  ContactSide after;
  for (const PastName& name : names) {
    const ContactSpan span = certain_after(name.row->span, divide);
    if (span.count == 0) continue;
    join(after.span, span);
    if (name.row->evidence) raise(after.evidence, certain_evidence(*name.row, divide));
  }
  // Names may have been forgotten at their bound, and a contact may have none.
  if (after.span.count == 0) after.span = {whole.span.last, whole.span.last, 1};
  after.span.count = std::min(after.span.count, whole.span.count);
  after.blocked = whole.blocked;
  // Octets are not kept by name: they stay with the later side.
  after.bytes_up = std::exchange(whole.bytes_up, 0);
  after.bytes_down = std::exchange(whole.bytes_down, 0);
  whole.span.count -= after.span.count;
  whole.span.last = whole.span.first;
  for (const PastName& name : names) {
    const ContactSpan before = rest_before(name.row->span, divide);
    if (before.count > 0) whole.span.last = std::max(whole.span.last, before.last);
  }
  if (whole.span.count == 0) whole = {};
  row.before = whole;
  row.after = after;
}

bool fill_from_past(IncidentRow& row, std::span<const PastName> names, Instant from,
                    const Rule& rule) {
  for (const PastName& name : names) {
    // A name that only a certificate bore has no evidence: it proves nothing by itself.
    const bool opens = name.sure || (name.inferred && rule.inferred == Inferred::alert);
    if (!opens || !name.row->evidence) continue;
    const ContactSpan span = certain_within(rule.windows, certain_after(name.row->span, from));
    if (span.count == 0) continue;
    const bool first = row.span.count == 0;
    if (first || row.span.last <= span.last) {
      row.name = name.row->name;
      row.blocked = name.row->blocked;
    }
    join(row.span, span);
    row.quiet_entries = row.quiet_entries && name.quiet;
    const Evidence evidence = in_windows(rule.windows, name.row->proved)
                                  ? certain_evidence(*name.row, from)
                                  : Evidence::asked;
    const Instant proved = evidence == Evidence::asked ? span.first : name.row->proved;
    std::optional<Proof>& proof = row.proofs[static_cast<std::size_t>(evidence)];
    const Basis by = evidence < Evidence::contacted ? Basis::name : name.row->by;
    if (!proof || proved < proof->time) {
      proof = Proof{proved, 0, name.row->name, name.row->server, by};
    }
    if (first || row.evidence < evidence) row.behind = name.row->behind;
    if (row.evidence == evidence && !name.row->behind) row.behind.reset();
    if (!row.via) row.via = name.row->via;
    if (row.evidence < evidence) row.evidence = evidence;
  }
  return row.span.count > 0;
}

}  // namespace cutoffd::rules
