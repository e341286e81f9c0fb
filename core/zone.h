// A zone of the clock on the wall: how far it is ahead of UTC, by instant.
//
// A value, made by config/ from the system's table of zones and sealed. Threads: any.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/time.h"

namespace cutoffd {

struct Zone {
  struct Shift {
    Instant from{};
    std::chrono::seconds ahead{};  // east of Greenwich is positive
    friend bool operator==(const Shift&, const Shift&) = default;
  };

  std::string name = "UTC";   // as the operator wrote it
  std::vector<Shift> shifts;  // by time; before the first one the first one's; none: UTC

  [[nodiscard]] std::chrono::seconds ahead_at(Instant t) const;
  friend bool operator==(const Zone&, const Zone&) = default;
};

}  // namespace cutoffd
