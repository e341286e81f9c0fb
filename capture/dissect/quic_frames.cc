#include "capture/dissect/quic_frames.h"

#include <cstring>

namespace cutoffd::dissect {
namespace {

// RFC 9000 section 19.
constexpr std::uint8_t kPadding = 0x00;
constexpr std::uint8_t kPing = 0x01;
constexpr std::uint8_t kAck = 0x02;
constexpr std::uint8_t kAckEcn = 0x03;
constexpr std::uint8_t kCrypto = 0x06;
constexpr std::uint8_t kClose = 0x1c;
constexpr std::uint8_t kApplicationClose = 0x1d;  // early drafts allowed it in Initials
constexpr std::uint64_t kMaxOffset = (std::uint64_t{1} << 62) - 1;

void skip(Cursor& cursor, std::uint64_t octets) {
  if (octets > cursor.left()) {
    cursor.fail();
  } else {
    cursor.skip(static_cast<std::size_t>(octets));
  }
}

}  // namespace

std::uint64_t quic_varint(Cursor& cursor) {
  const std::uint8_t first = cursor.u8();
  std::uint64_t value = first & 0x3fU;
  for (int more = (1 << (first >> 6)) - 1; more > 0; --more) value = value << 8 | cursor.u8();
  return cursor.failed() ? 0 : value;
}

void skip_padding(Cursor& cursor) {
  const Bytes rest = cursor.rest();
  std::size_t n = 0;
  for (std::uint64_t word = 0; rest.size() - n >= sizeof word; n += sizeof word) {
    std::memcpy(&word, rest.data() + n, sizeof word);
    if (word != 0) break;
  }
  while (n < rest.size() && rest[n] == 0) ++n;
  cursor.skip(n);
}

Answer QuicFrames::next(CryptoFragment& fragment) {
  while (rest_.left() > 0) {
    switch (const std::uint8_t type = rest_.u8()) {
      case kPadding:
        skip_padding(rest_);
        break;
      case kPing:
        break;
      case kAck:
      case kAckEcn:
        skip_ack(type == kAckEcn);
        break;
      case kClose:
      case kApplicationClose:
        skip_close(type == kClose);
        break;
      case kCrypto: {
        fragment.offset = quic_varint(rest_);
        const std::uint64_t length = quic_varint(rest_);
        if (length > rest_.left() || fragment.offset + length > kMaxOffset) return Answer::fault;
        fragment.bytes = rest_.take(static_cast<std::size_t>(length));
        return rest_.failed() ? Answer::fault : Answer::certain;
      }
      default:
        return Answer::fault;
    }
  }
  return rest_.failed() ? Answer::fault : Answer::not_mine;
}

void QuicFrames::skip_ack(bool with_ecn) {
  quic_varint(rest_);  // largest acknowledged
  quic_varint(rest_);  // delay
  std::uint64_t ranges = quic_varint(rest_);
  quic_varint(rest_);  // first range
  for (; ranges > 0 && rest_.ok(); --ranges) {
    quic_varint(rest_);  // gap
    quic_varint(rest_);  // length
  }
  for (int count = with_ecn ? 3 : 0; count > 0; --count) quic_varint(rest_);
}

void QuicFrames::skip_close(bool by_transport) {
  quic_varint(rest_);                    // error
  if (by_transport) quic_varint(rest_);  // the frame that caused it
  skip(rest_, quic_varint(rest_));       // reason
  closed_ = true;
}

}  // namespace cutoffd::dissect
