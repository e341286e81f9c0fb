// The state directory is copied where it outlives a power cut, every now and then and at the end
// (`state_sync:`).
//
// A failure is told once, in the log and by an alert, and tried again; judging goes on. Threads:
// the control thread. Lifetime: what it is given outlives it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "config/settings.h"
#include "core/time.h"
#include "rules/ledger_copy.h"

namespace cutoffd {

struct StateCopyStatus {
  std::string to;
  std::optional<Instant> last;  // when the copy last had everything; empty: not since the start
  bool failed = false;          // at the last attempt; the former copy stays
};

class StateSync {
 public:
  using Clock = std::chrono::steady_clock;
  using Tell = std::function<void(std::string sentence)>;
  StateSync(const config::StateSync& options, rules::Ledger& ledger, Tell tell,
            Clock::time_point now);

  // Called every now and then: begins a copy that is due, or goes on with one, a little at a time.
  void go_on(Clock::time_point now);
  // At the end: all of it.
  void last();
  [[nodiscard]] StateCopyStatus status() const { return {directory_, copied_, failed_}; }

 private:
  template <typename Work>
  void attempt(const Work& work);

  rules::LedgerCopy copy_;
  std::string directory_;
  Clock::duration every_;
  Clock::time_point due_;
  Tell tell_;
  std::optional<Instant> copied_;
  bool failed_ = false;
};

}  // namespace cutoffd
