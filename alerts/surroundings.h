// What sinks say about the program that runs them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/time.h"

namespace cutoffd::alerts {

// One line of the summary that Home Assistant shows.
struct CallingDevice {
  std::string id;
  std::string name;  // may be empty
  std::string address;
  std::string vendor;
  std::string service;
  std::string evidence;
  Instant last{};
};

struct Surroundings {
  std::string hostname;          // of the machine
  std::string version = "0";     // of the program
  std::uint32_t process_id = 0;  // 0: not told
  std::function<Instant()> now;  // the wall clock, for statistics and test alerts; required
  // The devices that still call, most recent first; empty where nobody can say, and then there is
  // no summary to announce.
  std::function<std::vector<CallingDevice>()> calling;
};

}  // namespace cutoffd::alerts
