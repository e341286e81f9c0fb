// The options of `cutoffd incident …` and `cutoffd device forget`.
#pragma once

#include <CLI/CLI.hpp>

#include "daemon/command_line.h"

namespace cutoffd {

void add_incident(CLI::App& app, IncidentCommand& command);

}  // namespace cutoffd
