// DTLS: pieces of handshake messages from a datagram.
//
// A hello may come in fragments, several in a record, several records in a datagram, each repeated
// with other cuts. The tracker puts the pieces of one message_seq together and reads the body with
// parse_client_hello(…, HelloForm::dtls). After a HelloVerifyRequest the hello comes again with a
// cookie and the next message_seq: the same name, to be told once. Pure; no heap; borrows. Sources:
// RFC 6347 sections 4.1 and 4.2, RFC 9147 section 5 (the ClientHello of
//   DTLS 1.3 is sent in the clothing of 1.2).
#pragma once

#include <cstddef>
#include <cstdint>

#include "capture/dissect/probe.h"
#include "capture/dissect/tls_stream.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

struct DtlsFragment {
  HandshakeType type{};
  std::uint16_t message_seq = 0;
  std::uint32_t total = 0;   // octets of the whole body, at most kMaxHandshake
  std::uint32_t offset = 0;  // of this piece
  Bytes bytes;               // offset + size <= total
};

class DtlsReader {
 public:
  explicit DtlsReader(Bytes datagram) : datagram_(datagram) {}

  // certain: `fragment` holds the next piece. Records of other types are passed over.
  // not_mine: not DTLS; or, after at least one record, nothing more that is in clear.
  // fault: DTLS, but broken; the rest of the datagram is left alone. (There is no `unsure`: a
  // datagram is whole.)
  Answer next(DtlsFragment& fragment);

 private:
  Answer next_record();

  Cursor datagram_;
  Cursor record_;  // the rest of the handshake record under way
  bool begun_ = false;
};

}  // namespace cutoffd::dissect
