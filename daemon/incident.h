// `cutoffd incident list|show|ack|close|exempt` and `cutoffd device forget`.
//
// Reading is of the ledger. A decision is the running daemon's to take, asked by its control
// socket; where none runs, it is taken on the ledger here. Threads: main.
#pragma once

#include <string>
#include <vector>

#include "core/json_value.h"
#include "daemon/command_line.h"
#include "daemon/exit_code.h"
#include "rules/judge.h"

namespace cutoffd {

ExitCode incident(const IncidentCommand& command);

// The answer to {"request": "incident", "verb": …, "id": …, "who": …, "why": …, "until": …}, as the
// control socket gives it. `now`: by the clock.
std::string incident_answer(rules::Judge& judge, const JsonValue& request, Instant now);

}  // namespace cutoffd
