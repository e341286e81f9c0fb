// Any octets as an inventory: the first says whether they are CSV or YAML, as a file of that name
// is read where `inventory:` names it.
//
// Each mistake has words and is one line. A list without mistakes is compiled, and finds each of
// its devices; written as CSV, with every field in quotes, it is read as the same list.
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "config/inventory.h"
#include "tests/unit/rules/state_directory.h"

namespace {

using namespace cutoffd;
using Entries = std::vector<rules::InventoryEntry>;

// The list in a file of this name; nothing where there were mistakes.
std::optional<Entries> read_as(const std::string& name, std::string_view text) {
  static const rules::stage::StateDirectory folder;
  std::ofstream(folder.path() / name, std::ios::binary)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
  std::vector<config::ConfigError> errors;
  const config::Document written = config::parse_yaml(name, "fuzz.yaml", errors);
  config::InventoryFiles files;
  files.base = folder.path();
  Entries entries = config::read_inventory(written.root, files, errors);
  for (const config::ConfigError& error : errors) {
    if (error.file.empty() || (error.expected.empty() && error.hint.empty())) std::abort();
    if (config::text(error).find('\n') != std::string::npos) std::abort();
  }
  if (!errors.empty()) return std::nullopt;
  return entries;
}

void expect_found(const Entries& entries) {
  const rules::Inventory inventory(entries);
  for (const rules::InventoryEntry& entry : entries) {
    if (!entry.mac && !entry.addresses) std::abort();
    if (entry.mac) {
      const auto* found = inventory.find(*entry.mac);
      if (found == nullptr || found->mac != entry.mac) std::abort();
    }
    if (!entry.addresses) continue;
    const auto& range = *entry.addresses;
    const auto* found =
        range.single() ? inventory.find(range.first) : inventory.range_of(range.last);
    if (found == nullptr || !found->addresses->contains(range.last)) std::abort();
  }
}

std::string csv_field(std::string_view field) {
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::string as_csv(const Entries& entries) {
  std::string out = "mac,address,name,owner,tags\r\n";
  for (const rules::InventoryEntry& entry : entries) {
    std::string tags;
    for (const std::string& tag : entry.tags) tags += tag + ' ';
    out += (entry.mac ? csv_field(text(*entry.mac).view()) : "") + ',';
    out += (entry.addresses ? csv_field(rules::text_of(*entry.addresses)) : "") + ',';
    out += csv_field(entry.name) + ',' + csv_field(entry.owner) + ',' + csv_field(tags) + "\r\n";
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool csv = data[0] == 'c';
  const auto entries = read_as(csv ? "devices.csv" : "devices.yaml", text);
  if (!entries) return 0;
  expect_found(*entries);
  if (csv && read_as("again.csv", as_csv(*entries)) != entries) std::abort();
  return 0;
}
