#include "daemon/inputs.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "capture/source/file_source.h"
#include "core/time.h"

namespace cutoffd {
namespace fs = std::filesystem;
namespace {

// Adds the regular files below the directory, and each directory that cannot be listed: opening it
// says why. Links to directories are not followed, so there are no loops.
void add_files_below(const fs::path& directory, std::vector<std::string>& paths) {
  std::error_code error;
  fs::directory_iterator it(directory, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code gone;  // a link that leads nowhere, or into itself, is no regular file
    if (it->is_directory(gone) && !it->is_symlink(gone)) {
      add_files_below(it->path(), paths);
    } else if (it->is_regular_file(gone)) {
      paths.push_back(it->path().string());
    }
  }
  if (error) paths.push_back(directory.string());
}

std::vector<std::string> files_below(const fs::path& directory) {
  std::vector<std::string> paths;
  add_files_below(directory, paths);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::vector<Input> expand_inputs(const std::vector<std::string>& named) {
  std::vector<Input> inputs;
  for (const std::string& path : named) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      inputs.push_back({path, false});
      continue;
    }
    for (std::string& file : files_below(path)) inputs.push_back({std::move(file), true});
  }
  return inputs;
}

std::vector<Input> in_order_of_time(std::vector<Input> inputs) {
  struct Dated {
    Instant first;
    Input input;
  };
  std::vector<Dated> dated;
  for (Input& input : inputs) {
    Instant first = Instant::max();
    if (input.path != "-") {
      const auto time = source::first_packet_time(input.path);
      if (time.ok() && time->has_value()) first = time->value();
    }
    dated.push_back({first, std::move(input)});
  }
  std::stable_sort(dated.begin(), dated.end(), [](const Dated& a, const Dated& b) {
    if (a.first != b.first) return a.first < b.first;
    return a.input.path != "-" && b.input.path == "-";
  });
  inputs.clear();
  for (Dated& entry : dated) inputs.push_back(std::move(entry.input));
  return inputs;
}

ExitCode exit_code_of(const source::OpenError& error) {
  using Kind = source::OpenError::Kind;
  switch (error.kind) {
    case Kind::not_found:
      return ExitCode::no_input;
    case Kind::no_permission:
      return ExitCode::no_permission;
    case Kind::not_a_capture:
    case Kind::unsupported:
      return ExitCode::bad_data;
    case Kind::down:
      return ExitCode::unavailable;
    case Kind::io:
      break;
  }
  return ExitCode::io;
}

}  // namespace cutoffd
