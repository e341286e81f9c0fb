#include "daemon/page/http_message.h"

#include <algorithm>
#include <array>

namespace cutoffd::page {
namespace {

struct Reason {
  unsigned status;
  std::string_view text;
};
constexpr std::array<Reason, 13> kReasons{{{200, "OK"},
                                           {304, "Not Modified"},
                                           {400, "Bad Request"},
                                           {401, "Unauthorized"},
                                           {404, "Not Found"},
                                           {405, "Method Not Allowed"},
                                           {408, "Request Timeout"},
                                           {413, "Content Too Large"},
                                           {421, "Misdirected Request"},
                                           {429, "Too Many Requests"},
                                           {431, "Request Header Fields Too Large"},
                                           {500, "Internal Server Error"},
                                           {503, "Service Unavailable"}}};

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 3986 section 2.1.
std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = digit_of(text[i + 1]);
      const int low = digit_of(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

}  // namespace

std::string_view HttpRequest::value(std::string_view key) const {
  const auto found =
      std::find_if(query.begin(), query.end(), [key](const auto& one) { return one.first == key; });
  return found == query.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view reason_of(unsigned status) {
  const auto* const found =
      std::find_if(kReasons.begin(), kReasons.end(),
                   [status](const Reason& one) { return one.status == status; });
  return found == kReasons.end() ? "Unknown" : found->text;
}

HttpAnswer plain(unsigned status, std::string text) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::move(text);
  answer.body += '\n';
  return answer;
}

std::optional<HttpRequest> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const std::size_t mark = std::min(target.find('?'), target.size());
  auto path = decoded(target.substr(0, mark), false);
  if (!path) return std::nullopt;
  HttpRequest request;
  request.path = std::move(*path);
  std::string_view rest = mark < target.size() ? target.substr(mark + 1) : std::string_view();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto key = decoded(pair.substr(0, equals), true);
    auto value = decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view(), true);
    if (!key || !value) return std::nullopt;
    request.query.emplace_back(std::move(*key), std::move(*value));
  }
  return request;
}

}  // namespace cutoffd::page
