// `cutoffd run`: the daemon, in the foreground.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode run(const RunCommand& command);

}  // namespace cutoffd
