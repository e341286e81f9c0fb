// What is due of an incident, and when.
#include <algorithm>

#include "rules/incident.h"

namespace cutoffd::rules {
namespace {

// So that no multiple of it overflows; nobody calls home less than once a year.
constexpr Duration kLongestInterval = std::chrono::hours(24 * 366);

// How long silence must last.
Duration required(const IncidentRow& row, const QuietOptions& quiet) {
  const Duration interval = std::min(row.interval, kLongestInterval);
  return std::max(quiet.at_least, interval * static_cast<std::int64_t>(quiet.intervals));
}

bool is_silent_state(IncidentState state) {
  return state == IncidentState::quiet || state == IncidentState::absent;
}

std::optional<Instant> reminder_due(const IncidentRow& row, const Course& course) {
  if (row.state != IncidentState::open || row.acknowledged || !course.enforced) return {};
  if (!row.told_at || !row.since_told) return {};
  if (course.reminders == nullptr || course.reminders->empty()) return {};
  const std::size_t last = course.reminders->size() - 1;
  const Duration wait = (*course.reminders)[std::min<std::size_t>(row.reminders, last)];
  return std::max(*row.told_at + wait, *row.since_told + course.settle);
}

// Blind time does not count. Of an incident that is blind nothing is due until the sensor sees.
std::optional<Instant> silence_due(const IncidentRow& row, const Course& course,
                                   const Watch& watch) {
  const bool returned_too_weakly = row.state == IncidentState::returning && !row.due;
  const bool waits =
      row.state == IncidentState::open || row.state == IncidentState::blind || returned_too_weakly;
  if (!waits || !course.enforced) return {};
  if (row.state == IncidentState::blind && !watch.seeing) return {};
  return row.still_since + required(row, course.quiet) + (watch.blind - row.blind_before);
}

// In the second half of the silence, and not too long ago.
bool is_there(const IncidentRow& row, const QuietOptions& quiet, const Watch& watch, Instant now) {
  // Whether somebody who cannot be seen is there, the go-between's own life does not tell.
  if (row.behind) return false;
  if (!watch.alive || *watch.alive <= row.still_since) return false;
  const Duration limit = std::min(quiet.absent_after, required(row, quiet) / 2);
  return now - *watch.alive <= limit + kLivenessGrain;
}

Due silence(const IncidentRow& row, const Course& course, const Watch& watch, Instant now) {
  if (!watch.seeing) return {std::nullopt, IncidentState::blind};
  // It was told to be quiet, and what came since was too weak to be told.
  if (row.state == IncidentState::returning) return {std::nullopt, IncidentState::quiet};
  if (is_there(row, course.quiet, watch, now)) return {AlertEvent::quiet, std::nullopt};
  return {std::nullopt, IncidentState::absent};
}

std::optional<AlertEvent> settled(IncidentState state) {
  switch (state) {
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

}  // namespace

std::optional<Due> due_at(const IncidentRow& row, const Course& course, const Watch& watch,
                          Instant now) {
  if (row.muted) return std::nullopt;
  // What no rule forbids any more is not told; it waits for the rule to come back.
  if (course.enforced && row.due && *row.due <= now) return Due{settled(row.state), std::nullopt};
  const auto reminder = reminder_due(row, course);
  if (reminder && *reminder <= now) return Due{AlertEvent::continuing, std::nullopt};
  const auto end = silence_due(row, course, watch);
  if (end && *end <= now) return silence(row, course, watch, now);
  // The time would be over, had the sensor seen all of it.
  const bool cut_short = end && *end - (watch.blind - row.blind_before) <= now;
  if (cut_short && row.state == IncidentState::open) return Due{std::nullopt, IncidentState::blind};
  return std::nullopt;
}

std::optional<Instant> next_due(const IncidentRow& row, const Course& course, const Watch& watch) {
  // An exemption that is no more ends at once.
  if (row.muted) return watch.exempt_to.value_or(row.span.last);
  std::optional<Instant> next = course.enforced ? row.due : std::nullopt;
  const auto sooner = [&next](const std::optional<Instant>& other) {
    if (other && (!next || *other < *next)) next = other;
  };
  sooner(reminder_due(row, course));
  auto end = silence_due(row, course, watch);
  if (end && row.state == IncidentState::open) *end -= watch.blind - row.blind_before;
  sooner(end);
  return next;
}

void mark_told(IncidentRow& row, AlertEvent event, Instant now) {
  if (event == AlertEvent::continuing) {
    ++row.reminders;
  } else {
    row.reminders = 0;
  }
  if (event == AlertEvent::quiet) {
    row.state = IncidentState::quiet;
  } else {
    // A higher step, or a return, is what the operator had not seen when he acknowledged.
    if (event != AlertEvent::continuing) row.acknowledged = false;
    row.state = IncidentState::open;
    row.told = row.evidence;
    row.due.reset();
    row.risen.reset();
  }
  row.told_at = now;
  row.since_told.reset();
}

void came_back(IncidentRow& row, Instant now, Duration blind) {
  if (now <= row.still_since) return;
  row.still_since = now;
  row.blind_before = blind;
  if (row.state == IncidentState::absent) row.state = IncidentState::open;
}

void mute(IncidentRow& row, bool muted, Instant now) {
  row.muted = muted;
  if (muted || !row.since_told || !row.told_at) return;
  const bool goes_on = row.state == IncidentState::open || row.state == IncidentState::blind ||
                       is_silent_state(row.state);
  if (!goes_on) return;  // what is settling, or returns, is told as that
  row.state = IncidentState::returning;
  row.due = std::max(now, row.span.last);
  if (!row.risen) row.risen = row.span.last;
}

}  // namespace cutoffd::rules
