// What the ledger proves of a device or an incident, with the rules in force beside it.
//
// Reads only, and works while the daemon writes. Threads: none of its own; a ledger is one
// thread's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/explain_rules.h"
#include "daemon/outline.h"
#include "rules/ledger.h"
#include "rules/ledger_rows.h"

namespace cutoffd {

Outline explain_device(const InForce& in_force, rules::Ledger& ledger,
                       const rules::DeviceRow& device);
Outline explain_incident(const InForce& in_force, rules::Ledger& ledger,
                         const rules::IncidentRow& row);
// Devices whose id, MAC, one of whose addresses, or whose name it is (names without regard to
// case). Empty: none.
std::vector<Outline> explain_devices(const InForce& in_force, rules::Ledger& ledger,
                                     std::string_view what);
// By an incident's id, also one that is over. Several rules' incidents may share an id.
std::vector<Outline> explain_incidents(const InForce& in_force, rules::Ledger& ledger,
                                       std::string_view id);
// Who named or asked for this name, most recent first; at most `limit`.
std::vector<Outline> who_named(rules::Ledger& ledger, std::string_view name, std::size_t limit);

}  // namespace cutoffd
