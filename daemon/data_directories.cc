#include "daemon/data_directories.h"

#include <system_error>

namespace cutoffd {
namespace fs = std::filesystem;
namespace {

const fs::path kOperators = "/etc/cutoffd";

}  // namespace

std::vector<fs::path> data_directories() {
  std::vector<fs::path> directories{kOperators};
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (!error) directories.push_back(binary.parent_path().parent_path() / "share" / "cutoffd");
  return directories;
}

std::optional<fs::path> configuration_file(const std::optional<fs::path>& chosen) {
  if (chosen) return chosen;
  const fs::path usual = kOperators / "cutoffd.yaml";
  std::error_code error;
  return fs::exists(usual, error) ? std::optional(usual) : std::nullopt;
}

}  // namespace cutoffd
