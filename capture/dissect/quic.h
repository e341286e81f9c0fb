// QUIC's first packets: which datagrams are QUIC, and the crypto stream of the client's Initials.
//
// An Initial is sealed with keys that anybody can derive from its version and the destination
// connection id of the client's first Initial (RFC 9001 section 5.2). The tracker remembers that id
// per flow, gives it to read(), puts the pieces of the crypto stream together (they come in any
// order, over several packets), and reads the hello with next_crypto_message() (TLS) or
// parse_google_hello() (Google's handshake). Read: v1, v2 and its drafts, drafts 21 to 34, mvfst,
// picoquic, quant, Google's Q050, T050 and T051;
//   Google's Q024 to Q049, whose hello is in clear, behind the same door; versions made up to
//   provoke negotiation (0x?a?a?a?a) are tried with the known salts.
// Sources: RFC 8999, RFC 9000 sections 12.2, 14, 17.2, RFC 9001 section 5, RFC 9369, RFC 9287 (the
// fixed
//   bit may be clear).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "capture/dissect/crypto.h"
#include "capture/dissect/probe.h"
#include "capture/dissect/quic_frames.h"
#include "capture/dissect/quic_google.h"
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
  std::uint32_t version = 0;  // 0 in a version negotiation
  Bytes destination_id;       // 0 to 20 octets
  Bytes source_id;
  Bytes token;   // of an Initial or a Retry
  Bytes packet;  // from the first octet to the packet's end; coalesced packets follow
  std::size_t number_at =
      0;  // octets before the sealed packet number (before the frames in google_clear)
};

// Looks at the first packet of a datagram without keys: cheap enough for every UDP datagram on any
// port. certain: a packet with a long header, of a version that is read, and whole. unsure:
// Google's older QUIC, but encrypted: a later packet of a flow. fault: a known version, but lengths
// that contradict each other or the datagram (also one cut short). not_mine: a short header, an
// unknown version, no QUIC.
Answer parse_quic_header(Bytes datagram, QuicHeader& header);

struct QuicReading {
  // certain: at least one Initial was opened, and its frames are sound (perhaps no CRYPTO among
  // them). unsure: QUIC, but nothing in it could be opened: a server's packet, 0-RTT, Retry, an
  // Initial whose keys
  //   hang on an id that was never seen. Other datagrams of the flow may tell more.
  // fault: an Initial was opened and its frames contradict themselves, or the header does.
  // not_mine: not QUIC, as parse_quic_header() says.
  Answer answer = Answer::not_mine;
  QuicHeader first{};         // the first packet's header; only set for certain and unsure
  bool google = false;        // the crypto stream holds Google's CHLO, not TLS
  bool closed = false;        // a CONNECTION_CLOSE was among the frames
  std::uint8_t opened = 0;    // Initials opened
  std::uint8_t unopened = 0;  // Initials that no key at hand fits
  // The id whose keys opened the last Initial: remember it for the flow. At most 20 octets; borrows
  // from the datagram or from the id given.
  Bytes key_id;
};

// Opens Initials. One for each worker; no heap after construction.
class QuicInitials {
 public:
  QuicInitials();

  // Walks the packets of one datagram. `key_id` is what the flow remembers (key_id of an earlier
  // reading), or nothing: each Initial is tried with it first, then with its own destination id,
  // which is right for the first one and after a Retry. An id may have no octets at all. Calls
  // on_crypto(const CryptoFragment&) for each piece of the crypto stream in the order of the
  // frames; the piece is valid during the call. A packet with a broken frame yields none at all.
  template <typename OnCrypto>
  QuicReading read(Bytes datagram, std::optional<Bytes> key_id, OnCrypto&& on_crypto) {
    begin(datagram, key_id);
    CryptoFragment fragment;
    while (next_packet()) {
      while (next_fragment(fragment)) on_crypto(fragment);
    }
    return reading_;
  }

 private:
  struct Keys {
    const QuicProfile* profile = nullptr;
    std::array<std::uint8_t, 20> id{};
    std::size_t id_size = 0;
    Aes128::Key key{};
    Aes128::Nonce iv{};
    Aes128::Key header{};
  };

  void begin(Bytes datagram, std::optional<Bytes> key_id);
  bool next_packet();
  bool next_fragment(CryptoFragment& fragment);
  bool open(const QuicHeader& header);
  bool open_with(const QuicHeader& header, const QuicProfile& profile, Bytes id);
  void derive(const QuicProfile& profile, Bytes id);
  bool unseal(const QuicHeader& header);
  bool show(QuicContent content, const GooglePacket& packet);

  Aes128 aes_;
  std::vector<std::uint8_t> text_;  // the opened packet
  std::size_t text_size_ = 0;
  Keys keys_;   // the last ones: the flow's next packet needs the same
  Bytes rest_;  // packets of the datagram that were not looked at yet
  std::optional<Bytes> flow_key_id_;
  QuicContent content_{};
  QuicFrames frames_;
  GoogleFrames google_frames_;
  QuicReading reading_;
};

}  // namespace cutoffd::dissect
