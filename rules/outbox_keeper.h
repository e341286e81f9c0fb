// Keeps the outbox within its bounds while some sink does not take its alerts.
//
// Rows that every sink has go. At a bound the oldest reminders go first (`continuing`,
// `heartbeat`), then `escalated`; then what happened within one incident is folded into its first
// `opened` or `returned` alert, which then tells the incident's present state, and into its last
// `quiet`; then alerts of devices and of the sensor itself. An `opened` or `returned` never goes:
// there are no more of them than incidents, and those are bounded. What went is told by one alert
// with the count, renewed as it grows, until the slowest sink has it. Where all that may not go is
// more than the bound, it is looked at again when a tenth more has come: a look is a walk over all.
// Threads: those of the Ledger. Changes become durable with its next commit().
#pragma once

#include <cstdint>
#include <string>

#include "core/alert.h"
#include "core/time.h"
#include "rules/ledger_outbox.h"

namespace cutoffd::rules {

struct OutboxBounds {
  std::uint64_t rows = 200'000;
  std::uint64_t octets = std::uint64_t{256} << 20;
  Duration age = std::chrono::hours(30 * 24);
  friend bool operator==(const OutboxBounds&, const OutboxBounds&) = default;
};

// How far the sinks are.
struct OutboxProgress {
  std::uint64_t delivered = 0;  // every sink has the alerts up to here for good
  std::uint64_t in_hand = 0;    // the slowest holds those up to here in memory
  std::string waits_for;        // the names of the sinks that are behind, for people
};

class OutboxKeeper {
 public:
  OutboxKeeper(Ledger& ledger, std::string sensor) : ledger_(ledger), sensor_(std::move(sensor)) {}

  // `now`: the clock's time, to which alerts are too old. Cheap while no bound is passed.
  void keep(const OutboxBounds& bounds, const OutboxProgress& progress, Instant now);

 private:
  [[nodiscard]] bool due(const OutboxBounds& bounds, Instant now);

  Ledger& ledger_;
  std::string sensor_;
  std::uint64_t forgotten_ = 0;  // rows up to here are gone
  Instant age_looked_at_ = kBeginning;
  OutboxSize at_rest_;  // what was left beyond a bound because nothing more could go; else nothing
};

// An older alert of an incident, told as if it were told now: a later alert's state in it.
Alert folded(Alert older, const Alert& later);

}  // namespace cutoffd::rules
