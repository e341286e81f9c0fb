// `cutoffd setup`: looks at interfaces, or at captures, and writes the configuration that fits what
// it saw. It keeps nothing of what it saw but the configuration.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode set_up(const SetupCommand& command);

}  // namespace cutoffd
