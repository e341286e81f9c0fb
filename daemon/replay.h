// `cutoffd replay`: captures judged as if they happened now.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode replay(const ReplayCommand& command);

}  // namespace cutoffd
