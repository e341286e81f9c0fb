// Settings for a command: from its options and files, or every mistake told.
#pragma once

#include <optional>
#include <vector>

#include "config/load.h"
#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

// The settings, or the exit code after all mistakes were told on standard error.
std::variant<config::Settings, ExitCode> load_settings(const ConfigurationChoice& choice,
                                                       std::vector<config::Override> overrides);

}  // namespace cutoffd
