// `cutoffd devices`: the ledger as a table, or as JSON lines.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/command_line.h"
#include "daemon/exit_code.h"
#include "daemon/mac_vendors.h"
#include "rules/ledger.h"
#include "rules/ledger_view.h"
#include "rules/provenance.h"

namespace cutoffd {

ExitCode devices(const DevicesCommand& command);

// Contacts a day by device, vendor and service.
using DaysOfLines = std::map<std::tuple<std::string, std::string, std::string>, rules::DayCounts>;
DaysOfLines days_of(const std::vector<rules::LedgerLine>& lines);

// What the list shows beside the rows.
struct DeviceSources {
  rules::Provenance provenance;
  const MacVendors* vendors = nullptr;
  DaysOfLines days = {};
};

// For tests and for other commands that show the same.
void append_devices_json(std::string& out, const std::vector<rules::DeviceService>& rows,
                         const DeviceSources& sources = {});
void append_devices_table(std::string& out, const std::vector<rules::DeviceService>& rows);

}  // namespace cutoffd
