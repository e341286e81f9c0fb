#include "daemon/stop_signals.h"

#include <csignal>

namespace cutoffd {
namespace {

volatile sig_atomic_t stop_asked = 0;

}  // namespace

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_asked = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool stop_is_asked() { return stop_asked != 0; }

}  // namespace cutoffd
