// What a packet's TTL (RFC 791 section 3.1) or hop limit (RFC 8200 section 3) says of its way.
#pragma once

#include <cstdint>

namespace cutoffd {

// What the sender's system began with, by what is left: 64, 128 or 255; 0 where it cannot be told
// (a trace of the route counts up from 1).
constexpr std::uint8_t initial_ttl(std::uint8_t left) {
  if (left <= 32) return 0;
  if (left <= 64) return 64;
  return left <= 128 ? 128 : 255;
}

// Routers inside a house are few.
inline constexpr int kMostHopsInside = 4;

// True if somebody in the house passed it on before.
constexpr bool was_passed_on(std::uint8_t left) {
  const int hops = initial_ttl(left) - left;
  return hops > 0 && hops <= kMostHopsInside;
}

}  // namespace cutoffd
