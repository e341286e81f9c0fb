// A table of aligned columns for a terminal: as wide as its contents, two spaces between.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cutoffd {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
  // As many cells as the header has. Cells from the wire are cleaned by the caller.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void append_to(std::string& out) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace cutoffd
