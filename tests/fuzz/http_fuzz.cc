// Any octets as a client's HTTP/1 stream: requests are walked one behind the other, and what they
// borrow lies in the stream. And as a server's: of a response no prefix names another status or a
// shorter host.
#include <cstdlib>
#include <string>

#include "capture/dissect/http.h"
#include "capture/dissect/http_response.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

bool inside(std::string_view part, Bytes whole) {
  if (part.empty()) return true;
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(part.data());
  return begin >= whole.data() && begin + part.size() <= whole.data() + whole.size();
}

// What was certain of the whole is unsure of each prefix, and never another host.
void check_prefix(Bytes stream, const HttpRequest& whole, std::size_t size) {
  HttpRequest out;
  require(read_http_request(stream.first(size), out) == Answer::unsure);
  require(out.host_field.host.empty() || out.host_field.host == whole.host_field.host);
}

void check_response(Bytes stream) {
  HttpResponse whole;
  const Answer answer = read_http_response(stream, whole);
  require(answer != Answer::fault && whole.status <= 999);
  require(inside(whole.location.host, stream));
  require(looks_like_http_response(stream) == Answer::certain || whole.status == 0);
  HttpResponse part;
  require(read_http_response(stream.first(stream.size() / 2), part) != Answer::not_mine ||
          answer == Answer::not_mine);
  require(part.status == 0 || part.status == whole.status);
  require(part.location.host.empty() || part.location.host == whole.location.host);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes stream(data, size);
  check_response(stream);
  HttpRequest out;
  while (read_http_request(stream, out) == Answer::certain) {
    require(out.header_octets > 0 && out.header_octets <= stream.size());
    for (const std::string_view part : {out.method, out.target, out.path, out.host_field.host,
                                        out.target_host.host, out.second_host_field.host}) {
      require(inside(part, stream));
    }
    check_prefix(stream, out, out.header_octets / 2);
    check_prefix(stream, out, out.header_octets - 1);
    stream = stream.subspan(out.header_octets);
    HttpBodyWalk walk(out.body);
    const std::size_t taken = walk.take(stream);
    require(taken <= stream.size() && (walk.done() || walk.failed() || taken == stream.size()));
    if (!walk.done()) break;
    stream = stream.subspan(taken);
  }
  return 0;
}
