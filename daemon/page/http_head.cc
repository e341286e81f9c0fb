#include "daemon/page/http_head.h"

#include <array>
#include <ctime>

namespace cutoffd::page {
namespace {

// Nothing is loaded but our own style and picture, from here; no script, no frame, no plugin.
constexpr std::string_view kEveryAnswer =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view kCacheControl = "Cache-Control";

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 64> text{};
  gmtime_r(&now, &parts);
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

}  // namespace

std::string http_head(const HttpAnswer& answer, bool keep) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) + ' ';
  out += reason_of(answer.status);
  out += "\r\nDate: " + http_date() + "\r\nContent-Type: " + answer.type;
  out += "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n";
  out += kEveryAnswer;
  bool cached = false;
  for (const auto& [name, value] : answer.headers) {
    out += name + ": " + value + "\r\n";
    cached = cached || name == kCacheControl;
  }
  if (!cached) out += "Cache-Control: no-store\r\n";
  if (!keep) out += "Connection: close\r\n";
  return out + "\r\n";
}

}  // namespace cutoffd::page
