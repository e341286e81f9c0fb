// The frames of an opened QUIC packet: what of them belongs to the crypto stream.
//
// Pure; no heap; borrows. Sources: RFC 9000 section 19; draft drafts' CRYPTO frames have the same
// shape.
#pragma once

#include <cstdint>

#include "capture/dissect/probe.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

// A variable-length integer (RFC 9000 section 16); 0 where the cursor fails.
std::uint64_t quic_varint(Cursor& cursor);

// Passes over PADDING, which is most of many a packet: eight octets at a time.
void skip_padding(Cursor& cursor);

// A piece of the crypto stream, to be put together by offset. Borrows from the opened packet.
struct CryptoFragment {
  std::uint64_t offset = 0;
  Bytes bytes;  // may be empty
};

// An Initial may hold PADDING, PING, ACK, CRYPTO and CONNECTION_CLOSE (RFC 9000 section 17.2.2).
class QuicFrames {
 public:
  QuicFrames() = default;
  explicit QuicFrames(Bytes payload) : rest_(payload) {}

  // certain: `fragment` holds the next CRYPTO frame. not_mine: no more. fault: another frame, or
  // one that does not fit.
  Answer next(CryptoFragment& fragment);
  // A CONNECTION_CLOSE was passed.
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  void skip_ack(bool with_ecn);
  void skip_close(bool by_transport);
  Cursor rest_;
  bool closed_ = false;
};

}  // namespace cutoffd::dissect
