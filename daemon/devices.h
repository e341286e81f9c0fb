// `cutoffd devices`: the ledger as a table, or as JSON lines.
#pragma once

#include <string>
#include <vector>

#include "daemon/command_line.h"
#include "daemon/exit_code.h"
#include "daemon/mac_vendors.h"
#include "rules/ledger.h"
#include "rules/provenance.h"

namespace cutoffd {

ExitCode devices(const DevicesCommand& command);

// What the list shows beside the rows.
struct DeviceSources {
  rules::Provenance provenance;
  const MacVendors* vendors = nullptr;
};

// For tests and for other commands that show the same.
void append_devices_json(std::string& out, const std::vector<rules::DeviceService>& rows,
                         const DeviceSources& sources = {});
void append_devices_table(std::string& out, const std::vector<rules::DeviceService>& rows);

}  // namespace cutoffd
