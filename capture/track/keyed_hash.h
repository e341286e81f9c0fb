// SipHash-1-3 over 64-bit words: the hash behind every table that attackers' packets fill.
//
// A pseudo-random function: without the key nobody can choose packets that fall into one bucket,
// nor two flows with the same 64 bits. So the hash itself may stand for the key that was hashed.
// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012); one round a word and
// three at the end, as is common for hash tables. Not compatible with SipHash over octets.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/address.h"
#include "core/bytes.h"
#include "core/octet_order.h"

namespace cutoffd::track {

struct HashKey {
  std::uint64_t k0 = 0;
  std::uint64_t k1 = 0;

  // Two words from one seed (the finalizer of splitmix64).
  static constexpr HashKey from_seed(std::uint64_t seed) {
    return {mixed(seed + 0x9e3779b97f4a7c15), mixed(seed + 2 * 0x9e3779b97f4a7c15)};
  }

 private:
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
};

class KeyedHash {
 public:
  explicit constexpr KeyedHash(const HashKey& key)
      : v0_(key.k0 ^ 0x736f6d6570736575),
        v1_(key.k1 ^ 0x646f72616e646f6d),
        v2_(key.k0 ^ 0x6c7967656e657261),
        v3_(key.k1 ^ 0x7465646279746573) {}

  constexpr KeyedHash& add(std::uint64_t word) {
    v3_ ^= word;
    round();
    v0_ ^= word;
    ++words_;
    return *this;
  }
  // The length goes in too: "ab" and "a", "b" are different.
  KeyedHash& add(Bytes octets) {
    add(std::uint64_t{octets.size()});
    std::size_t at = 0;
    for (; octets.size() - at >= 8; at += 8) add(low_first(octets.data() + at, 8));
    if (at < octets.size()) add(low_first(octets.data() + at, octets.size() - at));
    return *this;
  }
  // As its octets, but with sizes that the compiler knows: a call of memcpy() for four octets costs
  // more than the hash.
  KeyedHash& add(const IpAddress& address) {
    const Bytes octets = address.octets();
    add(std::uint64_t{octets.size()});
    if (address.is_v4()) return add(low_first(octets.data(), 4));
    return add(low_first(octets.data(), 8)).add(low_first(octets.data() + 8, 8));
  }

  [[nodiscard]] constexpr std::uint64_t finish() {
    add(words_);
    v2_ ^= 0xff;
    round();
    round();
    round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  static constexpr std::uint64_t rotated(std::uint64_t x, unsigned n) {
    return x << n | x >> (64 - n);
  }
  constexpr void round() {
    v0_ += v1_;
    v1_ = rotated(v1_, 13) ^ v0_;
    v0_ = rotated(v0_, 32);
    v2_ += v3_;
    v3_ = rotated(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = rotated(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = rotated(v1_, 17) ^ v2_;
    v2_ = rotated(v2_, 32);
  }

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t words_ = 0;
};

}  // namespace cutoffd::track
