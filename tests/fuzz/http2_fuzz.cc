// Any octets as a client's HTTP/2 stream (the preface is put before them): read in one piece and
// octet by octet, it gives the same requests and the same end.
#include <cstdlib>
#include <memory>
#include <string>

#include "capture/dissect/http2.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

std::string read_all(Bytes octets, std::size_t piece_size) {
  const auto connection = std::make_unique<Http2Connection>();
  Bytes preface = as_bytes(kHttp2Preface);
  Http2Request request;
  std::string out;
  if (connection->read(preface, request) != Answer::unsure) std::abort();
  while (!octets.empty()) {
    Bytes piece = octets.first(std::min(piece_size, octets.size()));
    octets = octets.subspan(piece.size());
    for (;;) {
      const Answer answer = connection->read(piece, request);
      if (answer == Answer::unsure) break;
      if (answer == Answer::not_mine) std::abort();
      if (answer == Answer::fault) return out + "fault";
      out += std::to_string(request.stream) + ' ';
      for (const std::string_view part : {request.method, request.authority, request.path}) {
        out += std::string(part) + '\n';
      }
    }
    if (!piece.empty()) std::abort();
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  const std::string whole = read_all(input, size);
  if (read_all(input, 1) != whole || read_all(input, 7) != whole) std::abort();
  return 0;
}
