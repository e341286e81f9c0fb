// `cutoffd shunt pin|unpin`: what the daemon may not load itself is laid ready for it.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode shunt(const ShuntCommand& command);

}  // namespace cutoffd
