#include "alerts/secret_file.h"

#include <fstream>

namespace cutoffd::alerts {

std::optional<std::string> read_secret(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace cutoffd::alerts
