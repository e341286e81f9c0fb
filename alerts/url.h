// The few URLs that a webhook can have: http or https, a host, perhaps a port, a path (RFC 3986).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutoffd::alerts {

struct Url {
  bool secure = false;
  std::string host;  // an IPv6 literal without its brackets
  std::uint16_t port = 0;
  std::string target;  // path and query; "/" where the URL has none

  // As the Host header names it: brackets around IPv6, the port where it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
};

// Nothing for another scheme, user information, a fragment, blanks or controls, or a port that is
// none.
std::optional<Url> parse_url(std::string_view text);

}  // namespace cutoffd::alerts
