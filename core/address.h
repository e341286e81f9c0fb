// Link-layer and network addresses, prefixes, ports; and their canonical texts.
//
// IPv6 is printed by RFC 5952, MACs in lower case with colons. All are trivially copyable values.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string_view>

#include "core/bytes.h"
#include "core/inline_text.h"

namespace cutoffd {

// A transport port in host byte order. A type of its own so that it is never mixed up with a count.
enum class Port : std::uint16_t {};
constexpr std::uint16_t number(Port port) { return static_cast<std::uint16_t>(port); }

struct Mac {
  std::array<std::uint8_t, 6> octets{};

  static Mac from(Bytes six) {  // exactly six octets
    Mac mac;
    std::copy_n(six.begin(), 6, mac.octets.begin());
    return mac;
  }
  [[nodiscard]] bool is_group() const { return (octets[0] & 1) != 0; }
  // Locally administered: usually a randomised address (IEEE 802-2014 section 8.4.5).
  [[nodiscard]] bool is_local() const { return (octets[0] & 2) != 0; }
  [[nodiscard]] bool is_zero() const { return octets == std::array<std::uint8_t, 6>{}; }
  friend auto operator<=>(const Mac&, const Mac&) = default;
};

class IpAddress {
 public:
  constexpr IpAddress() = default;  // 0.0.0.0
  static constexpr IpAddress v4(std::uint32_t host_order) {
    IpAddress a;
    a.octets_[0] = static_cast<std::uint8_t>(host_order >> 24);
    a.octets_[1] = static_cast<std::uint8_t>(host_order >> 16);
    a.octets_[2] = static_cast<std::uint8_t>(host_order >> 8);
    a.octets_[3] = static_cast<std::uint8_t>(host_order);
    return a;
  }
  // The same in place: a value of sixteen octets that is written in parts and then copied whole
  // makes the processor wait for its own stores.
  void become_v4(std::uint32_t host_order) {
    const std::uint32_t number =
        std::endian::native == std::endian::big ? host_order : __builtin_bswap32(host_order);
    octets_.fill(0);
    std::memcpy(octets_.data(), &number, sizeof number);
    six_ = false;
  }
  // Four octets make an IPv4 address, sixteen an IPv6 one; any other length is a programming error.
  static IpAddress from(Bytes octets) {
    IpAddress address;
    address.six_ = octets.size() == 16;
    std::copy_n(octets.begin(), address.six_ ? 16 : 4, address.octets_.begin());
    return address;
  }
  // Dotted decimal or RFC 4291 text, nothing else: no brackets, no zone, no leading zeros in IPv4.
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] constexpr bool is_v4() const { return !six_; }
  [[nodiscard]] constexpr bool is_v6() const { return six_; }
  [[nodiscard]] Bytes octets() const { return {octets_.data(), six_ ? 16U : 4U}; }
  [[nodiscard]] bool is_unspecified() const;
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] bool is_multicast() const;  // and the IPv4 limited broadcast
  [[nodiscard]] bool is_link_local() const;

  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> octets_{};  // IPv4 in the first four, the rest zero
  bool six_ = false;
};

// A network: "10.0.0.0/8", "fc00::/7"; a bare address is a prefix of its full length.
class Prefix {
 public:
  Prefix(IpAddress network, unsigned length);  // host bits are cleared; length is clamped
  static std::optional<Prefix> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] const IpAddress& network() const { return network_; }
  [[nodiscard]] unsigned length() const { return length_; }
  friend bool operator==(const Prefix&, const Prefix&) = default;

 private:
  IpAddress network_;
  unsigned length_;
};

struct Endpoint {
  IpAddress ip;
  Port port{};
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

using MacText = InlineText<17>;
using IpText = InlineText<45>;
using PrefixText = InlineText<49>;
MacText text(const Mac& mac);
IpText text(const IpAddress& address);
PrefixText text(const Prefix& prefix);
std::optional<Mac> parse_mac(std::string_view text);  // "aa:bb:cc:dd:ee:ff" or with dashes

// A hash of the address's octets for tables keyed by address; not for attacker-chosen secrets.
std::size_t hash_value(const IpAddress& address);
std::size_t hash_value(const Mac& mac);

}  // namespace cutoffd

template <>
struct std::hash<cutoffd::IpAddress> {
  std::size_t operator()(const cutoffd::IpAddress& a) const { return cutoffd::hash_value(a); }
};
template <>
struct std::hash<cutoffd::Mac> {
  std::size_t operator()(const cutoffd::Mac& m) const { return cutoffd::hash_value(m); }
};
