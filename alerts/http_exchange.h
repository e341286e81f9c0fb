// One HTTP/1.1 exchange as a webhook needs it: a POST, and the status of the answer (RFC 9112).
//
// Each request has a connection of its own ("Connection: close"), so an answer can belong to no
// other request. Of the answer only the status line matters; interim answers (1xx) are passed over,
// redirects are not followed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/url.h"

namespace cutoffd::alerts {

struct HttpPost {
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;  // our own words: no controls in them
  std::string body;
};

// The whole request. Header values lose what would end their line.
std::string http_request(const Url& url, const HttpPost& post, std::string_view user_agent);

// Collects octets until the final status is known.
class HttpStatusReader {
 public:
  // The status, once the head of a final answer is whole.
  std::optional<unsigned> add(std::string_view bytes);
  // What came is no HTTP, or its head is longer than any should be.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  std::string head_;
  bool broken_ = false;
};

}  // namespace cutoffd::alerts
