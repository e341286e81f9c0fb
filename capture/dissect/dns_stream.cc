#include "capture/dissect/dns_stream.h"

#include <algorithm>

#include "capture/dissect/dns.h"
#include "capture/dissect/dns_name.h"

namespace cutoffd::dissect {

Answer next_dns_message(Bytes& stream, Bytes& message) {
  Cursor cursor(stream);
  const std::size_t length = cursor.u16();
  if (cursor.failed()) {
    message = {};
    return Answer::unsure;
  }
  if (length < kDnsHeader) return Answer::fault;
  if (length > cursor.left()) {
    message = cursor.rest();
    return Answer::unsure;
  }
  message = cursor.take(length);
  stream = cursor.rest();
  return Answer::certain;
}

Answer looks_like_dns_stream(Bytes stream) {
  Cursor cursor(stream);
  const std::size_t length = cursor.u16();
  if (cursor.failed()) return Answer::unsure;
  // The least is a header and a question for the root.
  if (length < kDnsHeader + 5) return Answer::not_mine;
  return looks_like_dns_start(cursor.rest().first(std::min(cursor.left(), length)), length);
}

}  // namespace cutoffd::dissect
