// What a report is of: the rules in force and where they look, in words.
//
// Pure values of the settings; threads: none of its own.
#pragma once

#include <string>
#include <vector>

#include "config/settings.h"

namespace cutoffd {

struct ScopeLine {
  std::string rule;
  std::string determination;
  std::string services;  // "all that it prohibits"
  std::string minimum;   // the evidence from which on a contact is told
  std::string where;     // "everywhere", "only network 10.20.0.0/16; except tag printers"
};
std::vector<ScopeLine> scope_lines(const config::Settings& settings);
// As configured; none: private and link-local ones.
std::vector<std::string> internal_networks(const config::Settings& settings);

}  // namespace cutoffd
