#include "alerts/url.h"

#include <algorithm>
#include <charconv>

namespace cutoffd::alerts {
namespace {

constexpr std::uint16_t usual_port(bool secure) { return secure ? 443 : 80; }

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// "host", "host:port", "[v6]", "[v6]:port".
bool split_authority(std::string_view text, Url& url) {
  const bool literal = take_prefix(text, "[");
  const std::size_t end = text.find(literal ? ']' : ':');
  if (literal && end == std::string_view::npos) return false;
  url.host = text.substr(0, end);
  if (url.host.empty()) return false;
  text.remove_prefix(std::min(text.size(), end == std::string_view::npos ? end : end + literal));
  if (text.empty()) return true;
  if (!take_prefix(text, ":")) return false;
  const auto port = parse_port(text);
  if (port) url.port = *port;
  return port.has_value();
}

}  // namespace

std::string Url::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != usual_port(secure)) out += ':' + std::to_string(port);
  return out;
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  url.secure = take_prefix(text, "https://");
  if (!url.secure && !take_prefix(text, "http://")) return std::nullopt;
  const bool odd = std::any_of(text.begin(), text.end(),
                               [](char c) { return c <= ' ' || c >= '\x7f' || c == '#'; });
  const std::size_t slash = text.find_first_of("/?");
  const std::string_view authority = text.substr(0, slash);
  if (odd || authority.find('@') != std::string_view::npos) return std::nullopt;
  url.port = usual_port(url.secure);
  if (!split_authority(authority, url)) return std::nullopt;
  if (slash != std::string_view::npos) url.target = text.substr(slash);
  if (url.target.empty() || url.target.front() != '/') url.target.insert(0, "/");
  return url;
}

}  // namespace cutoffd::alerts
