// The options of `cutoffd explain` and `cutoffd reload`.
#pragma once

#include <CLI/CLI.hpp>

#include "daemon/command_line.h"

namespace cutoffd {

void add_explain(CLI::App& app, ExplainCommand& command);
void add_report(CLI::App& app, ReportCommand& command);
void add_reload(CLI::App& app, ReloadCommand& command);

}  // namespace cutoffd
