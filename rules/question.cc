#include "rules/question.h"

#include <algorithm>

#include "rules/past.h"

namespace cutoffd::rules {
namespace {

Occurrence count(AskedName& name, Instant when, bool fresh) {
  extend(name.row.span, when, fresh);
  name.changed = true;
  return {fresh, when};
}

void begin(NameRow& row, Instant time) {
  row.asked = time;
  row.until = time + kQuestionWindow;
  row.spent = false;
  row.resolved = false;
}

const ValidAddress* find(const NameRow& row, const IpAddress& ip) {
  const auto at = std::find_if(row.addresses.begin(), row.addresses.end(),
                               [&ip](const ValidAddress& one) { return one.ip == ip; });
  return at == row.addresses.end() ? nullptr : &*at;
}

// Where there is no room the one that ends first gives way.
void keep(std::vector<ValidAddress>& all, const ValidAddress& fresh) {
  const auto ends_first = [](const ValidAddress& a, const ValidAddress& b) {
    return a.until < b.until;
  };
  auto at = std::find_if(all.begin(), all.end(),
                         [&](const ValidAddress& one) { return one.ip == fresh.ip; });
  if (at != all.end()) {
    at->until = std::max(at->until, fresh.until);
  } else if (all.size() < AnsweredAddresses::kMax) {
    all.push_back(fresh);
  } else {
    at = std::min_element(all.begin(), all.end(), ends_first);
    if (at->until < fresh.until) *at = fresh;
  }
}

// Facts of several workers may arrive a little out of order.
bool within_window(const NameRow& row, Instant time) {
  return row.asked && time < *row.asked + kQuestionWindow && time + kQuestionWindow > *row.asked;
}

}  // namespace

bool parted(std::span<const Instant> cutoffs, Instant from, Instant to) {
  return std::any_of(cutoffs.begin(), cutoffs.end(),
                     [&](Instant cutoff) { return from < cutoff && cutoff <= to; });
}

Occurrence note_question(AskedName& name, Instant time, std::span<const Instant> cutoffs) {
  NameRow& row = name.row;
  const bool fresh = !within_window(row, time) || parted(cutoffs, *row.asked, time);
  if (fresh) begin(row, time);
  return count(name, time, fresh);
}

Occurrence note_answer(AskedName& name, const Sighting& answer) {
  NameRow& row = name.row;
  const bool fresh = !within_window(row, answer.time);  // its question was not seen
  if (fresh) begin(row, answer.time);
  for (const AnsweredAddresses::Entry& entry : answer.addresses.entries()) {
    row.resolved = true;
    const Duration ttl = std::min<Duration>(std::chrono::seconds(entry.ttl), kLongestAnswer);
    row.until = std::max(row.until, answer.time + ttl);
    keep(row.addresses, {entry.ip, answer.time + ttl});
  }
  return count(name, *row.asked, fresh);
}

Occurrence note_opening(AskedName& name, Instant time, std::span<const Instant> cutoffs) {
  NameRow& row = name.row;
  const bool belongs =
      row.asked && !row.spent && time + kQuestionWindow > *row.asked && time <= row.until;
  if (belongs) row.spent = true;
  return count(name, time, !belongs || parted(cutoffs, *row.asked, time));
}

bool awaits(const NameRow& row, const IpAddress& address, Instant time) {
  return row.asked && !row.spent && *row.asked <= time && time <= row.until &&
         find(row, address) != nullptr;
}

bool leads_to(const NameRow& row, const IpAddress& address, Instant time, Duration grace) {
  const ValidAddress* known = find(row, address);
  return known != nullptr && time <= known->until + grace;
}

void join(AskedName& into, const AskedName& from) {
  join(into.row.span, from.row.span);
  if (from.row.asked && (!into.row.asked || *into.row.asked < *from.row.asked)) {
    into.row.asked = from.row.asked;
    into.row.until = from.row.until;
    into.row.spent = from.row.spent;
    into.row.resolved = from.row.resolved;
  }
  if (from.row.system_asked.value_or(kBeginning) > into.row.system_asked.value_or(kBeginning) ||
      from.row.system_failed.value_or(kBeginning) > into.row.system_failed.value_or(kBeginning)) {
    into.row.system = from.row.system;
    into.row.system_asked = from.row.system_asked;
    into.row.system_failed = from.row.system_failed;
    into.row.system_blocked = from.row.system_blocked;
    into.row.fallback = from.row.fallback;
  }
  into.row.system_answers = into.row.system_answers || from.row.system_answers;
  join_past(into.row, from.row);
  for (const ValidAddress& one : from.row.addresses) keep(into.row.addresses, one);
  into.changed = true;
}

void join(ContactSpan& into, const ContactSpan& from) {
  if (from.count == 0) return;
  if (into.count == 0) {
    into = from;
    return;
  }
  into.first = std::min(into.first, from.first);
  into.last = std::max(into.last, from.last);
  into.count += from.count;
}

void extend(ContactSpan& span, Instant time, bool counted) {
  if (span.count == 0) {
    span = {time, time, 1};
    return;
  }
  span.first = std::min(span.first, time);
  span.last = std::max(span.last, time);
  if (counted) ++span.count;
}

}  // namespace cutoffd::rules
