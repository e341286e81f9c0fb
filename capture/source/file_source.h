// Capture files: pcap (microseconds, nanoseconds, Kuznetzov's variant; both byte orders) and
// pcapng, plain or compressed by gzip, from a path or from standard input.
//
// Packets borrow from the reader's block buffer: no copy and no allocation a packet. Memory is one
// buffer a file, whatever lengths the file claims. Sources: draft-ietf-opsawg-pcap,
// draft-ietf-opsawg-pcapng, RFC 1952.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "capture/source/octet_stream.h"
#include "capture/source/source.h"
#include "core/result.h"
#include "core/time.h"

namespace cutoffd::source {

// "-" is standard input. `index` is what Packet::source will say.
Result<std::unique_ptr<PacketSource>, OpenError> open_file(const std::string& path,
                                                           std::uint16_t index);

// The same over any octets, plain or compressed; `name` is for messages.
Result<std::unique_ptr<PacketSource>, OpenError> open_stream(std::unique_ptr<OctetStream> octets,
                                                             std::string name, std::uint16_t index);

// False for standard input and for pipes ("<(zcat FILE)" in a shell): what is read of them is gone.
bool can_be_read_twice(const std::string& path);

// The time of the file's first packet: several files are put in this order. Nothing if it has no
// whole packet, or cannot be read twice.
Result<std::optional<Instant>, OpenError> first_packet_time(const std::string& path);

}  // namespace cutoffd::source
