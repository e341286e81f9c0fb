// Incidents of the ledger as text or JSON lines.
#pragma once

#include <string>

#include "daemon/command_line.h"
#include "rules/ledger.h"

namespace cutoffd {

// "list": all that are not over, with --all those too. "show": the ones whose id begins so, with
// their proofs and what was decided. False if there is none.
bool append_incidents(std::string& out, rules::Ledger& ledger, const IncidentCommand& command);

}  // namespace cutoffd
