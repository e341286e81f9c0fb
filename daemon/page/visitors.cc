#include "daemon/page/visitors.h"

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include <crypt.h>

namespace cutoffd::page {
namespace {

constexpr std::string_view kScheme = "Basic ";
// More than anybody types; what is hashed costs by its length.
constexpr std::size_t kLongest = 512;

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// RFC 4648 section 4, with or without the padding.
std::optional<std::string> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const int value = sextet(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> held) & 0xff);
  }
  return out;
}

// Takes as long for any two texts of one length.
bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace

Visitors::Visitors(std::map<std::string, std::string, std::less<>> hashes)
    : hashes_(std::move(hashes)) {}

Visitors::Verdict Visitors::look(std::string_view authorization, Clock::time_point now) {
  if (hashes_.empty()) return Verdict::welcome;
  if (!authorization.starts_with(kScheme) || authorization.size() > kLongest)
    return Verdict::unknown;
  const auto pair = from_base64(authorization.substr(kScheme.size()));
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  // crypt(3) takes a text that ends at its first zero.
  if (colon == std::string::npos || pair->find('\0') != std::string::npos) return Verdict::unknown;
  const std::string_view name = std::string_view(*pair).substr(0, colon);
  const std::string password = pair->substr(colon + 1);
  const auto before = known_.find(name);
  if (before != known_.end() && same(before->second, password)) return Verdict::welcome;
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    looks_ = 0;
  }
  if (++looks_ > kLooksPerSecond) return Verdict::later;
  if (!is_right(name, password)) return Verdict::unknown;
  known_.insert_or_assign(std::string(name), password);
  return Verdict::welcome;
}

bool Visitors::is_right(std::string_view name, const std::string& password) const {
  const auto user = hashes_.find(name);
  // A name that nobody has takes as long: who is there cannot be found out.
  const std::string& hash = user != hashes_.end() ? user->second : hashes_.begin()->second;
  const auto room = std::make_unique<crypt_data>();
  const char* made = crypt_r(password.c_str(), hash.c_str(), room.get());
  return made != nullptr && user != hashes_.end() && same(made, hash);
}

}  // namespace cutoffd::page
