#include "capture/track/beginnings.h"

#include <algorithm>
#include <array>

#include "capture/dissect/http.h"
#include "capture/dissect/http2.h"
#include "capture/dissect/tls_stream.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;
using dissect::HandshakeType;

constexpr std::uint8_t kMajorVersion = 3;
constexpr std::size_t kMaxRecord = (std::size_t{1} << 14) + 256;
// A hello's first octets: type, length, version.
constexpr std::size_t kType = 0;
constexpr std::size_t kLength = 1;
constexpr std::size_t kVersion = 4;
constexpr std::size_t kLooked = 6;
constexpr std::size_t kLeastHello = 2 + 32 + 1;  // version, random, session id's length

// The first handshake octets behind the records' headers, as many as are there.
struct Opening {
  std::array<std::uint8_t, kLooked> octets{};
  std::size_t size = 0;
  bool broken = false;
};

Opening open_records(Bytes segment) {
  Opening opening;
  Cursor cursor(segment);
  while (opening.size < kLooked && cursor.left() > 0) {
    const Bytes rest = cursor.rest();
    opening.broken = rest[0] != dissect::kHandshakeRecord ||
                     (rest.size() > 1 && rest[1] != kMajorVersion) ||
                     (rest.size() > 2 && rest[2] > 4);
    cursor.skip(3);
    const std::size_t length = cursor.u16();
    opening.broken = opening.broken || (cursor.ok() && (length == 0 || length > kMaxRecord));
    if (opening.broken || cursor.failed()) return opening;
    const std::size_t take = std::min({length, cursor.left(), kLooked - opening.size});
    const Bytes octets = cursor.take(take);
    std::copy(octets.begin(), octets.end(),
              opening.octets.begin() + static_cast<std::ptrdiff_t>(opening.size));
    opening.size += take;
    if (take < length) return opening;
  }
  return opening;
}

Answer begins_hello(Bytes segment, HandshakeType type) {
  if (segment.empty() || segment[0] != dissect::kHandshakeRecord) return Answer::not_mine;
  const Opening opening = open_records(segment);
  const auto& octets = opening.octets;
  if (opening.broken) return Answer::not_mine;
  if (opening.size > kType && octets[kType] != static_cast<std::uint8_t>(type)) {
    return Answer::not_mine;
  }
  if (opening.size >= kVersion) {
    const std::size_t length = std::size_t{octets[kLength]} << 16 |
                               std::size_t{octets[kLength + 1]} << 8 | octets[kLength + 2];
    if (length < kLeastHello || length > dissect::kMaxHandshake) return Answer::not_mine;
  }
  if (opening.size > kVersion && octets[kVersion] != kMajorVersion) return Answer::not_mine;
  if (opening.size < kLooked) return Answer::unsure;
  return octets[kVersion + 1] <= 4 ? Answer::certain : Answer::not_mine;
}

}  // namespace

Answer begins_client_hello(Bytes segment) {
  return begins_hello(segment, HandshakeType::client_hello);
}

Answer begins_server_hello(Bytes segment) {
  return begins_hello(segment, HandshakeType::server_hello);
}

bool begins_request(Bytes segment) {
  // The cheap look first: methods are tokens, and nearly always letters (RFC 9110 section 9.1).
  if (segment.empty() || segment[0] < 'A' || segment[0] > 'z') return false;
  if (dissect::looks_like_http2(segment) == Answer::certain) return true;
  dissect::HttpRequest request;
  const Answer answer = dissect::read_http_request(segment, request);
  return (answer == Answer::certain || answer == Answer::unsure) && !request.method.empty();
}

Answer begins_client(Bytes segment) {
  return begins_request(segment) ? Answer::certain : begins_client_hello(segment);
}

Answer begins_either(Bytes segment) {
  const Answer client = begins_client(segment);
  return client == Answer::not_mine ? begins_server_hello(segment) : client;
}

}  // namespace cutoffd::track
