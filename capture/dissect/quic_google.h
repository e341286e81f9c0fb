// Google's QUIC before the IETF's: packets in clear (Q024 to Q049), their frames, and the CHLO
// message.
//
// A packet in clear carries a hash of itself; one whose hash is right is in clear beyond doubt,
// whatever the port. Later packets look alike but are encrypted: their hash is wrong. Pure; no
// heap; borrows. Sources: "QUIC Wire Layout Specification" and "QUIC Crypto" (Google, 2016); for
// Q044 to Q049 the long headers of the time's drafts of quic-transport, which they borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/dissect/probe.h"
#include "capture/dissect/quic_frames.h"
#include "core/bytes.h"
#include "core/domain_name.h"

namespace cutoffd::dissect {

struct GooglePacket {
  std::uint32_t version = 0;     // 'Q', '0', two digits
  Bytes connection_id;           // 0 to 18 octets
  std::uint8_t number_size = 1;  // octets of the packet number, which STOP_WAITING repeats
  Bytes frames;
};
// certain: a client's packet in clear. unsure: one with a version, but encrypted or damaged.
// not_mine: anything else; also packets without a version (a server's, and the later ones).
Answer parse_google_packet(Bytes datagram, GooglePacket& packet);

// The frames of Google's QUIC, Q050 and T05x included.
class GoogleFrames {
 public:
  GoogleFrames() = default;
  explicit GoogleFrames(const GooglePacket& packet);

  // certain: `fragment` holds the next piece of the crypto stream (stream 1; CRYPTO from Q047 on).
  // A CHLO that begins later in the stream is the one after the server's REJ; it is given at offset
  // 0, since it repeats the name and the first may not have been seen. not_mine: no more. fault: a
  // frame that does not fit or is unknown.
  Answer next(CryptoFragment& fragment);
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  bool stream(std::uint8_t type, CryptoFragment& fragment);
  bool skip_ack(std::uint8_t type);
  bool skip_control(std::uint8_t type);
  std::uint64_t number(std::size_t octets);

  Cursor rest_;
  unsigned version_ = 0;  // the digits: 43
  std::uint8_t number_size_ = 1;
  bool closed_ = false;
};

// A CHLO is padded to about a packet; one beyond this is a fault.
inline constexpr std::size_t kMaxGoogleHello = 16'384;

// The CHLO at the start of the crypto stream.
struct GoogleHello {
  NameText name_text;
  std::optional<NameForm> name_form;  // nothing: a hello without a readable server name
  Bytes user_agent;                   // UAID: what the program calls itself

  [[nodiscard]] std::optional<ObservedName> server_name() const;
};
// certain: read whole. unsure: the stream must hold at_least octets first. not_mine: not a CHLO.
// fault: a CHLO that contradicts itself.
Answer parse_google_hello(Bytes stream, GoogleHello& hello, std::size_t& at_least);

}  // namespace cutoffd::dissect
