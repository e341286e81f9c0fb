// Ctrl-C and SIGTERM for the commands that look at a live interface for a while: they end what they
// do and say what they saw. (The daemon itself waits for signals in its control loop.)
#pragma once

namespace cutoffd {

// From here on the two signals only set a mark; a blocking read is interrupted.
void catch_stop_signals();
bool stop_is_asked();

}  // namespace cutoffd
