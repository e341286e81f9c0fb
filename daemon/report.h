// `cutoffd report`: one paper for an auditor, from the ledger.
#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode report(const ReportCommand& command);

}  // namespace cutoffd
