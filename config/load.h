// The door of config/: files and command line in, sealed settings or every mistake out.
//
// Loads cutoffd.yaml (or nothing: then all is default), then the watchlists and determinations that
// it names. Errors: all of them, in the order of the files, each with its position; never an
// exception. Reads files, writes none. Threads: none of its own; safe to call while older settings
// are in use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/error.h"
#include "config/settings.h"
#include "core/result.h"

namespace cutoffd::config {

// A command-line option in place of a key: {"interfaces", {"eth1", "eth2"}}, {"state", {"/srv/x"}},
// {"log.level", {"debug"}}. It replaces whatever the file says there.
struct Override {
  std::string key;                  // as in the file, dots between levels
  std::vector<std::string> values;  // one for a plain key, any number for a list
};

struct LoadRequest {
  std::optional<std::filesystem::path> config;
  // Where DIR/watchlists/ID.yaml and DIR/determinations/ID.yaml are looked for; the first that has
  // the id wins, so that /etc/cutoffd comes before the shipped data.
  std::vector<std::filesystem::path> data_directories;
  std::vector<Override> overrides;
  // A directory of pieces of the configuration (config/drop_ins.h); it need not be there.
  std::optional<std::filesystem::path> drop_ins{};
};

Result<Settings, std::vector<ConfigError>> load(const LoadRequest& request);

}  // namespace cutoffd::config
