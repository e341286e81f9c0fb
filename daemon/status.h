// `cutoffd status`: what the running daemon says of itself, as a table or as JSON.
#pragma once

#include <string>

#include "core/json_value.h"
#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

ExitCode status(const StatusCommand& command);

// The daemon's answer (docs/control.md) for people.
std::string status_text(const JsonValue& answer);

}  // namespace cutoffd
