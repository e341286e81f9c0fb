// Builds wire bytes in a test: octet by octet, readable beside the RFC's picture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"

namespace cutoffd::wire {

using Octets = std::vector<std::uint8_t>;

class OctetWriter {
 public:
  // Big-endian unless the name says otherwise; what does not fit the width is cut off.
  OctetWriter& u8(std::uint64_t v) { return big(v, 1); }
  OctetWriter& u16(std::uint64_t v) { return big(v, 2); }
  OctetWriter& u24(std::uint64_t v) { return big(v, 3); }
  OctetWriter& u32(std::uint64_t v) { return big(v, 4); }
  OctetWriter& u64(std::uint64_t v) { return big(v, 8); }
  OctetWriter& u16le(std::uint64_t v) { return little(v, 2); }
  OctetWriter& u32le(std::uint64_t v) { return little(v, 4); }
  OctetWriter& bytes(Bytes b) {
    out_.insert(out_.end(), b.begin(), b.end());
    return *this;
  }
  OctetWriter& text(std::string_view t) { return bytes(as_bytes(t)); }
  // "0800 45": hexadecimal digits in pairs; spaces are for the reader.
  OctetWriter& hex(std::string_view digits) {
    unsigned value = 1;  // the leading one says whether a digit is waiting
    for (const char c : digits) {
      if (c == ' ') continue;
      const auto digit = static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
      value = value << 4 | digit;
      if (value < 0x100) continue;
      out_.push_back(static_cast<std::uint8_t>(value & 0xff));
      value = 1;
    }
    return *this;
  }
  OctetWriter& fill(std::size_t n, std::uint8_t value = 0) {
    out_.insert(out_.end(), n, value);
    return *this;
  }
  [[nodiscard]] Octets take() { return std::exchange(out_, {}); }

 private:
  OctetWriter& big(std::uint64_t v, unsigned width) {
    while (width-- > 0) out_.push_back(static_cast<std::uint8_t>(v >> width * 8));
    return *this;
  }
  OctetWriter& little(std::uint64_t v, unsigned width) {
    for (unsigned i = 0; i < width; ++i) out_.push_back(static_cast<std::uint8_t>(v >> i * 8));
    return *this;
  }

  Octets out_;
};

// A copy of the first n octets, of its own size: a sanitizer then sees any read beyond it.
inline Octets first_of(Bytes bytes, std::size_t n) {
  const Bytes front = bytes.first(n);
  return {front.begin(), front.end()};
}

}  // namespace cutoffd::wire
