// The outbox's other door: what waits there, and what goes before every sink had it.
//
// Changes collect like all others and become durable by Ledger::commit(), together. Threads: those
// of the Ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/alert.h"
#include "core/time.h"
#include "rules/ledger.h"

namespace cutoffd::rules {

// A waiting alert, as much of it as the decision needs whether it stays.
struct OutboxLine {
  std::uint64_t sequence = 0;
  Instant time{};
  AlertEvent event{};
  std::string incident;
  std::uint64_t octets = 0;
};

struct OutboxSize {
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;
};

// What was given up since the slowest sink last had everything.
struct OutboxLoss {
  std::uint64_t sequence = 0;  // of the alert that tells it; 0: nothing was lost
  Instant since{};
  std::uint64_t reminders = 0;
  std::uint64_t escalated = 0;
  std::uint64_t others = 0;
  std::uint64_t folded = 0;  // into the alert that tells their incident's state: not lost

  [[nodiscard]] std::uint64_t lost() const { return reminders + escalated + others; }
};

class Ledger::Outbox {
 public:
  explicit Outbox(Database& database) : database_(database) {}

  // Of what has been committed.
  OutboxSize size();
  std::uint64_t count_after(std::uint64_t sequence);
  std::vector<OutboxLine> lines_after(std::uint64_t sequence);
  std::optional<Alert> alert(std::uint64_t sequence);
  OutboxLoss loss();

  void erase_to(std::uint64_t sequence);  // and everything before it
  void erase(std::uint64_t sequence);
  void rewrite(const Alert& alert);  // the one with its sequence
  void set_loss(const OutboxLoss& loss);
  // Changes that the next commit() makes.
  [[nodiscard]] bool pending() const;

 private:
  friend class Ledger;
  void apply(const std::vector<Alert>& written);  // inside a transaction
  void forget_pending();
  OutboxSize erase_counted(const std::string& where, std::uint64_t sequence);

  Database& database_;
  std::optional<OutboxSize> size_;  // counted once, then kept
  OutboxSize applied_;              // what size_ becomes when the transaction is through
  std::uint64_t erase_to_ = 0;
  std::set<std::uint64_t> erased_;
  std::vector<Alert> rewritten_;
  std::optional<OutboxLoss> loss_;
};

}  // namespace cutoffd::rules
