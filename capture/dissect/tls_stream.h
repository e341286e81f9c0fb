// Handshake messages from the first octets of a TLS stream, client's or server's.
//
// Records may cut messages anywhere, down to one octet each, and other records (ChangeCipherSpec,
// alerts) may stand between. A message inside one record is borrowed from the stream; otherwise its
// pieces are gathered in the caller's scratch. Pure; no heap; the reader is a small value and keeps
// no octets.
//
// Use: make a TlsReader on the stream's first octets and call next() until it is not `certain`.
// After `unsure`, wait until the stream has at_least() octets and read again, from the start or
// from a kept position(): waiting so makes even one-octet records cost a few dozen readings, not
// one for each octet. Sources: RFC 8446 sections 4, 5 and D.4; RFC 5246 sections 6.2 and 7.4; RFC
// 5246 appendix E.2 (SSL 2.0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "capture/dissect/probe.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

// A larger handshake message is a fault. Room for any hello that a server reads; certificate chains
// are far smaller.
inline constexpr std::size_t kMaxHandshake = 65'536;

// RFC 8446 section 5.1: a record of handshake messages.
inline constexpr std::uint8_t kHandshakeRecord = 22;

enum class HandshakeType : std::uint8_t {
  hello_request = 0,
  client_hello = 1,
  server_hello = 2,
  hello_verify_request = 3,  // DTLS
  certificate = 11,
  // others by their number
};

struct HandshakeMessage {
  HandshakeType type{};
  bool sslv2 = false;  // a ClientHello in SSL 2.0 form: parse with HelloForm::sslv2
  Bytes body;          // after the four octets of the header
};

// Where the next message begins, and what is known there: everything before `offset` is done with.
struct TlsPosition {
  std::size_t offset = 0;            // in the stream
  std::uint32_t left_in_record = 0;  // octets of the handshake record under way, from `offset` on
  bool begun = false;                // a record was read: an SSL 2.0 form is no longer possible
  bool sealed =
      false;  // after a ChangeCipherSpec: only the hellos around a HelloRetryRequest are clear
};

class TlsReader {
 public:
  // `stream` begins at `from.offset` of the stream. Only a message over several records is gathered
  // in the scratch (kMaxHandshake octets always suffice), and stays there until the next call of
  // next().
  explicit TlsReader(Bytes stream, std::span<std::uint8_t> scratch, TlsPosition from = {})
      : stream_(stream), scratch_(scratch), base_(from.offset), position_(from) {}

  // certain: `message` holds the next handshake message, whole.
  // unsure: more octets are needed; see at_least().
  // not_mine: not TLS; or, once a message was read, nothing more that is in clear. Do not ask
  // again. fault: TLS, but broken (a length beyond its limit, a message larger than the scratch).
  Answer next(HandshakeMessage& message);

  // After `unsure`: fewer octets of the stream, counted from its very start, cannot say more.
  [[nodiscard]] std::size_t at_least() const { return at_least_; }
  // After `certain`: behind the message. Other answers leave it where it was.
  [[nodiscard]] const TlsPosition& position() const { return position_; }

 private:
  class Pieces;
  Answer next_sslv2(HandshakeMessage& message);
  Answer hello_in_clear(std::uint8_t type, Pieces pieces);
  Answer stop(Answer answer, std::size_t needed);
  Answer gather(Pieces pieces, std::size_t length, HandshakeMessage& message);

  Bytes stream_;
  std::span<std::uint8_t> scratch_;
  std::size_t base_;  // the stream's offset of stream_[0]
  TlsPosition position_;
  std::size_t at_least_ = 0;
};

// Handshake messages from a stream that has no records: the CRYPTO stream of QUIC. Gives the
// message that begins at `offset` and moves it behind. at_least as above.
Answer next_crypto_message(Bytes stream, std::size_t& offset, HandshakeMessage& message,
                           std::size_t& at_least);

struct ServerHello {
  std::uint16_t version = 0;  // the one chosen, by supported_versions where it is there
  std::uint16_t cipher_suite = 0;
  Bytes random;  // 32 octets
  bool hello_retry_request = false;
};
// The body of a ServerHello (TLS and DTLS). certain or fault.
Answer parse_server_hello(Bytes body, ServerHello& out);

// The body of a Certificate message of TLS 1.2 and older: the first certificate's DER, which is the
// server's own. certain; not_mine for an empty list; fault.
Answer first_certificate(Bytes body, Bytes& der);

}  // namespace cutoffd::dissect
