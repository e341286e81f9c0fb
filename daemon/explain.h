// `cutoffd explain NAME|DEVICE|INCIDENT`: why it matched or did not, by what, and what would change
// it.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode explain(const ExplainCommand& command);

}  // namespace cutoffd
