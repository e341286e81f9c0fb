// Writes HTML by elements. Text is made harmless here and nowhere else: markup characters become
// references; control characters, what turns the direction of writing, and octets that are not
// UTF-8 become U+FFFD.
//
// The caller nests: a tag that is opened is closed by the same call. Threads: none; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cutoffd {

void append_html_text(std::string& out, std::string_view text);
// The same, as a value.
std::string html_text(std::string_view text);

// "<tag class="style">text</tag>"; without a style no class.
void append_element(std::string& out, std::string_view tag, std::string_view text,
                    std::string_view style = {});

// A table with a caption and column headers; cells are HTML already.
class HtmlTable {
 public:
  HtmlTable(std::string_view caption, std::vector<std::string> headers);
  void add(const std::vector<std::string>& cells);
  // `nothing`: what is said where no row was added.
  void append_to(std::string& out, std::string_view nothing) const;

 private:
  std::string head_;
  std::string body_;
};

}  // namespace cutoffd
