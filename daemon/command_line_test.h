// `cutoffd sink test` and `cutoffd selftest` on the command line.
#pragma once

#include "daemon/command_line.h"

namespace CLI {
class App;
}

namespace cutoffd {

void add_sink_test(CLI::App& app, SinkTestCommand& command);
void add_self_test(CLI::App& app, SelfTestCommand& command);

}  // namespace cutoffd
