#include "alerts/http_exchange.h"

#include <algorithm>

namespace cutoffd::alerts {
namespace {

constexpr std::size_t kLongestHead = 16 * 1024;
constexpr std::string_view kEndOfHead = "\r\n\r\n";

void add_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  // Configured text and our own words; a line end in a token file must not become a header.
  for (const char c : value) {
    if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') out += c;
  }
  out += "\r\n";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "HTTP/1.1 204 …": the three digits, or nothing.
std::optional<unsigned> status_of(std::string_view head) {
  if (head.substr(0, 7) != "HTTP/1." || head.size() < 12 || head[8] != ' ') return std::nullopt;
  unsigned status = 0;
  for (const char c : head.substr(9, 3)) {
    if (!is_digit(c)) return std::nullopt;
    status = status * 10 + static_cast<unsigned>(c - '0');
  }
  return status;
}

}  // namespace

std::string http_request(const Url& url, const HttpPost& post, std::string_view user_agent) {
  std::string out = "POST " + url.target + " HTTP/1.1\r\n";
  add_header(out, "Host", url.authority());
  add_header(out, "User-Agent", user_agent);
  add_header(out, "Connection", "close");
  add_header(out, "Content-Type", post.content_type);
  add_header(out, "Content-Length", std::to_string(post.body.size()));
  for (const auto& [name, value] : post.headers) add_header(out, name, value);
  out += "\r\n";
  out += post.body;
  return out;
}

std::optional<unsigned> HttpStatusReader::add(std::string_view bytes) {
  head_ += bytes;
  while (!broken_) {
    const std::size_t end = head_.find(kEndOfHead);
    if (end == std::string::npos) {
      broken_ = head_.size() > kLongestHead;
      return std::nullopt;
    }
    const auto status = status_of(head_);
    if (status && *status >= 200) return status;
    broken_ = !status || *status < 100 || *status == 101;
    head_.erase(0, end + kEndOfHead.size());
  }
  return std::nullopt;
}

}  // namespace cutoffd::alerts
