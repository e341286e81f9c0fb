// The daemon's log of itself (not of incidents): spdlog to standard error, or with the journal's
// priorities where standard error is the journal. Quiet by default; never a line a packet.
#pragma once

#include "config/settings.h"

namespace cutoffd {

// Sets spdlog's default logger; called once, before threads begin.
void start_log(config::LogLevel level);
// After a reload.
void set_log_level(config::LogLevel level);

}  // namespace cutoffd
