#include "daemon/command_mistake.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "config/reader.h"

namespace cutoffd {
namespace {

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(below->get_name());
  }
  return names;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

std::optional<std::string> command_mistake(const CLI::App& app, int argc, const char* const* argv) {
  const CLI::App* at = &app;
  std::string called = "cutoffd";
  for (int i = 1;; ++i) {
    const std::vector<std::string> known = commands_of(*at);
    if (known.empty()) return std::nullopt;
    const std::string choice = "there are: " + list_of(known) + "; see " + called + " --help";
    if (i >= argc) return "which command? " + choice;
    const std::string word = argv[i];
    if (word.starts_with('-')) return std::nullopt;
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      const std::string meant = config::suggestion(word, known);
      return "no command '" + word + "'; " + (meant.empty() ? choice : meant);
    }
    at = at->get_subcommand(word);
    called += ' ' + word;
  }
}

}  // namespace cutoffd
