// `cutoffd watchlist …` on the command line.
#pragma once

#include "daemon/command_line.h"

namespace CLI {
class App;
}

namespace cutoffd {

// -c, as every command that reads the configuration has it.
void add_configuration(CLI::App& app, ConfigurationChoice& choice);

void add_watchlist(CLI::App& app, WatchlistExportCommand& command, WatchlistFilesCommand& files);

}  // namespace cutoffd
