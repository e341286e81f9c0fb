// The door of config/: files and command line in, sealed settings or every mistake out.
//
// Loads cutoffd.yaml (or nothing: then all is default), then the watchlists and determinations that
// it names. Errors: all of them, in the order of the files, each with its position; never an
// exception. Reads files, writes none. Threads: none of its own; safe to call while older settings
// are in use.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
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
  // The program's own data directory: who can write there can change the program, so its lists need
  // no signature.
  std::optional<std::filesystem::path> shipped{};
  // A directory of pieces of the configuration (config/drop_ins.h); it need not be there.
  std::optional<std::filesystem::path> drop_ins{};
  // The machine's, in octets; 0: not known.
  std::size_t memory = 0;
  // Where given: each file that is read is noted here, lists and pieces too.
  std::vector<std::filesystem::path>* files = nullptr;
};

Result<Settings, std::vector<ConfigError>> load(const LoadRequest& request);

// cutoffd.yaml and its pieces alone: for commands that work on the other files, whatever is wrong
// with those.
Result<Settings, std::vector<ConfigError>> load_configuration(const LoadRequest& request);

// One watchlist by its path, whatever the configuration says, signed by one of the keys or by
// anybody where there are none. The list's id is the file's name without extension. `to_sign`: it
// is about to be, so it must give the digests of the files that it speaks of.
struct CheckedWatchlist {
  rules::Watchlist list;
  std::string text;  // the file, as it was read
  std::string signature_text;
  std::map<std::string, std::string> names;  // the files of names beside it, and their texts
  std::optional<Signature> signature;        // nothing where no key was given
};
Result<CheckedWatchlist, std::vector<ConfigError>> load_watchlist(const std::filesystem::path& path,
                                                                  std::span<const PublicKey> keys,
                                                                  bool to_sign = false);

}  // namespace cutoffd::config
