// Settings for a command: from its options and files, or every mistake told.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/load.h"
#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

// The settings, or the exit code after all mistakes were told on standard error. `files`: where
// given, the files that they were read from.
std::variant<config::Settings, ExitCode> load_settings(
    const ConfigurationChoice& choice, std::vector<config::Override> overrides,
    std::vector<std::filesystem::path>* files = nullptr);

// What is in cutoffd.yaml and its pieces, or the exit code after its mistakes were told.
// For commands that need no list, and must work while one has a mistake.
std::variant<config::Settings, ExitCode> load_configuration(
    const ConfigurationChoice& choice, std::vector<config::Override> overrides = {});

// Tells all of them; the exit code that fits.
ExitCode tell_mistakes(const std::vector<config::ConfigError>& mistakes);

}  // namespace cutoffd
