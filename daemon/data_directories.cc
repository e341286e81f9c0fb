#include "daemon/data_directories.h"

#include <system_error>

namespace cutoffd {
namespace fs = std::filesystem;
namespace {

const fs::path kSystem = "/usr";  // what is installed there has its configuration in /etc

// Where the program is installed: the folder that bin/ is in.
std::optional<fs::path> prefix() {
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  return error ? std::nullopt : std::optional(binary.parent_path().parent_path());
}

// The operator's, the system's first.
std::vector<fs::path> operators_directories() {
  std::vector<fs::path> directories{"/etc/cutoffd"};
  const auto installed = prefix();
  if (installed && *installed != kSystem) directories.push_back(*installed / "etc" / "cutoffd");
  return directories;
}

}  // namespace

std::vector<fs::path> data_directories() {
  std::vector<fs::path> directories = operators_directories();
  if (const auto shipped = shipped_directory()) directories.push_back(*shipped);
  return directories;
}

std::optional<fs::path> shipped_directory() {
  const auto installed = prefix();
  return installed ? std::optional(*installed / "share" / "cutoffd") : std::nullopt;
}

fs::path operators_watchlists() { return operators_directories().front() / "watchlists"; }

std::optional<fs::path> configuration_file(const std::optional<fs::path>& chosen) {
  if (chosen) return chosen;
  for (const fs::path& directory : operators_directories()) {
    std::error_code error;
    if (fs::exists(directory / "cutoffd.yaml", error)) return directory / "cutoffd.yaml";
  }
  return std::nullopt;
}

fs::path drop_in_directory(const std::optional<fs::path>& configuration) {
  if (configuration) return configuration->parent_path() / "conf.d";
  return operators_directories().front() / "conf.d";
}

}  // namespace cutoffd
