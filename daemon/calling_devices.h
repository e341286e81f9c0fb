// The devices that still call, for summaries: read from the ledger no more often than needed.
#pragma once

#include <chrono>
#include <vector>

#include "alerts/surroundings.h"
#include "rules/ledger.h"

namespace cutoffd {

class CallingDevices {
 public:
  explicit CallingDevices(const rules::Ledger& ledger) : ledger_(ledger) {}

  // Most recent first; what was committed some seconds ago at most.
  const std::vector<alerts::CallingDevice>& now();

 private:
  using Clock = std::chrono::steady_clock;

  const rules::Ledger& ledger_;
  std::vector<alerts::CallingDevice> devices_;
  std::uint64_t sequence_ = ~std::uint64_t{0};  // of the last alert when they were read
  Clock::time_point read_at_{};
};

}  // namespace cutoffd
