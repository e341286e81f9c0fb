// How a command asks the running daemon: one request, one answer, then the connection ends.
//
// Blocks, with a time limit. Threads: any.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "core/json_value.h"
#include "core/result.h"
#include "daemon/exit_code.h"

namespace cutoffd {

struct AskError {
  std::string sentence;  // with what to do about it
  ExitCode code = ExitCode::unavailable;
};

struct Answer {
  std::string text;  // the JSON object as the daemon sent it, without the line end
  JsonValue value;
};

// `request`: a JSON object without line ends. An answer {"error": ...} is an AskError.
Result<Answer, AskError> ask_daemon(const std::filesystem::path& path, const std::string& request,
                                    std::chrono::milliseconds limit = std::chrono::seconds(65));

}  // namespace cutoffd
