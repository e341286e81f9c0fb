// The answer to an HTTP/1 request, as far as it says who answered: its status, and where a redirect
// leads (RFC 9112 section 4, RFC 9110 sections 10.2.2 and 15).
//
// Pure; no heap. Lifetime: the response borrows from the stream.
#pragma once

#include <cstdint>

#include "capture/dissect/http.h"

namespace cutoffd::dissect {

struct HttpResponse {
  std::uint16_t status = 0;  // three digits
  // The host that the first Location names; empty where there is none, or it names a path of the
  // same host.
  HttpHost location;

  [[nodiscard]] bool redirects() const { return status >= 300 && status < 400 && status != 304; }
};

// The response at the front of a server's stream.
//   certain   the header section is whole
//   unsure    it is not yet whole; what was read so far is in `out`: the status once it is there
//   not_mine  no HTTP/1 response
Answer read_http_response(Bytes stream, HttpResponse& out);

}  // namespace cutoffd::dissect
