// HTTP/2 requests on a client's stream (RFC 9113): from the connection preface on, with prior
// knowledge or after an HTTP/1 upgrade.
//
// State: one Http2Connection a connection, a value without heap (about 9 KiB; kept in a pool). It
// is fed the client's octets in order; a frame may begin and end anywhere. A gap in the stream ends
// it: the compression state is lost. Threads: one owner.
#pragma once

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
  enum class State : std::uint8_t { preface, frame_header, prefix, block, skip, ended };
  enum class Type : std::uint8_t { data = 0, headers = 1, settings = 4, continuation = 9 };

  Answer on_octet(std::uint8_t octet, Http2Request& out);
  Answer on_frame_header();
  Answer on_block_end(Http2Request& out);
  void on_field(const HpackField& field);
  void begin_block();
  Answer end(Answer answer);

  HpackDecoder hpack_;
  InlineText<24> method_;
  InlineText<512> authority_;
  InlineText<512> host_;
  InlineText<HpackDecoder::kMaxField> path_;
  bool is_request_ = false;  // :method was seen in this block

  State state_ = State::preface;
  Answer answer_ = Answer::unsure;  // once ended
  std::uint8_t header_[9] = {};     // of the frame
  std::size_t have_ = 0;            // octets of the preface, of header_ or of the prefix
  std::uint32_t left_ = 0;          // octets of the frame not yet read, without its padding
  std::uint32_t padding_ = 0;
  std::uint32_t prefix_ = 0;  // octets before the block: pad length and priority
  std::uint32_t stream_ = 0;
  bool padded_ = false;
  bool end_headers_ = false;
  bool in_block_ = false;  // a CONTINUATION of stream_ must follow
};

}  // namespace cutoffd::dissect
