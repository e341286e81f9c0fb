// Google's QUIC before the IETF's: packets in clear (Q024 to Q049) and the CHLO message, also that
// of Q050.
//
// Pure; no heap. Sources: "QUIC Wire Layout Specification" and "QUIC Crypto" (both Google, 2016),
// and for Q044 to Q049 the headers of draft-ietf-quic-transport that they borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/dissect/probe.h"
#include "core/bytes.h"
#include "core/domain_name.h"

namespace cutoffd::dissect {

// A packet of a client with the version in it: what follows its header.
struct GooglePacket {
  std::uint32_t version = 0;  // 'Q' '0' digits
  Bytes connection_id;        // 8 octets, or none
  Bytes frames;
};
// certain: such a packet. not_mine: anything else, also packets without a version (a server's,
// later ones).
Answer parse_google_packet(Bytes datagram, GooglePacket& packet);

// Takes the next piece of the crypto stream (stream 1, or a CRYPTO frame from Q047 on) from the
// frames. certain: `offset` and `bytes` are set. not_mine: no more. fault: frames that contradict
// themselves.
Answer next_google_fragment(std::uint32_t version, Cursor& frames, std::uint64_t& offset,
                            Bytes& bytes);

// The CHLO at the start of the crypto stream.
struct GoogleHello {
  NameText name_text;
  std::optional<NameForm> name_form;  // nothing: a hello without a server name
  Bytes user_agent;                   // UAID

  [[nodiscard]] std::optional<ObservedName> server_name() const;
};
// certain: read whole. unsure: the stream must hold at_least octets first. not_mine: not a CHLO.
Answer parse_google_hello(Bytes stream, GoogleHello& hello, std::size_t& at_least);

}  // namespace cutoffd::dissect
