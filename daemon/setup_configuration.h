// The configuration that `cutoffd setup` writes: what was found as settings, and the findings as
// comments beside them. Pure; what it returns is a configuration that loads.
#pragma once

#include <string>
#include <vector>

#include "daemon/setup_findings.h"

namespace cutoffd {

struct SetupPlace {
  std::string name;  // of the interface or capture
  SetupFindings findings;
  bool asked_for = false;  // by name on the command line
};

struct SetupReport {
  std::string date;    // when it was looked
  std::string looked;  // "60 s"
  std::string sensor;  // this machine's name; empty for captures
  LookedAt what = LookedAt::interface;
  std::vector<SetupPlace> places;
  std::vector<std::string> passed_over;  // interfaces that were not looked at, and why
};

// Which of the places a sensor should watch: those that show other machines; else those that were
// asked for; else, of this machine's own traffic, all that is there.
std::vector<std::string> advised(const SetupReport& report);

// For people: the findings of each place, each a line with a dash.
std::string findings_text(const SetupReport& report);
std::string configuration_text(const SetupReport& report);

// Letters, digits, '.', '-' and '_', as `sensor:` takes them.
std::string sensor_name(const std::string& host);

}  // namespace cutoffd
