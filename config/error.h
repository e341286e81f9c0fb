// What is wrong in a configuration file, where, and what was expected there.
//
// Values, owned. Lines and columns count from 1; line 0 speaks of the file as a whole, and a file
// of "command line" of an option.
#pragma once

#include <cstddef>
#include <string>

namespace cutoffd::config {

struct ConfigError {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string key;          // where in the tree: "sinks[0].format"; empty for the whole file
  std::string found;        // the offending text as written; empty where nothing stands
  std::string expected;     // what was expected instead, as a sentence's end
  std::string hint;         // "did you mean 'interfaces'?"; may be empty
  bool unreadable = false;  // the file itself could not be read (exit code 66 rather than 78)
};

// "cutoffd.yaml:12:11: settle: found '10', expected a duration with a unit such as 10s or 1h30m"
std::string text(const ConfigError& error);

}  // namespace cutoffd::config
