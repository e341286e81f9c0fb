// `cutoffd reload`: asks the running daemon to load its files anew.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode reload(const ReloadCommand& command);

}  // namespace cutoffd
