// The inventory's entries: written in cutoffd.yaml, in a YAML file or in a CSV file.
//
// All three become the same tree, so that each is read by the same table of keys and each mistake
// bears its line and column. Threads: one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.h"
#include "config/reader.h"
#include "rules/inventory.h"

namespace cutoffd::config {

// CSV (RFC 4180) as spreadsheets export it: a line of column names, then a list of maps. Fields
// may be quoted; the separator is whichever of , ; and tab the first line has most of; a byte order
// mark, CR LF, spaces around names and values, and empty lines are passed over. Empty fields and
// columns that `columns` does not know are left out; a name that is nearly known is a mistake.
Document parse_csv(std::string_view text, std::string file, const std::vector<std::string>& columns,
                   std::vector<ConfigError>& errors);

// Reads the value of `inventory:`. Paths are meant from `base`. Files that were read are kept in
// `documents`, because positions refer to them, and named in `order`.
struct InventoryFiles {
  std::filesystem::path base;
  std::vector<Document> documents;
  std::vector<std::string> order;
};
std::vector<rules::InventoryEntry> read_inventory(const Node& written, InventoryFiles& files,
                                                  std::vector<ConfigError>& errors);

}  // namespace cutoffd::config
