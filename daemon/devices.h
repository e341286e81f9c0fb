// `cutoffd devices`: the ledger as a table, or as JSON lines.
#pragma once

#include <string>
#include <vector>

#include "daemon/command_line.h"
#include "daemon/exit_code.h"
#include "rules/ledger.h"

namespace cutoffd {

ExitCode devices(const DevicesCommand& command);

// For tests and for other commands that show the same.
void append_devices_json(std::string& out, const std::vector<rules::DeviceService>& rows);
void append_devices_table(std::string& out, const std::vector<rules::DeviceService>& rows);

}  // namespace cutoffd
