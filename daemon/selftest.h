// `cutoffd selftest`: a reserved name from a packet to the collectors, step by step.
//
// The steps are the program's own code, with rules of their own and a ledger that nobody keeps, so
// that the test says the same whatever the network and the history are.
#pragma once

#include <string>
#include <vector>

#include "core/alert.h"
#include "core/time.h"
#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace cutoffd {

inline constexpr const char* kSelfTestName = "call.selftest.invalid";  // RFC 6761 section 6.4
inline constexpr const char* kSelfTestVendor = "cutoffd-selftest";

struct SelfTestStep {
  std::string name;
  bool passed = false;
  std::string said;
};

struct SelfTestOutcome {
  std::vector<SelfTestStep> steps;  // up to the first that was not passed
  Alert alert;                      // for the sinks, where all were
  [[nodiscard]] bool passed() const { return !steps.empty() && steps.back().passed; }
};

// A capture file with one frame: 192.0.2.10 (RFC 5737) asks 192.0.2.53 for the name.
std::string self_test_capture(Instant now, const std::string& name);

// Everything before the sinks. `capture` as self_test_capture() makes it, or broken to see what is
// said.
SelfTestOutcome self_test_to_outbox(const std::string& capture, const std::string& sensor);

ExitCode self_test(const SelfTestCommand& command);

}  // namespace cutoffd
