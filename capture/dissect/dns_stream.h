// DNS over TCP: messages behind a two-octet length each (RFC 1035 section 4.2.2, RFC 7766), several
// in a segment or one over several segments. Pure; borrows.
#pragma once

#include "capture/dissect/probe.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

// Takes the next message off the front of `stream`, one direction of a connection from where the
// last message ended.
//   certain   `message` is whole, `stream` begins after it
//   unsure    more octets are needed; `stream` is unchanged, `message` what there is of it
//   fault     a length too small for a DNS header: the stream is lost
Answer next_dns_message(Bytes& stream, Bytes& message);

// Does one direction of a connection begin like DNS over TCP? Looks at the first message's header
// and question. `unsure` until that is there; never `fault`.
Answer looks_like_dns_stream(Bytes stream);

}  // namespace cutoffd::dissect
