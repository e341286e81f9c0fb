// A ClientHello, read whole: the server name and what is worth knowing beside it.
//
// One reader for TLS, QUIC and DTLS, and for the hello in SSL 2.0 clothing. Pure; no heap.
// Everything but the server name's text borrows from the message; the text is kept inside, since
// case is folded. A ClientHello is a plain value: copy it freely while the message lives. Sources:
// RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2 and appendix E.2, RFC 6066 section 3 (SNI),
//   RFC 7301 (ALPN), RFC 6347 section 4.2.1 (DTLS cookie), RFC 8701 (GREASE), RFC 9849 (ECH).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/dissect/probe.h"
#include "core/bytes.h"
#include "core/domain_name.h"

namespace cutoffd::dissect {

// 16-bit numbers as the wire holds them: cipher suites, groups, versions. Borrows.
class WireNumbers {
 public:
  constexpr WireNumbers() = default;
  // An odd last octet is not a number and is left out.
  constexpr explicit WireNumbers(Bytes octets) : octets_(octets) {}
  [[nodiscard]] constexpr std::size_t size() const { return octets_.size() / 2; }
  [[nodiscard]] constexpr bool empty() const { return size() == 0; }
  [[nodiscard]] constexpr std::uint16_t operator[](std::size_t i) const {
    return static_cast<std::uint16_t>(octets_[2 * i] << 8 | octets_[2 * i + 1]);
  }

 private:
  Bytes octets_;
};

// RFC 8701: 0x0a0a, 0x1a1a … 0xfafa mean nothing and change from hello to hello.
constexpr bool is_grease(std::uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

struct Extension {
  std::uint16_t type = 0;
  Bytes data;
};
// The next extension of a block; false at its end or where it is broken (then the cursor failed).
bool next_extension(Cursor& block, Extension& extension);

enum class HelloForm : std::uint8_t {
  tls,    // TLS and QUIC
  dtls,   // has a cookie
  sslv2,  // RFC 5246 appendix E.2: neither extensions nor a name
};

// What the hello says of the server's name.
enum class ServerName : std::uint8_t {
  absent,    // no extension, or one without a host name
  read,      // ClientHello::server_name() has it
  too_long,  // escapes to more than a NameText holds; never cut
};

struct ClientHello {
  HelloForm form = HelloForm::tls;
  std::uint16_t version = 0;  // legacy_version: 0x0303 in TLS 1.3 too; 0xfefd in DTLS 1.2
  Bytes random;               // 32 octets; the challenge in SSL 2.0 form
  Bytes session_id;
  Bytes cookie;               // DTLS only
  WireNumbers cipher_suites;  // with GREASE; empty in SSL 2.0 form, whose specs have three octets
  Bytes extensions;           // the whole block, for next_extension(); empty if there is none

  ServerName name_state = ServerName::absent;
  bool name_repeated =
      false;          // a second server_name extension or host name followed; the first counts
  bool ech = false;   // encrypted_client_hello offered (also as GREASE): the name is the outer one
  bool esni = false;  // its predecessor, draft-ietf-tls-esni-01 to 06
  bool quic = false;  // quic_transport_parameters offered
  bool trailing = false;  // octets after the extensions; read all the same
  bool broken = false;    // the extensions behind the server's name contradict themselves
  std::string_view alpn;  // the first protocol offered, as sent; empty if none
  // Empty where the extension is absent or broken.
  WireNumbers supported_versions;
  WireNumbers supported_groups;
  WireNumbers signature_algorithms;
  Bytes point_formats;

  // Borrows from this object. With name_state read, always there.
  [[nodiscard]] std::optional<ObservedName> server_name() const;

  NameText name_text;
  NameForm name_form = NameForm::domain;
};

// Reads the body of a ClientHello: what follows the handshake header (4 octets; 12 in DTLS), all of
// it. certain: `out` holds the hello. fault: the lengths contradict each other, or the server_name
// extension does; `out` must not be used. A broken extension of another kind costs only that
// extension, and where the lengths go wrong behind a whole server name, what follows it.
Answer parse_client_hello(Bytes body, ClientHello& out, HelloForm form = HelloForm::tls);

}  // namespace cutoffd::dissect
