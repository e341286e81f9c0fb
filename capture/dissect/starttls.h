// What a client says in the clear before it changes to TLS on the same connection, so that the
// hello behind it is looked for in the right place.
//
// SMTP and LMTP (RFC 3207), IMAP and POP3 (RFC 2595), ManageSieve (RFC 5804), NNTP (RFC 4642), FTP
// (RFC 4217), XMPP (RFC 6120 section 5), LDAP (RFC 4511 section 4.14), PostgreSQL (SSLRequest and
// GSSENCRequest), MySQL (SSLRequest packet), RDP (MS-RDPBCGR section 2.2.1.1).
//
// Pure; no heap.
#pragma once

#include <cstddef>
#include <cstdint>

#include "capture/dissect/probe.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

struct Preamble {
  // certain   `octets` of the client's stream belong to the clear part. Probe again behind them:
  // TLS
  //           begins there, or a further preamble (PostgreSQL's GSSENCRequest before SSLRequest)
  // unsure    may become one; more octets are needed
  // not_mine  none, or a session that has already gone on without TLS
  Answer answer = Answer::not_mine;
  std::size_t octets = 0;
};

// From the first octet of a connection, or from where the last preamble ended.
Preamble read_preamble(Bytes client_stream);

// Clear commands longer than this are not waited for: such a session has work to do without TLS.
inline constexpr std::size_t kMaxPreamble = 4096;

}  // namespace cutoffd::dissect
