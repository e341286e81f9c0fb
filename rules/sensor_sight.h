// When the sensor saw, and how long it was blind: silence while nobody looked proves nothing.
//
// Blind time is kept as one sum, so that how much of any silence was not seen is a difference of
// two numbers. Threads: one.
#pragma once

#include <optional>

#include "core/fact.h"
#include "core/time.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

class SensorSight {
 public:
  void load(const Ledger::Rows& rows) { row_ = rows.sensor(); }
  // Hands over what changed.
  void save(Ledger::Rows& rows);

  // True if it began or ceased to see.
  bool take(const SensorChange& change);
  // Time has come so far.
  void reach(Instant now);

  // The contacts of untracked devices stand in the same row.
  [[nodiscard]] const SensorRow& row() const { return row_; }
  SensorRow& change() {
    changed_ = true;
    return row_;
  }

  [[nodiscard]] bool seeing() const { return row_.seeing; }
  [[nodiscard]] const std::string& reason() const { return row_.reason; }
  // All blind time before the latest change.
  [[nodiscard]] Duration blind_before() const { return row_.blind; }
  // All blind time up to now.
  [[nodiscard]] Duration blind(Instant now) const;
  [[nodiscard]] std::optional<Instant> seen_until() const { return row_.seen_until; }

 private:
  SensorRow row_;
  bool changed_ = false;
};

}  // namespace cutoffd::rules
