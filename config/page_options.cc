#include "config/page_options.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace cutoffd::config {
namespace {

constexpr std::string_view kUnix = "unix:";
// crypt(5) takes 5,000 where nothing is said: some milliseconds.
constexpr unsigned kMostRounds = 50'000;

template <typename Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_crypt_text(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '/';
         });
}

// crypt(5): $5$ and $6$, "[rounds=N$]SALT$HASH".
bool is_salted_hash(std::string_view hash) {
  const bool longer = hash.starts_with("$6$");
  if (!longer && !hash.starts_with("$5$")) return false;
  hash.remove_prefix(3);
  if (constexpr std::string_view kRounds = "rounds="; hash.starts_with(kRounds)) {
    const std::size_t end = std::min(hash.find('$'), hash.size());
    const auto rounds = whole<unsigned>(hash.substr(kRounds.size(), end - kRounds.size()));
    if (!rounds || *rounds > kMostRounds || end == hash.size()) return false;
    hash.remove_prefix(end + 1);
  }
  const std::size_t dollar = hash.find('$');
  if (dollar == std::string_view::npos || !is_crypt_text(hash.substr(0, dollar), 1, 16))
    return false;
  const std::size_t length = longer ? 86 : 43;
  return is_crypt_text(hash.substr(dollar + 1), length, length);
}

}  // namespace

std::optional<ListenAddress> ListenAddress::parse(std::string_view text) {
  ListenAddress out;
  if (text.starts_with(kUnix)) {
    out.path = text.substr(kUnix.size());
    return out.path.is_absolute() ? std::optional(out) : std::nullopt;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto ip = IpAddress::parse(host);
  const auto port = whole<std::uint16_t>(text.substr(colon + 1));
  if (!ip || !port || *port == 0 || ip->is_v6() != bracketed) return std::nullopt;
  out.ip = *ip;
  out.port = Port{*port};
  return out;
}

std::string ListenAddress::text() const {
  if (!path.empty()) return std::string(kUnix) + path.string();
  std::string host(cutoffd::text(ip).view());
  if (ip.is_v6()) host = "[" + host + "]";
  return host + ":" + std::to_string(number(port));
}

std::optional<std::pair<std::string, std::string>> parse_user(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  const std::string_view hash = line.substr(colon + 1);
  if (!is_salted_hash(hash)) return std::nullopt;
  return std::pair(std::string(line.substr(0, colon)), std::string(hash));
}

}  // namespace cutoffd::config
