// Incidents of the ledger as text or JSON lines.
#pragma once

#include <string>
#include <vector>

#include "daemon/command_line.h"
#include "rules/ledger.h"
#include "rules/ledger_rows.h"

namespace cutoffd {

// "list": all that are not over, with --all those too. "show": the ones whose id begins so, with
// their proofs and what was decided. False if there is none.
bool append_incidents(std::string& out, rules::Ledger& ledger, const IncidentCommand& command);

// A line of JSON each, as "list" prints them.
void append_incidents_json(std::string& out, rules::Ledger& ledger,
                           const std::vector<rules::IncidentRow>& rows);

}  // namespace cutoffd
