// `cutoffd observe`: every name that the packets carry, judged or not.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode observe(const ObserveCommand& command);

}  // namespace cutoffd
