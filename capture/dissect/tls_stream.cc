#include "capture/dissect/tls_stream.h"

#include <algorithm>
#include <array>

#include "capture/dissect/client_hello.h"

namespace cutoffd::dissect {
namespace {

// RFC 8446 section 5.1: ContentType.
enum class Content : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
  heartbeat = 24,
};
constexpr std::uint8_t kMajorVersion = 3;  // the minor one is to be ignored (section 5.1)
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kMessageHeader = 4;
constexpr std::size_t kMaxRecord = (1U << 14) + 2048;  // RFC 5246 section 6.2.3
// Before a message stand no more records that hold nothing of it: honest streams have one or two,
// and each is looked at again at every reading.
constexpr unsigned kMaxIdleRecords = 32;

bool is_hello(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(HandshakeType::client_hello) ||
         type == static_cast<std::uint8_t>(HandshakeType::server_hello);
}

// Handshake messages that TLS up to 1.3 sends in clear (IANA, TLS HandshakeType). In a stream
// picked up in the middle an encrypted one looks like any number.
bool is_clear_type(std::uint8_t type) {
  return type <= 4 || type == 8 || (type >= 11 && type <= 16) || (type >= 20 && type <= 24);
}

}  // namespace

// The handshake octets of a stream, piece by piece, the records around them taken off.
class TlsReader::Pieces {
 public:
  Pieces(Bytes stream, const TlsPosition& from, std::size_t base)
      : stream_(stream),
        at_(from.offset - base),
        left_(from.left_in_record),
        begun_(from.begun),
        sealed_(from.sealed) {}

  // certain: `piece` holds 1 to `most` octets, all from one record.
  Answer take(std::size_t most, Bytes& piece) {
    while (left_ == 0) {
      const Answer answer = open_record();
      if (answer != Answer::certain) return answer;
    }
    const std::size_t n = std::min({most, left_, stream_.size() - at_});
    if (n == 0) return Answer::unsure;
    piece = stream_.subspan(at_, n);
    at_ += n;
    left_ -= n;
    return Answer::certain;
  }

  // The least size of stream that can hold so many handshake octets more.
  [[nodiscard]] std::size_t size_for(std::size_t more) const {
    return at_ + passing_ + more + (more > left_ ? kRecordHeader : 0);
  }
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] bool sealed() const { return sealed_; }
  [[nodiscard]] TlsPosition position(std::size_t base) const {
    return {base + at_, static_cast<std::uint32_t>(left_), begun_, sealed_};
  }

 private:
  // Passes over records of other types. certain: a handshake record was opened; it may be empty.
  Answer open_record() {
    for (;;) {
      const Bytes header = stream_.subspan(at_, std::min(kRecordHeader, stream_.size() - at_));
      if (!header.empty() && (header[0] < 20 || header[0] > 24)) return Answer::not_mine;
      if (header.size() > 1 && header[1] != kMajorVersion) return Answer::not_mine;
      if (header.size() < kRecordHeader) return Answer::unsure;
      const std::size_t length = static_cast<std::size_t>(header[3]) << 8 | header[4];
      if (length > kMaxRecord) return begun_ ? Answer::fault : Answer::not_mine;
      const auto type = static_cast<Content>(header[0]);
      const bool idle = type != Content::handshake || length == 0;
      if (idle && ++idle_ > kMaxIdleRecords) return Answer::not_mine;
      if (type == Content::handshake) {
        at_ += kRecordHeader;
        left_ = length;
        begun_ = true;
        return Answer::certain;
      }
      if (!in_clear(type, length)) return Answer::not_mine;
      if (stream_.size() - at_ - kRecordHeader < length) {
        passing_ = kRecordHeader + length;
        return Answer::unsure;
      }
      at_ += kRecordHeader + length;
      begun_ = true;
      sealed_ = sealed_ || type == Content::change_cipher_spec;
    }
  }

  // Beside the handshake only these have a size that an encrypted record never has.
  static bool in_clear(Content type, std::size_t length) {
    return (type == Content::change_cipher_spec && length == 1) ||
           (type == Content::alert && length == 2) || type == Content::heartbeat;
  }

  Bytes stream_;
  std::size_t at_;
  std::size_t left_;         // of the handshake record under way
  std::size_t passing_ = 0;  // a record of another type that is not whole yet
  unsigned idle_ = 0;
  bool begun_;
  bool sealed_;
};

Answer TlsReader::next(HandshakeMessage& message) {
  if (!position_.begun && !stream_.empty() && (stream_[0] & 0x80) != 0) return next_sslv2(message);
  Pieces pieces(stream_, position_, base_);
  std::array<std::uint8_t, kMessageHeader> header{};
  for (std::size_t got = 0; got < kMessageHeader;) {
    Bytes piece;
    const Answer answer = pieces.take(kMessageHeader - got, piece);
    if (answer != Answer::certain) return stop(answer, pieces.size_for(kMessageHeader - got));
    std::copy(piece.begin(), piece.end(), header.begin() + static_cast<std::ptrdiff_t>(got));
    got += piece.size();
    if (!is_clear_type(header[0])) return Answer::not_mine;
  }
  if (pieces.sealed()) {
    const Answer answer = hello_in_clear(header[0], pieces);
    if (answer != Answer::certain) return answer;
  }
  message.type = static_cast<HandshakeType>(header[0]);
  message.sslv2 = false;
  const std::size_t length = Cursor(Bytes(header).subspan(1)).u24();
  if (length > kMaxHandshake) {
    return is_hello(header[0]) && !pieces.sealed() ? Answer::fault : Answer::not_mine;
  }
  return gather(pieces, length, message);
}

// Behind a ChangeCipherSpec a record of the handshake is mostly the encrypted end of TLS 1.2.
// Another hello after a HelloRetryRequest is known by its type and by legacy_version, always 0x0303
// (RFC 8446 4.1.2).
Answer TlsReader::hello_in_clear(std::uint8_t type, Pieces pieces) {
  if (!is_hello(type)) return Answer::not_mine;
  for (std::size_t got = 0; got < 2; ++got) {
    Bytes octet;
    const Answer answer = pieces.take(1, octet);
    if (answer != Answer::certain) return stop(answer, pieces.size_for(2 - got));
    if (octet[0] != 3) return Answer::not_mine;
  }
  return Answer::certain;
}

Answer TlsReader::stop(Answer answer, std::size_t needed) {
  if (answer == Answer::unsure) at_least_ = base_ + std::max(needed, stream_.size() + 1);
  return answer;
}

Answer TlsReader::gather(Pieces pieces, std::size_t length, HandshakeMessage& message) {
  // First look whether it is whole, so that nothing is copied in vain.
  Pieces ahead = pieces;
  std::size_t got = 0;
  Bytes piece;
  while (got < length) {
    const Answer answer = ahead.take(length - got, piece);
    if (answer == Answer::not_mine) return Answer::fault;  // the message breaks off
    if (answer != Answer::certain) return stop(answer, ahead.size_for(length - got));
    got += piece.size();
  }
  if (piece.size() == length) {
    message.body = piece;
  } else if (length > scratch_.size()) {
    return Answer::fault;
  } else {
    for (got = 0; got < length; got += piece.size()) {
      pieces.take(length - got, piece);
      std::copy(piece.begin(), piece.end(), scratch_.begin() + static_cast<std::ptrdiff_t>(got));
    }
    message.body = Bytes(scratch_).first(length);
  }
  position_ = ahead.position(base_);
  return Answer::certain;
}

// RFC 5246 appendix E.2. Two octets of length with the highest bit set, then msg_type and the
// lengths, which must add up: few other protocols pass that.
Answer TlsReader::next_sslv2(HandshakeMessage& message) {
  constexpr std::size_t kLengths = 11;  // up to the cipher specs
  constexpr std::uint8_t kSslv2ClientHello = 1;
  if (stream_.size() > 2 && stream_[2] != kSslv2ClientHello) return Answer::not_mine;
  if (stream_.size() < kLengths) return stop(Answer::unsure, kLengths);
  Cursor cursor(stream_);
  const std::size_t length = cursor.u16() & 0x7fffU;
  cursor.skip(1);
  const std::uint16_t version = cursor.u16();
  const std::size_t specs = cursor.u16();
  const std::size_t session_id = cursor.u16();
  const std::size_t challenge = cursor.u16();
  if (version != 0x0002 && version >> 8 != kMajorVersion) return Answer::not_mine;
  if (specs == 0 || specs % 3 != 0 || challenge < 16 || challenge > 32 ||
      length != kLengths - 2 + specs + session_id + challenge) {
    return Answer::not_mine;
  }
  if (stream_.size() < 2 + length) return stop(Answer::unsure, 2 + length);
  message.type = HandshakeType::client_hello;
  message.sslv2 = true;
  message.body = stream_.subspan(3, length - 1);
  position_ = {base_ + 2 + length, 0, true, false};
  return Answer::certain;
}

Answer next_crypto_message(Bytes stream, std::size_t& offset, HandshakeMessage& message,
                           std::size_t& at_least) {
  at_least = offset + kMessageHeader;
  if (offset > stream.size()) return Answer::unsure;
  Cursor cursor(stream.subspan(offset));
  const std::uint8_t type = cursor.u8();
  const std::size_t length = cursor.u24();
  if (cursor.failed()) return Answer::unsure;
  if (length > kMaxHandshake) return Answer::fault;
  at_least += length;
  message.type = static_cast<HandshakeType>(type);
  message.sslv2 = false;
  message.body = cursor.take(length);
  if (cursor.failed()) return Answer::unsure;
  offset += kMessageHeader + length;
  return Answer::certain;
}

Answer parse_server_hello(Bytes body, ServerHello& out) {
  // RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest".
  constexpr std::array<std::uint8_t, 32> kRetry = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
                                                   0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
                                                   0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
                                                   0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
  constexpr std::uint16_t kSupportedVersions = 43;
  out = ServerHello{};
  Cursor cursor(body);
  out.version = cursor.u16();
  out.random = cursor.take(32);
  cursor.block8();  // session id
  out.cipher_suite = cursor.u16();
  cursor.skip(1);  // compression method
  if (cursor.failed()) return Answer::fault;
  out.hello_retry_request = std::equal(out.random.begin(), out.random.end(), kRetry.begin());
  if (cursor.at_end()) return Answer::certain;
  Cursor block = cursor.block16();
  Extension extension;
  while (next_extension(block, extension)) {
    if (extension.type == kSupportedVersions) out.version = Cursor(extension.data).u16();
  }
  return cursor.failed() || block.failed() ? Answer::fault : Answer::certain;
}

Answer first_certificate(Bytes body, Bytes& der) {
  Cursor list = Cursor(body).block24();
  if (list.at_end()) return Answer::not_mine;
  der = list.block24().rest();
  return list.failed() || der.empty() ? Answer::fault : Answer::certain;
}

}  // namespace cutoffd::dissect
