// Any octets as a file of plain names beside a watchlist: the first says how its lines match.
//
// Mistakes have words, are one line each and at most ten. Where there are none, each line that is
// neither empty nor a comment became a name, and the compiled list finds it.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "config/files.h"
#include "config/names_file.h"
#include "rules/matcher.h"
#include "rules/name_pattern.h"
#include "tests/unit/rules/state_directory.h"

namespace {

using namespace cutoffd;
using Match = rules::NamePattern::Match;

constexpr std::string_view kExact =
    "vendor: acme\ntitle: Acme\ndate: 2026-01-01\nentries:\n- {exact_file: acme.names, service: "
    "u}\n";
constexpr std::string_view kSuffix =
    "vendor: acme\ntitle: Acme\ndate: 2026-01-01\nentries:\n- {suffix_file: acme.names, service: "
    "u}\n";

std::size_t lines_of(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t first = line.find_first_not_of(" \t\r");
    count += first != std::string_view::npos && line[first] != '#' ? 1 : 0;
  }
  return count;
}

void expect_found(const rules::Watchlist& list) {
  const rules::Matcher matcher(std::span(&list, 1));
  for (const rules::WatchEntry& entry : list.entries) {
    const auto& pattern = std::get<rules::NamePattern>(entry.mark);
    const std::string name =
        (rules::only_below(pattern) ? "x." : "") + std::string(rules::anchor_of(pattern));
    std::array<rules::Match, 1> out;
    if (name.size() <= DomainName::kMaxText && matcher.match(name, out) != 1) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  static const rules::stage::StateDirectory folder;
  std::ofstream(folder.path() / "acme.names", std::ios::binary)
      .write(text.data(), static_cast<std::streamsize>(text.size()));

  std::vector<config::ConfigError> errors;
  const config::Document document =
      config::parse_yaml(data[0] == 's' ? kSuffix : kExact, "fuzz.yaml", errors);
  config::WatchlistFile file;
  config::Reader reader(errors, nullptr);
  config::watchlist_file().read(document.root, reader, file);
  config::NamesRequest request;
  request.folder = folder.path();
  config::read_names(file, document.root, request, errors);
  if (errors.size() > 10) std::abort();
  for (const config::ConfigError& error : errors) {
    if (error.found.empty() || error.expected.empty()) std::abort();
    if (config::text(error).find('\n') != std::string::npos) std::abort();
  }
  if (!errors.empty()) return 0;
  const rules::Watchlist list = config::watchlist_of("fuzz", std::move(file));
  if (list.entries.size() != lines_of(text)) std::abort();
  expect_found(list);
  return 0;
}
