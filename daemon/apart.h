// A part of a command in a process of its own: one that reads packets gives up every power first,
// and one that writes the result keeps what the operator has.
//
// Threads: of a program that has only one yet.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/exit_code.h"

namespace cutoffd {

struct Findings {
  ExitCode code = ExitCode::ok;
  std::vector<std::string> texts;
};

// What `work` returns there. Signals that ask to stop (daemon/stop_signals.h) are handed on to it.
// Empty, and told why, where it ended otherwise, or says more than some MiB.
std::optional<Findings> apart(const std::function<Findings()>& work);

}  // namespace cutoffd
