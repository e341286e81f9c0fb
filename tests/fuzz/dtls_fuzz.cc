// Any octets as a DTLS datagram: every piece lies in it and in its message.
#include <cstdlib>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/dtls.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DtlsReader reader(Bytes(data, size));
  DtlsFragment piece;
  std::size_t octets = 0;
  Answer answer = reader.next(piece);
  for (; answer == Answer::certain; answer = reader.next(piece)) {
    require(piece.total <= kMaxHandshake);
    require(piece.offset + piece.bytes.size() <= piece.total);
    octets += 12 + piece.bytes.size();  // with its header, so that an endless row is found out
    require(octets <= size);
    if (piece.bytes.size() == piece.total) {
      ClientHello hello;
      parse_client_hello(piece.bytes, hello, HelloForm::dtls);
    }
  }
  require(answer != Answer::unsure);
  return 0;
}
