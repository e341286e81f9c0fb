// QUIC's first packets: which datagrams are QUIC, and the CRYPTO frames of the client's Initials.
//
// An Initial is sealed with keys that anybody can derive from the version and the destination
// connection id of the client's first Initial (RFC 9001 section 5.2). The tracker remembers that id
// per flow, gives it to read(), puts the CRYPTO frames together (they come in any order, over
// several packets), and reads the hello with next_crypto_message() (TLS) or parse_google_hello()
// (Google's handshake). Read: v1, v2 and its draft, drafts 22 to 34, mvfst, picoquic, Google's
// T050/T051 and Q050; Google's
//   Q024 to Q049, whose hello is in clear, by quic_google.h behind the same door. A version made up
//   to provoke version negotiation (0x?a?a?a?a) is tried with the known salts.
// Sources: RFC 8999, RFC 9000 sections 12.2, 17.2 and 19, RFC 9001 section 5, RFC 9369, RFC 9287.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "capture/dissect/crypto.h"
#include "capture/dissect/probe.h"
#include "capture/dissect/quic_version.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

enum class QuicPacket : std::uint8_t {
  initial,
  zero_rtt,
  handshake,
  retry,
  version_negotiation,
  google_clear,  // Q024 to Q049, which have other headers
};

struct QuicHeader {
  QuicPacket type{};
  std::uint32_t version = 0;
  Bytes destination_id;  // 0 to 20 octets
  Bytes source_id;
  Bytes token;                // of an Initial
  Bytes packet;               // from the first octet to the packet's end; coalesced packets follow
  std::size_t number_at = 0;  // where the protected packet number begins, from packet's first octet
};

// Looks at the first packet of a datagram without keys: cheap enough for every UDP datagram on any
// port. certain: a packet with a long header (or Google's older one) of a version that is read,
// whole. unsure: a version that is not known but made up as RFC 9000 section 15 asks, or cut short.
// not_mine: a short header, or no QUIC.
// fault: a known version whose lengths contradict each other.
Answer parse_quic_header(Bytes datagram, QuicHeader& header);

// A piece of the CRYPTO stream, or of Google's crypto stream. Borrows until the next read().
struct CryptoFragment {
  std::uint64_t offset = 0;
  Bytes bytes;
};

// Takes the next CRYPTO frame from a packet's frames; false at the end. The frames were checked
// before.
bool next_crypto_frame(Cursor& frames, CryptoFragment& fragment);

struct QuicReading {
  // certain: at least one Initial was opened, and its frames are sound (there may be no CRYPTO
  // among them). unsure: QUIC, but nothing in it could be opened: a server's packet, 0-RTT, Retry,
  // an Initial whose keys
  //   hang on an id that was never seen. Other datagrams of the flow may tell more.
  // fault: an Initial opened and contradicts itself, or the first packet's lengths do.
  // not_mine: not QUIC.
  Answer answer = Answer::not_mine;
  QuicHeader first;           // the first packet's header, unless not_mine
  bool google = false;        // the crypto stream holds Google's CHLO, not a TLS handshake
  bool closed = false;        // a CONNECTION_CLOSE was among the frames
  std::uint8_t opened = 0;    // Initials opened
  std::uint8_t unopened = 0;  // Initials that no key fits
  // The id whose keys opened: remember it for the flow. Borrows from the datagram or from the id
  // given.
  Bytes key_id;
};

// Opens Initials. One for each worker; no heap after construction.
class QuicInitials {
 public:
  QuicInitials();

  // Walks the packets of one datagram. `key_id` is what the flow remembers (QuicReading::key_id of
  // an earlier datagram of the client), or empty: each Initial is tried with it first, then with
  // its own destination id. Calls on_crypto(const CryptoFragment&) for each CRYPTO frame, in the
  // frames' order.
  template <typename OnCrypto>
  QuicReading read(Bytes datagram, Bytes key_id, OnCrypto&& on_crypto) {
    begin(datagram, key_id);
    while (next_packet()) {
      CryptoFragment fragment;
      while (next_fragment(fragment)) on_crypto(fragment);
    }
    return reading_;
  }

 private:
  struct Keys {
    std::uint32_t version = 0;
    std::uint8_t id_size = 0xff;  // no id is so long: no keys yet
    std::array<std::uint8_t, 20> id{};
    Aes128::Key key{};
    Aes128::Nonce iv{};
    Aes128::Key header{};
  };

  void begin(Bytes datagram, Bytes key_id);
  bool next_packet();
  bool next_fragment(CryptoFragment& fragment);
  bool open_with(const QuicHeader& header, const QuicProfile& profile, Bytes id);
  bool open(const QuicHeader& header);

  Aes128 aes_;
  std::vector<std::uint8_t> text_;  // the opened packet
  Keys keys_;                       // the last ones: the next packet mostly needs the same
  Bytes rest_;                      // packets of the datagram not looked at yet
  Bytes flow_key_id_;
  Bytes plain_;  // in text_, or in the datagram where nothing is sealed
  Cursor frames_;
  QuicReading reading_;
};

}  // namespace cutoffd::dissect
