// Octets as numbers where only sameness counts (hashes): the first octet is the lowest, on every
// machine, so that a table has the same order and a replay the same output everywhere. For what
// the wire calls a number there is core/bytes.h.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cutoffd {

// At most eight octets, which must be there; those beyond are 0.
inline std::uint64_t low_first(const void* octets, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, octets, count);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

}  // namespace cutoffd
