// The command line of `cutoffd setup`.
#pragma once

#include "daemon/command_line.h"

namespace CLI {
class App;
}

namespace cutoffd {

void add_setup(CLI::App& app, SetupCommand& command);

}  // namespace cutoffd
