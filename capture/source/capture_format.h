// A capture file's format: where its packets are in the octets. Pure but for what the file has said
// before (byte order, interfaces, the number of packets).
//
// Threads: one. Packets borrow from the octets. No allocation a packet.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "core/bytes.h"
#include "core/packet.h"

namespace cutoffd::source {

// libpcap's own bound for what a network packet may have: more is damage, never an allocation.
inline constexpr std::uint32_t kLongestPacket = 262'144;

class CaptureFormat {
 public:
  struct Walked {
    std::size_t packets = 0;   // written to `out`
    std::uint64_t octets = 0;  // done with; more than there were if something long is to be skipped
    bool damaged = false;      // here: fault() says what is wrong
  };

  CaptureFormat() = default;
  virtual ~CaptureFormat() = default;
  CaptureFormat(const CaptureFormat&) = delete;
  CaptureFormat& operator=(const CaptureFormat&) = delete;

  // Goes over the records that are whole in `octets`, until `out` is full, damage, or a record that
  // is not whole.
  virtual Walked walk(Bytes octets, std::span<Packet> out) = 0;
  // Of what is wrong where the last walk stopped: "packet 812 claims 4294967295 octets".
  [[nodiscard]] virtual std::string fault() const = 0;
  // What begins with `rest`, which the file's end cuts: "packet 812".
  [[nodiscard]] virtual std::string cut_piece(Bytes rest) const = 0;
};

// Nothing if the octets do not begin as the format does. `index` is what Packet::source will say;
// the octets stay: walk() begins with the file's first one.
std::unique_ptr<CaptureFormat> pcap_format(Bytes first, std::uint16_t index);
std::unique_ptr<CaptureFormat> pcapng_format(Bytes first, std::uint16_t index);
// The longest beginning that these look at.
inline constexpr std::size_t kFormatHead = 24;

// N numbers of 32 bits as a file has them, the other way round if it comes from the other kind of
// machine. The caller has checked that they are there: this is the inner loop of reading files.
template <std::size_t N>
std::array<std::uint32_t, N> words(Bytes octets, bool swapped) {
  std::array<std::uint32_t, N> numbers;
  std::memcpy(numbers.data(), octets.data(), sizeof numbers);
  if (swapped) {
    for (std::uint32_t& number : numbers) number = __builtin_bswap32(number);
  }
  return numbers;
}

// Files and live interfaces on some systems carry that system's own DLT number where it differs
// from the LINKTYPE registry: these are made equal.
constexpr LinkType registered_link_type(std::uint32_t number) {
  switch (number) {
    case 11:  // DLT_ATM_RFC1483
      return LinkType{100};
    case 12:  // DLT_RAW
    case 14:  // DLT_RAW on OpenBSD
      return LinkType{101};
    default:
      return LinkType{number};
  }
}

}  // namespace cutoffd::source
