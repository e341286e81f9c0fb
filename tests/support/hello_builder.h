// ClientHellos for tests, and their way into TLS records and DTLS datagrams.
//
//   const Octets hello = handshake(1, client_hello({.name = "www.example.com", .hybrid = true}));
//   const Octets stream = tls_records(hello, every(1));        // records of one octet each
//   for (const Octets& datagram : dtls_datagrams(body, 0, 100)) …
//
// The same spec always gives the same octets. QUIC has its own file: quic_builder.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::wire {

struct HelloSpec {
  std::string name = "www.example.com";  // empty: no server_name extension
  std::size_t size = 0;    // of the body at least: a padding extension fills up; 0: as it comes
  bool tls13 = true;       // supported_versions, key_share …; else a hello of TLS 1.2
  bool hybrid = false;     // a key share of X25519MLKEM768: 1,216 octets more
  bool grease = false;     // RFC 8701, as browsers do
  bool ech = false;        // an encrypted_client_hello extension as large as real ones
  bool quic = false;       // quic_transport_parameters
  bool dtls = false;       // a cookie field and DTLS versions
  bool bare = false;       // no extensions block at all
  bool name_last = false;  // server_name behind everything else (but padding)
  Octets cookie{};         // DTLS only
  std::vector<std::string> alpn = {"h2", "http/1.1"};
  std::uint64_t seed = 1;  // of random, session id and keys
};
Octets client_hello(const HelloSpec& spec);  // the body, without the handshake header

Octets extension(std::uint16_t type, Bytes data);
Octets server_name_extension(Bytes host, std::uint8_t name_type = 0);
// A body around a given block of extensions.
Octets client_hello_with(Bytes extensions, std::uint16_t version = 0x0303);
// The body of a ServerHello that chooses `suite`; with TLS 1.3's supported_versions or without.
Octets server_hello(std::uint16_t suite, bool tls13, bool retry_request = false);
// The body of a TLS 1.2 Certificate message.
Octets certificate_message(const std::vector<Octets>& chain);

Octets handshake(std::uint8_t type, Bytes body);  // with its four-octet header
// The hello of SSL 2.0 clients that also speak TLS (RFC 5246 appendix E.2): the whole record.
Octets sslv2_hello(std::uint16_t version, std::size_t specs);

// Where to cut: ends of the pieces, ascending. every(n, 10) is n, 2n … below 10.
std::vector<std::size_t> every(std::size_t step, std::size_t size);
Octets tls_record(std::uint8_t type, Bytes payload, std::uint16_t version = 0x0301);
// Handshake records, one for each piece of `messages`.
Octets tls_records(Bytes messages, const std::vector<std::size_t>& cuts = {});
Octets change_cipher_spec();  // the whole record
Octets operator+(Octets a, const Octets& b);

// ---- DTLS ------------------------------------------------------------------------------------
Octets dtls_fragment(std::uint8_t type, std::uint16_t message_seq, Bytes body, std::size_t offset,
                     std::size_t size);
Octets dtls_record(Bytes payload, std::uint64_t sequence = 0, std::uint8_t type = 22,
                   std::uint16_t epoch = 0, std::uint16_t version = 0xfeff);
// One datagram for each piece of `piece` octets of the hello's body.
std::vector<Octets> dtls_datagrams(Bytes body, std::uint16_t message_seq, std::size_t piece);

}  // namespace cutoffd::wire
