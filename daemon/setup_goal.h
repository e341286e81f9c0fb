// Where `cutoffd setup` writes, and when it rather does not. Threads: one.
#pragma once

#include <filesystem>
#include <optional>

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

struct SetupGoal {
  std::filesystem::path path;  // "-": standard output
  // Of the configuration that is there, as the Debian package brings one.
  bool piece = false;
};

// What was asked for; else the configuration, or where there is one a piece in conf.d beside it.
SetupGoal setup_goal(const SetupCommand& command);
// The exit code, after it was told why nothing is to be written there.
std::optional<ExitCode> refuse_goal(const SetupGoal& goal, bool force);
// A piece by which the whole does not load any more goes again: told, with its mistakes.
std::optional<ExitCode> take_back_if_wrong(const SetupGoal& goal);

}  // namespace cutoffd
