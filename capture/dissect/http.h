// HTTP/1 requests as a client's stream carries them (RFC 9112), and the look of responses.
//
// Lenient as servers are: empty lines before the request, lines that end with LF alone, obsolete
// line folding, no version (where fields follow). Pure; no heap. Lifetime: the request borrows from
// the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/dissect/probe.h"
#include "core/address.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

// A host with an optional port, as in Host, in an absolute target or in :authority. Raw octets, not
// yet judged: observe_host() says what they are. Brackets of an IPv6 literal are kept.
struct HttpHost {
  std::string_view host;
  std::optional<Port> port;
};
// "user@example.org:8443" without the user. Nothing after the colon, or no number, is no port.
HttpHost split_authority(std::string_view authority);

struct HttpBody {
  enum class Kind : std::uint8_t { none, length, chunked, tunnel };
  Kind kind = Kind::none;    // tunnel: CONNECT; what follows is another protocol
  std::uint64_t octets = 0;  // length only
};

struct HttpRequest {
  enum class Form : std::uint8_t { origin, absolute, authority, asterisk };  // RFC 9112 section 3.2

  std::string_view method;
  std::string_view target;  // as sent
  std::string_view path;    // of the target, without the authority of an absolute one
  Form form = Form::origin;
  std::uint8_t minor_version = 1;

  // What the target names (absolute and authority form), and what the Host field says: the first
  // one, and a second one if it differs (a server must refuse that; attackers send it).
  HttpHost target_host;
  HttpHost host_field;
  HttpHost second_host_field;
  // The one that counts: an absolute target overrides Host (RFC 9112 section 3.2.2).
  [[nodiscard]] const HttpHost& host() const {
    return target_host.host.empty() ? host_field : target_host;
  }

  bool upgrade_h2c = false;        // may go on as HTTP/2 after the response (RFC 7540 section 3.2)
  bool upgrade_websocket = false;  // or as WebSocket
  HttpBody body;
  std::size_t header_octets = 0;  // from the start of the stream to the end of the empty line
};

// The longest header section that is read by default; servers commonly take 8 to 64 KiB.
inline constexpr std::size_t kMaxHttpHeader = std::size_t{64} << 10;

// The request at the front of a client's stream.
//   certain   the header section is whole
//   unsure    it is not yet whole. Lines that are whole were read into `out`: a caller that must
//             give up (a gap, a cut packet) may use the host
//   fault     a request by its first line, but the header section contradicts itself or is longer
//             than `max_header`; `out` as for unsure
//   not_mine  no HTTP/1 request; HTTP/2's preface is none
Answer read_http_request(Bytes stream, HttpRequest& out, std::size_t max_header = kMaxHttpHeader);

// Does a server's stream begin with a status line? certain, unsure (too short to say) or not_mine.
Answer looks_like_http_response(Bytes stream);

// Walks over a body as its octets come, to where the next request begins. A value; no heap.
class HttpBodyWalk {
 public:
  HttpBodyWalk() = default;
  explicit HttpBodyWalk(const HttpBody& body);

  // How many octets at the front of `stream` belong to the body (all of them until done()).
  std::size_t take(Bytes stream);
  // Octets that were not seen (a gap): fine inside a counted body, fatal inside chunk framing.
  void lost(std::uint64_t octets);

  [[nodiscard]] bool done() const { return state_ == State::done; }
  // The framing contradicts itself or was lost: where the next request begins is not known.
  [[nodiscard]] bool failed() const { return state_ == State::failed; }

 private:
  enum class State : std::uint8_t {
    counted,
    size,
    extension,
    data,
    data_end,
    trailer,
    done,
    failed
  };
  void take_framing(std::uint8_t octet);

  State state_ = State::done;
  bool line_empty_ = true;  // of the trailer line being read
  bool size_seen_ = false;  // a digit of the chunk size was read
  std::uint64_t left_ = 0;  // of the counted body or of the chunk
};

}  // namespace cutoffd::dissect
