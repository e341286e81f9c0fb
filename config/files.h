// Watchlists and determinations on disk: found by id in the data directories, or by path.
//
// Threads: one. Lifetime: keeps what it parsed, because positions refer to it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.h"
#include "config/tables.h"

namespace cutoffd::config {

// The whole file as text; nothing and an error where it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path,
                                     std::vector<ConfigError>& errors);

// The ids that DIR/FOLDER/ID.yaml offers, each with the first path that has it, in order of id.
struct Found {
  std::string id;
  std::filesystem::path path;
};
std::vector<Found> ids_in(const std::vector<std::filesystem::path>& directories,
                          const std::string& folder);

// Says whether a file's text may be used at all; where not, it has told why.
using Accept = std::function<bool(const Found& found, std::string_view text)>;

// A file that was read: the value, and the tree for later complaints about it.
template <typename File>
struct LoadedValue {
  std::string id;
  std::filesystem::path path;
  Document document;
  File value;
};

template <typename File>
std::optional<LoadedValue<File>> load_file(const Found& found, const Kind<File>& kind,
                                           std::vector<ConfigError>& errors,
                                           const Accept& accept = {}) {
  const auto text = read_file(found.path, errors);
  if (!text || (accept && !accept(found, *text))) return std::nullopt;
  LoadedValue<File> loaded;
  loaded.id = found.id;
  loaded.path = found.path;
  loaded.document = parse_yaml(*text, found.path.string(), errors);
  if (loaded.document.broken) return std::nullopt;
  Reader reader(errors, nullptr);
  kind.read(loaded.document.root, reader, loaded.value);
  return loaded;
}

}  // namespace cutoffd::config
