// Where a request's body ends: RFC 9112 sections 6 and 7.1.
#include <algorithm>

#include "capture/dissect/http.h"

namespace cutoffd::dissect {

HttpBodyWalk::HttpBodyWalk(const HttpBody& body) {
  switch (body.kind) {
    case HttpBody::Kind::none:
    case HttpBody::Kind::tunnel:
      break;
    case HttpBody::Kind::length:
      left_ = body.octets;
      if (left_ > 0) state_ = State::counted;
      break;
    case HttpBody::Kind::chunked:
      state_ = State::size;
      break;
  }
}

std::size_t HttpBodyWalk::take(Bytes stream) {
  std::size_t taken = 0;
  while (taken < stream.size() && !done() && !failed()) {
    if (state_ != State::counted && state_ != State::data) {
      take_framing(stream[taken++]);
      continue;
    }
    const std::uint64_t step = std::min<std::uint64_t>(left_, stream.size() - taken);
    taken += static_cast<std::size_t>(step);
    left_ -= step;
    if (left_ == 0) state_ = state_ == State::counted ? State::done : State::data_end;
  }
  return taken;
}

void HttpBodyWalk::lost(std::uint64_t octets) {
  if (done() || octets == 0) return;
  const bool inside = (state_ == State::counted || state_ == State::data) && octets <= left_;
  if (!inside) {
    state_ = State::failed;
    return;
  }
  left_ -= octets;
  if (left_ == 0) state_ = state_ == State::counted ? State::done : State::data_end;
}

namespace {

int hex_digit(std::uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = c | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

void HttpBodyWalk::take_framing(std::uint8_t octet) {
  switch (state_) {
    case State::size:
      if (const int digit = hex_digit(octet); digit >= 0) {
        // No chunk has more than 2^60 octets: such a size is no size.
        if (left_ >> 56 != 0) state_ = State::failed;
        left_ = left_ << 4 | static_cast<unsigned>(digit);
        size_seen_ = true;
        return;
      }
      if (!size_seen_ || (octet != ';' && octet != '\r' && octet != '\n' && octet != ' ')) {
        state_ = State::failed;
        return;
      }
      state_ = State::extension;
      [[fallthrough]];
    case State::extension:
      if (octet != '\n') return;
      state_ = left_ > 0 ? State::data : State::trailer;
      size_seen_ = false;
      line_empty_ = true;
      return;
    case State::data_end:
      if (octet == '\n') {
        state_ = State::size;
      } else if (octet != '\r') {
        state_ = State::failed;
      }
      return;
    case State::trailer:
      if (octet == '\n') {
        if (line_empty_) state_ = State::done;
        line_empty_ = true;
      } else if (octet != '\r') {
        line_empty_ = false;
      }
      return;
    default:
      return;
  }
}

}  // namespace cutoffd::dissect
