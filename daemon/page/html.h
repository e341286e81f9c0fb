// Writes HTML, and SVG within it, into a caller's string.
//
// Text is escaped (daemon/html.h), in elements and in attributes alike; names of elements and
// attributes are the program's own. Threads: none of its own.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace cutoffd::page {

using Attribute = std::pair<std::string_view, std::string_view>;
using Attributes = std::initializer_list<Attribute>;

class Html {
 public:
  explicit Html(std::string& out) : out_(out) {}

  // Attributes without a name are left out.
  Html& open(std::string_view element, Attributes attributes = {});
  Html& close(std::string_view element);
  // An element that has no content.
  Html& empty(std::string_view element, Attributes attributes = {});
  Html& text(std::string_view text);
  // Open, text, close.
  Html& element(std::string_view element, std::string_view text, Attributes attributes = {});
  Html& link(std::string_view address, std::string_view text);
  // What somebody else wrote: it stands for itself, whichever way its letters run.
  Html& wire(std::string_view text);
  Html& term(std::string_view name, std::string_view description);

 private:
  std::string& out_;
};

// As one segment of a path (RFC 3986 section 3.3).
std::string path_escaped(std::string_view text);

}  // namespace cutoffd::page
