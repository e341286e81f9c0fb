#include "capture/dissect/hpack_huffman.h"

#include <array>
#include <cstddef>

namespace cutoffd::dissect {
namespace {

constexpr unsigned kLongest = 30;
constexpr std::size_t kSymbols = 257;  // 256 is EOS
constexpr std::uint16_t kEos = 256;

// Bits of each symbol's code: RFC 7541 appendix B. The code is canonical: among codes of one length
// symbols are in order, and shorter codes come first; so the lengths say it all.
constexpr std::array<std::uint8_t, kSymbols> kLengths = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,  // 0x00
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,  // 0x10
    6,  10, 10, 12, 13, 6,  8,  11, 10, 10, 8,  11, 8,  6,  6,  6,   // 0x20
    5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  8,  15, 6,  12, 10,  // 0x30
    13, 6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,   // 0x40
    7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8,  13, 19, 13, 14, 6,   // 0x50
    15, 5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,   // 0x60
    6,  7,  6,  5,  5,  6,  7,  7,  7,  7,  7,  15, 11, 14, 13, 28,  // 0x70
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,  // 0x80
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,  // 0x90
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,  // 0xa0
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,  // 0xb0
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,  // 0xc0
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,  // 0xd0
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,  // 0xe0
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,  // 0xf0
    30,                                                              // EOS
};

struct Code {
  // Codes of n bits are first[n] up to, but not including, end[n]; their symbols begin at
  // symbol[n].
  std::array<std::uint32_t, kLongest + 1> first{};
  std::array<std::uint32_t, kLongest + 1> end{};
  std::array<std::uint16_t, kLongest + 1> symbol{};
  std::array<std::uint16_t, kSymbols> symbols{};
};

constexpr Code kCode = [] {
  Code code;
  std::uint32_t next = 0;
  std::uint16_t placed = 0;
  for (unsigned length = 1; length <= kLongest; ++length) {
    next <<= 1;
    code.first[length] = next;
    code.symbol[length] = placed;
    for (std::size_t symbol = 0; symbol < kSymbols; ++symbol) {
      if (kLengths[symbol] != length) continue;
      code.symbols[placed++] = static_cast<std::uint16_t>(symbol);
      ++next;
    }
    code.end[length] = next;
  }
  return code;
}();
// The code is complete: every sequence of bits is some sequence of symbols.
static_assert(kCode.end[kLongest] == std::uint32_t{1} << kLongest);

constexpr unsigned kShortest = 5;

}  // namespace

HuffmanDecoder::Step HuffmanDecoder::next(std::uint8_t& symbol) {
  for (unsigned length = kShortest; length <= kLongest && length <= count_; ++length) {
    const auto bits =
        static_cast<std::uint32_t>(bits_ >> (count_ - length)) & ((std::uint32_t{1} << length) - 1);
    if (bits >= kCode.end[length]) continue;
    const std::uint16_t found = kCode.symbols[kCode.symbol[length] + bits - kCode.first[length]];
    if (found == kEos) return Step::fault;  // RFC 7541 section 5.2
    count_ -= length;
    symbol = static_cast<std::uint8_t>(found);
    return Step::symbol;
  }
  return Step::more;
}

bool HuffmanDecoder::ends_well() const {
  const std::uint64_t mask = (std::uint64_t{1} << count_) - 1;
  return count_ < 8 && (bits_ & mask) == mask;
}

}  // namespace cutoffd::dissect
