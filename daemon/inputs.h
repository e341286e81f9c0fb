// What the command line names as input: files, directories full of captures, standard input.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "capture/source/source.h"
#include "daemon/exit_code.h"

namespace cutoffd {

struct Input {
  std::string path;  // "-" is standard input
  bool from_directory =
      false;  // found there: a file that is no capture is passed over, not an error
};

// Directories become the regular files below them, sorted by path; everything else stays as it is,
// and so does a directory that cannot be listed.
std::vector<Input> expand_inputs(const std::vector<std::string>& named);

// The inputs in the order of their first packets: several files are one history. Files that cannot
// be read or hold no packet come last, standard input last of all; ties keep their order.
std::vector<Input> in_order_of_time(std::vector<Input> inputs);

ExitCode exit_code_of(const source::OpenError& error);

// Remembers the worst that happened over several inputs: damage before absence before success.
class WorstExit {
 public:
  void note(ExitCode code) {
    if (code == ExitCode::ok || code_ == ExitCode::bad_data) return;
    if (code_ == ExitCode::ok || code == ExitCode::bad_data) code_ = code;
  }
  [[nodiscard]] ExitCode code() const { return code_; }

 private:
  ExitCode code_ = ExitCode::ok;
};

}  // namespace cutoffd
