// A packet as a source hands it over: borrowed bytes and the only clock there is.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/bytes.h"
#include "core/time.h"

namespace cutoffd {

// Link-layer types by their LINKTYPE_ number (the registry at www.tcpdump.org/linktypes.html),
// which is what capture files carry; live DLT_ values are mapped to it at the door.
enum class LinkType : std::uint32_t {};

struct Packet {
  Bytes bytes;  // what was captured; valid only during the call that shows it
  std::uint32_t wire_length =
      0;  // what was on the wire, octets; >= bytes.size() unless the file lies
  LinkType link{};
  Instant time{};
  std::uint64_t frame = 0;   // 1-based number in its file, or since the interface was opened
  std::uint16_t source = 0;  // which file or interface of this run
};

// Receives packets in the order of their source. One call may show many: they are borrowed
// together.
class PacketHandler {
 public:
  virtual ~PacketHandler() = default;
  virtual void on_packets(std::span<const Packet> packets) = 0;
};

}  // namespace cutoffd
