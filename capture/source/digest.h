// A running digest over the packets of a file: how a second replay knows what it has judged.
//
// 64 bits over time, lengths and captured octets of each packet, in order; not over the file's
// format, so the same packets as pcap, pcapng or gzip are the same history. Not a cryptographic
// hash: it tells files apart, it does not stop who wants two alike. The function is part of the
// ledger's format: changing it makes old marks unknown.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "capture/source/source.h"
#include "core/packet.h"
#include "core/result.h"

namespace cutoffd::source {

class PacketDigest {
 public:
  void add(const Packet& packet);
  // Of the packets so far.
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

// "The first `frames` packets of a file have this digest."
struct DigestMark {
  std::uint64_t frames = 0;
  std::uint64_t digest = 0;
  friend bool operator==(const DigestMark&, const DigestMark&) = default;
};

// Reads the file once and gives the mark with the most frames that is true of it; {0, 0} if none
// is, or if the file cannot be read twice. Stops reading after the largest mark.
Result<DigestMark, OpenError> furthest_mark(const std::string& path,
                                            std::span<const DigestMark> marks);

}  // namespace cutoffd::source
