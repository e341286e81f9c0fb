#include "config/error.h"

#include <string_view>

namespace cutoffd::config {

std::string text(const ConfigError& error) {
  std::string out = error.file;
  if (error.line > 0) {
    out += ':' + std::to_string(error.line) + ':' + std::to_string(error.column);
  }
  out += ": ";
  if (!error.key.empty()) out += error.key + ": ";
  std::string rest;
  const auto say = [&rest](std::string_view joint, const std::string& words) {
    if (words.empty()) return;
    if (!rest.empty()) rest += joint;
    rest += words;
  };
  if (!error.found.empty()) say("", "found " + error.found);
  if (!error.expected.empty()) say(", ", "expected " + error.expected);
  say("; ", error.hint);
  return out + rest;
}

}  // namespace cutoffd::config
