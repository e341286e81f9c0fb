// `cutoffd check`: the effective settings with the origin of each, or every mistake.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode check(const CheckCommand& command);

}  // namespace cutoffd
