#include "daemon/text_table.h"

#include <algorithm>

namespace cutoffd {
namespace {

// Columns of a UTF-8 text, taking each code point as one: right for all but wide and combining
// ones.
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

void TextTable::append_to(std::string& out) const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], columns(row[i]));
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      out += row[i];
      // No blanks at the end of a line.
      if (i + 1 < widths.size()) out.append(widths[i] - columns(row[i]) + 2, ' ');
    }
    out += '\n';
  }
}

}  // namespace cutoffd
