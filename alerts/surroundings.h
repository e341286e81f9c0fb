// What sinks say about the program that runs them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/time.h"

namespace cutoffd::alerts {

struct Surroundings {
  std::string hostname;          // of the machine
  std::string version = "0";     // of the program
  std::uint32_t process_id = 0;  // 0: not told
  std::function<Instant()> now;  // the wall clock, for statistics and test alerts; required
};

}  // namespace cutoffd::alerts
