// `cutoffd sink test`: a marked alert through each sink, and what came back.
//
// Needs no daemon: each sink is tried by a connection of its own, from here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/options.h"
#include "alerts/surroundings.h"
#include "core/alert.h"
#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

// What sinks say about this program here; no summary for Home Assistant.
alerts::Surroundings surroundings_here();

// Completed sinks; only the one of that name. Nothing, and told, where there is none.
std::optional<std::vector<alerts::SinkOptions>> sinks_named(
    const std::vector<alerts::SinkOptions>& written, const std::optional<std::string>& name);

// Sends the alert through each and prints a line of each; true if every sink has it.
bool deliver_and_tell(const std::vector<alerts::SinkOptions>& sinks, const Alert& alert);

ExitCode sink_test(const SinkTestCommand& command);

}  // namespace cutoffd
