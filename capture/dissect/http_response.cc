#include "capture/dissect/http_response.h"

#include <algorithm>

#include "capture/dissect/http_text.h"

namespace cutoffd::dissect {
namespace {

// "https://host:port/path" and "//host/path"; a path alone names no host.
HttpHost host_of(std::string_view location) {
  const std::size_t slashes = location.find("//");
  if (slashes == std::string_view::npos || slashes > location.find_first_of("/?#")) return {};
  if (slashes > 0 && location[slashes - 1] != ':') return {};
  const std::string_view behind = location.substr(slashes + 2);
  return split_authority(behind.substr(0, behind.find_first_of("/?#\\")));
}

}  // namespace

Answer read_http_response(Bytes stream, HttpResponse& out) {
  out = {};
  const Answer begins = looks_like_http_response(stream);
  if (begins != Answer::certain) return begins;
  std::string_view rest = as_text(stream);
  for (const char digit : rest.substr(9, 3)) {
    out.status = static_cast<std::uint16_t>(out.status * 10 + (digit - '0'));
  }
  std::string_view line;
  bool first = true;
  while (take_line(rest, line)) {
    if (line.empty()) return Answer::certain;
    const std::size_t colon = std::min(line.find(':'), line.size());
    const bool location = equal_ignoring_case(trimmed(line.substr(0, colon)), "location");
    if (location && colon < line.size() && first) {
      first = false;
      out.location = host_of(trimmed(line.substr(colon + 1)));
    }
  }
  return Answer::unsure;
}

}  // namespace cutoffd::dissect
