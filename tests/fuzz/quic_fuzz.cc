// QUIC datagrams. The first octet chooses: any octets as they are, or as the frames of an Initial
// that is sealed here with the right keys (so that what lies behind the seal is reached), or as the
// payload of one of Google's packets in clear, or as Google's hello.
#include <cstdlib>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/quic.h"
#include "capture/dissect/tls_stream.h"
#include "tests/support/quic_builder.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

QuicReading read(Bytes datagram, Bytes key_id) {
  static QuicInitials initials;
  std::size_t pieces = 0;
  const QuicReading reading = initials.read(datagram, key_id, [&](const CryptoFragment& piece) {
    ++pieces;
    require(piece.offset + piece.bytes.size() < std::uint64_t{1} << 63);
    HandshakeMessage message;
    GoogleHello google;
    std::size_t offset = 0;
    std::size_t at_least = 0;
    if (next_crypto_message(piece.bytes, offset, message, at_least) == Answer::certain) {
      ClientHello hello;
      parse_client_hello(message.body, hello);
    }
    parse_google_hello(piece.bytes, google, at_least);
  });
  require((reading.answer == Answer::certain) == (reading.opened > 0));
  require(pieces == 0 || reading.opened > 0);
  require(reading.key_id.size() <= 20);
  return reading;
}

void sealed(std::uint32_t version, const wire::Octets& salt, Bytes frames) {
  if (frames.size() < 4 || frames.size() > 8000) return;
  const wire::QuicSpec spec{.version = version, .salt = salt};
  const QuicReading reading = read(wire::quic_initial(spec, 0, frames), {});
  require(reading.answer == Answer::certain || reading.answer == Answer::fault);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Bytes rest(data + 1, size - 1);
  constexpr std::uint8_t kId[] = {0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08};
  switch (data[0] % 6) {
    case 0:
      read(rest, {});
      break;
    case 1:
      read(rest, kId);
      break;
    case 2:
      sealed(1, {}, rest);
      break;
    case 3:
      sealed(0x51303530, wire::OctetWriter().hex("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45").take(),
             rest);
      break;
    case 4:
      read(wire::google_packet(24 + rest[0] % 23U, rest.subspan(1)), {});
      break;
    default: {
      GoogleHello hello;
      std::size_t at_least = 0;
      if (parse_google_hello(rest, hello, at_least) == Answer::unsure)
        require(at_least > rest.size());
    }
  }
  return 0;
}
