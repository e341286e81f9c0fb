// A request as the page needs it, and the answer to one.
//
// Values. Everything in a request was written by whoever asks. Threads: none of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cutoffd::page {

struct HttpRequest {
  std::string path;                                        // decoded; begins with '/'
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in the order written
  std::string accept;                                      // as sent; may be empty
  std::string authorization;                               // likewise

  // The first value of a key; empty where there is none.
  [[nodiscard]] std::string_view value(std::string_view key) const;
};

struct HttpAnswer {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beyond those that every answer has
};

std::string_view reason_of(unsigned status);
HttpAnswer plain(unsigned status, std::string text);

// "/a/b?x=1&y=%20z" taken apart. Nothing where it is no origin form, or where an escape is none.
std::optional<HttpRequest> parse_target(std::string_view target);

}  // namespace cutoffd::page
