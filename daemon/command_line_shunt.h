// The command line of `cutoffd shunt`.
#pragma once

#include "daemon/command_line.h"

namespace CLI {
class App;
}

namespace cutoffd {

void add_shunt(CLI::App& app, ShuntCommand& command);

}  // namespace cutoffd
