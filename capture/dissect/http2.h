// HTTP/2 requests on a client's stream (RFC 9113): from the connection preface on, with prior
// knowledge or after an HTTP/1 upgrade.
//
// State: one Http2Connection a connection, a value without heap (kMaxHttp2State at most; kept in a
// pool). It is fed the client's octets in order; a frame may begin and end anywhere. A gap in the
// stream ends it: the compression state is lost. Threads: one owner.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "capture/dissect/hpack.h"
#include "capture/dissect/probe.h"
#include "core/bytes.h"
#include "core/inline_text.h"

namespace cutoffd::dissect {

inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// certain: the stream begins with the preface; unsure: with a part of it; not_mine.
Answer looks_like_http2(Bytes stream);

// Borrows from the connection, until its next read().
struct Http2Request {
  std::uint32_t stream = 0;
  std::string_view method;
  std::string_view authority;  // raw, with its port: see split_authority(); "host" where absent
  std::string_view path;       // empty where longer than is kept
};

class Http2Connection {
 public:
  // Reads on. `stream` begins after what was taken.
  //   certain   a request is whole; call again with the rest of the stream
  //   unsure    all of `stream` was taken, and more is needed
  //   fault     the connection contradicts RFC 9113 or 7541; nothing more can be learnt from it
  //   not_mine  the stream did not begin with the preface
  Answer read(Bytes& stream, Http2Request& out);

 private:
  // In a frame with a header block the three middle ones follow each other, each perhaps empty.
  enum class State : std::uint8_t { preface, frame_header, prefix, block, padding, other, ended };

  Answer on_octet(std::uint8_t octet);
  Answer on_preface(std::uint8_t octet);
  Answer on_frame_header();
  Answer on_headers(std::uint32_t length, std::uint32_t stream, std::uint8_t flags);
  Answer on_block(std::uint8_t octet);
  void on_field(const HpackField& field);
  Answer advance(Http2Request& out);
  Answer end_fragment(Http2Request& out);
  Answer end(Answer answer);

  HpackDecoder hpack_;
  // Of the block being read.
  InlineText<24> method_;      // the longest registered one has 19 octets
  InlineText<264> authority_;  // a name of 253 octets, a colon and a port
  InlineText<264> host_;
  InlineText<HpackDecoder::kMaxField> path_;
  bool is_request_ = false;  // it has a :method; trailers have none

  State state_ = State::preface;
  Answer ended_as_ = Answer::fault;
  std::array<std::uint8_t, 9> header_{};  // of the frame
  std::size_t have_ = 0;                  // octets of the preface or of header_
  std::uint32_t left_ = 0;                // octets left of what the state says
  std::uint32_t prefix_ = 0;              // pad length and priority: octets before the block
  std::uint32_t fragment_ = 0;            // octets behind that
  std::uint32_t padding_ = 0;             // the last of them
  std::uint32_t stream_ = 0;              // of the block being read
  bool padded_ = false;
  bool end_headers_ = false;
  bool in_block_ = false;  // until END_HEADERS: only CONTINUATION of stream_ may follow
};

inline constexpr std::size_t kMaxHttp2State = 8192;
static_assert(sizeof(Http2Connection) <= kMaxHttp2State);

}  // namespace cutoffd::dissect
