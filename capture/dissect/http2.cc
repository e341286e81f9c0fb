#include "capture/dissect/http2.h"

#include <algorithm>

namespace cutoffd::dissect {
namespace {

// RFC 9113 sections 6.2 and 6.10.
constexpr std::uint8_t kHeaders = 1;
constexpr std::uint8_t kContinuation = 9;
constexpr std::uint8_t kEndHeaders = 0x04;
constexpr std::uint8_t kPadded = 0x08;
constexpr std::uint8_t kPriority = 0x20;

// The first value counts; what does not fit leaves the text empty.
template <std::size_t N>
void set_once(InlineText<N>& text, std::string_view value) {
  if (text.empty() && !text.overflowed()) text.append(value);
}

}  // namespace

Answer looks_like_http2(Bytes stream) {
  const std::string_view text = as_text(stream);
  if (text.starts_with(kHttp2Preface)) return Answer::certain;
  return kHttp2Preface.starts_with(text) ? Answer::unsure : Answer::not_mine;
}

Answer Http2Connection::read(Bytes& stream, Http2Request& out) {
  while (!stream.empty() && state_ != State::ended) {
    Answer answer = Answer::unsure;
    if (state_ == State::other || state_ == State::padding) {
      const std::size_t step = std::min<std::size_t>(left_, stream.size());
      left_ -= static_cast<std::uint32_t>(step);
      stream = stream.subspan(step);
    } else {
      answer = on_octet(stream.front());
      stream = stream.subspan(1);
    }
    if (answer == Answer::unsure) answer = advance(out);
    if (answer != Answer::unsure) return answer;
  }
  return state_ == State::ended ? ended_as_ : Answer::unsure;
}

Answer Http2Connection::on_octet(std::uint8_t octet) {
  switch (state_) {
    case State::preface:
      return on_preface(octet);
    case State::frame_header:
      header_[have_++] = octet;
      return have_ == header_.size() ? on_frame_header() : Answer::unsure;
    case State::prefix:
      if (padded_ && left_ == prefix_) padding_ = octet;
      --left_;
      return Answer::unsure;
    case State::block:
      return on_block(octet);
    default:
      return Answer::unsure;
  }
}

Answer Http2Connection::on_preface(std::uint8_t octet) {
  if (octet != static_cast<std::uint8_t>(kHttp2Preface[have_])) return end(Answer::not_mine);
  if (++have_ == kHttp2Preface.size()) {
    state_ = State::frame_header;
    have_ = 0;
  }
  return Answer::unsure;
}

// RFC 9113 section 4.1: length, type, flags, stream.
Answer Http2Connection::on_frame_header() {
  Cursor cursor{Bytes(header_)};
  const std::uint32_t length = cursor.u24();
  const std::uint8_t type = cursor.u8();
  const std::uint8_t flags = cursor.u8();
  const std::uint32_t stream = cursor.u32() & 0x7fff'ffff;
  have_ = 0;
  if (in_block_ != (type == kContinuation)) return end(Answer::fault);
  if (type == kHeaders) return on_headers(length, stream, flags);
  left_ = length;
  state_ = State::other;
  if (type != kContinuation) return Answer::unsure;
  if (stream != stream_) return end(Answer::fault);
  state_ = State::block;
  padding_ = 0;
  end_headers_ = (flags & kEndHeaders) != 0;
  return Answer::unsure;
}

Answer Http2Connection::on_headers(std::uint32_t length, std::uint32_t stream, std::uint8_t flags) {
  padded_ = (flags & kPadded) != 0;
  prefix_ = (padded_ ? 1U : 0U) + ((flags & kPriority) != 0 ? 5U : 0U);
  // A client's streams have odd numbers (section 5.1.1).
  if (stream % 2 == 0 || length < prefix_) return end(Answer::fault);
  stream_ = stream;
  end_headers_ = (flags & kEndHeaders) != 0;
  in_block_ = true;
  fragment_ = length - prefix_;
  padding_ = 0;
  left_ = prefix_;
  state_ = State::prefix;
  method_.clear();
  authority_.clear();
  host_.clear();
  path_.clear();
  is_request_ = false;
  return Answer::unsure;
}

Answer Http2Connection::on_block(std::uint8_t octet) {
  --left_;
  switch (hpack_.push(octet)) {
    case HpackDecoder::Step::more:
      return Answer::unsure;
    case HpackDecoder::Step::field:
      on_field(hpack_.field());
      return Answer::unsure;
    case HpackDecoder::Step::fault:
      break;
  }
  return end(Answer::fault);
}

void Http2Connection::on_field(const HpackField& field) {
  if (field.name == ":method") {
    is_request_ = true;
    set_once(method_, field.value);
  } else if (field.name == ":authority") {
    set_once(authority_, field.value);
  } else if (field.name == ":path") {
    set_once(path_, field.value);
  } else if (field.name == "host") {
    set_once(host_, field.value);
  }
}

// From one part of a frame to the next, over those that are empty.
Answer Http2Connection::advance(Http2Request& out) {
  while (left_ == 0) {
    switch (state_) {
      case State::prefix:
        if (padding_ > fragment_) return end(Answer::fault);
        state_ = State::block;
        left_ = fragment_ - padding_;
        break;
      case State::block:
        state_ = State::padding;
        left_ = padding_;
        break;
      case State::padding:
        state_ = State::frame_header;
        return end_fragment(out);
      case State::other:
        state_ = State::frame_header;
        return Answer::unsure;
      default:
        return Answer::unsure;
    }
  }
  return Answer::unsure;
}

Answer Http2Connection::end_fragment(Http2Request& out) {
  if (!end_headers_) return Answer::unsure;
  in_block_ = false;
  if (!hpack_.between_fields()) return end(Answer::fault);
  if (!is_request_) return Answer::unsure;
  const bool named = !authority_.empty() || authority_.overflowed();
  out = {stream_, method_.view(), named ? authority_.view() : host_.view(), path_.view()};
  return Answer::certain;
}

Answer Http2Connection::end(Answer answer) {
  state_ = State::ended;
  ended_as_ = answer;
  return answer;
}

}  // namespace cutoffd::dissect
