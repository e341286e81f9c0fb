#include "config/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace cutoffd::config {
namespace {

ConfigError unreadable(const std::filesystem::path& path, const std::string& why) {
  ConfigError error;
  error.file = path.string();
  error.found = why;
  error.expected = "a file that can be read";
  error.unreadable = true;
  return error;
}

bool has(const std::vector<Found>& all, const std::string& id) {
  return std::any_of(all.begin(), all.end(), [&id](const Found& found) { return found.id == id; });
}

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& path,
                                     std::vector<ConfigError>& errors) {
  std::error_code trouble;
  if (std::filesystem::is_directory(path, trouble)) {
    errors.push_back(unreadable(path, "a directory"));
    return std::nullopt;
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    errors.push_back(unreadable(path, errno == 0 ? "no access" : std::strerror(errno)));
    return std::nullopt;
  }
  // Read until one block beyond what is allowed, so that parse_yaml sees that it is too much.
  std::string text;
  const std::uintmax_t size = std::filesystem::file_size(path, trouble);  // of a pipe there is none
  if (!trouble) text.reserve(std::min<std::uintmax_t>(size, kMaxFileOctets) + 1);
  std::array<char, 65'536> block{};
  while (file && text.size() <= kMaxFileOctets) {
    file.read(block.data(), block.size());
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    errors.push_back(unreadable(path, "a read error"));
    return std::nullopt;
  }
  return text;
}

std::vector<Found> ids_in(const std::vector<std::filesystem::path>& directories,
                          const std::string& folder) {
  std::vector<Found> all;
  for (const auto& directory : directories) {
    std::error_code absent;  // a data directory need not be there
    for (const auto& file : std::filesystem::directory_iterator(directory / folder, absent)) {
      if (file.path().extension() != ".yaml") continue;
      const std::string id = file.path().stem().string();
      if (!has(all, id)) all.push_back({id, file.path()});
    }
  }
  std::sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.id < b.id; });
  return all;
}

}  // namespace cutoffd::config
