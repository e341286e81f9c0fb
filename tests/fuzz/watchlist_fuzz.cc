// Any octets as a watchlist; a list without mistakes is compiled, and must find its own names.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/tables.h"
#include "rules/matcher.h"
#include "rules/name_pattern.h"

namespace {

using namespace cutoffd;

// A name that the pattern takes: wildcards as the least that they stand for.
std::string example_of(const rules::NamePattern& pattern) {
  std::string name;
  std::string_view text = pattern.text;
  while (!text.empty()) {
    if (text.front() == '[') {
      name += text.substr(1, text.find('-') - 1);
      text.remove_prefix(text.find(']') + 1);
    } else {
      name += text.front() == '*' ? 'x' : text.front();
      text.remove_prefix(1);
    }
  }
  return name;
}

void expect_found(const rules::Watchlist& list) {
  const rules::Matcher matcher(std::span(&list, 1));
  for (const rules::WatchEntry& entry : list.entries) {
    const auto* pattern = std::get_if<rules::NamePattern>(&entry.mark);
    if (pattern == nullptr) continue;
    const std::string name = example_of(*pattern);
    std::array<rules::Match, 1> out;
    if (matcher.match(name, out) != 1) std::abort();
    // Another entry may be more specific, never less: an exact one finds itself.
    const auto& found = std::get<rules::NamePattern>(out[0].entry->mark);
    if (pattern->match == rules::NamePattern::Match::exact && found.text != name) std::abort();
  }
  for (const DomainName& domain : list.domains_of_interest) {
    if (!matcher.of_interest(domain.view())) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  std::vector<config::ConfigError> errors;
  const config::Document document = config::parse_yaml(yaml, "fuzz.yaml", errors);
  if (document.broken) return 0;
  config::WatchlistFile file;
  config::Reader reader(errors, nullptr);
  config::watchlist_file().read(document.root, reader, file);
  for (const config::ConfigError& error : errors) {
    if (text(error).find('\n') != std::string::npos) std::abort();
  }
  if (errors.empty()) expect_found(config::watchlist_of("fuzz", std::move(file)));
  return 0;
}
