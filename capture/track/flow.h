// What is remembered of one flow: 64 octets, whatever it speaks.
//
// No addresses: they come with each packet, and nothing is told of a flow without one, except its
// end, for which its number is enough. Larger state (pieces of a head, a body being walked,
// HTTP/2's tables) lies in bounded pools; here are only slot numbers.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "capture/track/aged_slots.h"
#include "capture/track/flow_key.h"
#include "core/time.h"

namespace cutoffd::track {

// How far the reading of one direction has come.
enum class Stage : std::uint8_t {
  fresh,      // nothing is known yet: probe
  tls,        // TLS records; handshake messages are still in clear
  http,       // an HTTP/1 request is due
  http_body,  // inside a request's body
  http2,      // HTTP/2 frames
  dns,        // length-prefixed DNS messages
  opaque,     // nothing known is spoken; a segment may still begin something
  done,       // nothing more can be learnt
};

// One direction of a TCP connection. Sequence numbers wrap; compare by difference.
struct TcpSide {
  std::uint32_t first = 0;    // sequence number of the first octet of payload, known or guessed
  std::uint32_t next = 0;     // of the first octet that was not read yet
  std::uint32_t highest = 0;  // behind the last octet seen
  SlotId head = kNoSlot;      // pieces that wait in the assembler
};

enum class Role : std::uint8_t { unknown, low_is_client, high_is_client };

struct TcpState {
  std::array<TcpSide, 2> sides;
  // Octets below `highest` that were not seen; saturates.
  std::array<std::uint16_t, 2> missing{};
  std::array<Stage, 2> stages{};
  // Of the name that the hello or the first request told: see read_twin() of TlsNames and
  // HttpNames.
  std::uint16_t name_hash = 0;
};

// QUIC in either dress (IETF's and Google's): what is needed to open the client's next Initial.
struct QuicState {
  std::array<std::uint8_t, 20> key_id{};  // the id whose keys opened the client's Initials
  std::uint8_t key_id_size = 0;
  bool have_keys = false;
  bool google = false;
  bool told = false;      // the hello was told
  SlotId head = kNoSlot;  // pieces of the hello; once it was told, of a second one in its place
  std::uint32_t version = 0;
  std::uint32_t last_tried = 0;  // of the last destination id that opened nothing: part of its hash
  std::uint32_t name_hash = 0;   // of the server name told: the same again is not told
};

struct DtlsState {
  SlotId head = kNoSlot;
  std::uint32_t name_hash = 0;  // as above
  std::uint16_t message = 0;    // message_seq of the hello that is being put together
  bool told = false;
};

// Datagrams of nothing known, followed for the address that they go to.
struct UdpState {};

struct Flow {
  // Bits of `flags`. Where they come in pairs, the second is for Side::high.
  enum : std::uint16_t {
    kSaw = 1,                // a packet from this side was seen
    kSawHigh = 2,            //
    kPayload = 4,            // with payload
    kPayloadHigh = 8,        //
    kFin = 0x10,             //
    kFinHigh = 0x20,         //
    kAnchored = 0x40,        // it is known where the reading of this side began (TcpSide::next)
    kAnchoredHigh = 0x80,    //
    kReset = 0x100,          //
    kAnsweredTold = 0x200,   // FlowProgress: answered
    kEncrypted = 0x400,      // TLS or QUIC whose server name should have been readable
    kHello = 0x800,          // a hello was read whole
    kReopened = 0x1000,      // a SYN of a later connection was seen
    kEncryptedDns = 0x2000,  // counted as such
    kHttp = 0x4000,          // an HTTP/1 request was read: more may follow after any gap
    kUnknownTold = 0x8000,   // told how it begins, since it speaks nothing known
  };

  std::uint64_t serial = 0;
  std::uint32_t last_seen = 0;  // coarse_time()
  std::uint16_t flags = 0;
  std::uint16_t watch = 0;    // slot in the table of watched flows
  std::uint16_t session = 0;  // slot in the pool that the stage uses
  Role role = Role::unknown;
  std::uint8_t client_ttl = 0;
  std::variant<TcpState, QuicState, DtlsState, UdpState> state;

  [[nodiscard]] bool has(std::uint16_t flag) const { return (flags & flag) != 0; }
  void set(std::uint16_t flag) { flags = static_cast<std::uint16_t>(flags | flag); }
  void clear(std::uint16_t flag) { flags = static_cast<std::uint16_t>(flags & ~flag); }
  [[nodiscard]] bool is_client(Side side) const {
    return role == (side == Side::low ? Role::low_is_client : Role::high_is_client);
  }
  [[nodiscard]] bool is_server(Side side) const { return is_client(other(side)); }
  void set_client(Side side) {
    role = side == Side::low ? Role::low_is_client : Role::high_is_client;
  }
  [[nodiscard]] bool has(std::uint16_t low_flag, Side side) const {
    return has(static_cast<std::uint16_t>(low_flag << index(side)));
  }
  void set(std::uint16_t low_flag, Side side) {
    set(static_cast<std::uint16_t>(low_flag << index(side)));
  }
  void clear(std::uint16_t low_flag, Side side) {
    clear(static_cast<std::uint16_t>(low_flag << index(side)));
  }
};

// Time in steps of 2^26 ns (67 ms), 32 bits: enough for ages up to four years.
inline std::uint32_t coarse_time(Instant t) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(ns_since_epoch(t)) >> 26);
}
inline std::uint32_t coarse_duration(Duration d) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(d.count()) >> 26);
}
// The age at `now` of something last seen at `then`; 0 if then is later.
inline std::uint32_t coarse_age(std::uint32_t now, std::uint32_t then) {
  const auto age = static_cast<std::int32_t>(now - then);
  return age < 0 ? 0 : static_cast<std::uint32_t>(age);
}

}  // namespace cutoffd::track
