// EDNS options that tell who asked, or why an answer is what it is.
#include <algorithm>
#include <array>
#include <optional>

#include "capture/dissect/dns_rdata.h"

namespace cutoffd::dissect {
namespace {

// IANA "DNS EDNS0 Option Codes"; those from 65001 on are local use (RFC 6891 section 9).
constexpr std::uint16_t kClientSubnet = 8;    // RFC 7871
constexpr std::uint16_t kExtendedError = 15;  // RFC 8914
constexpr std::uint16_t kUmbrella = 20292;    // Cisco's network device identification
constexpr std::uint16_t kClientMac = 65001;   // dnsmasq --add-mac: six octets
constexpr std::uint16_t kDeviceId = 65073;    // dnsmasq --add-mac=base64 and =text

// Eight base64 digits (RFC 4648 section 4) are six octets: a MAC without padding.
std::optional<Mac> mac_from_base64(Bytes digits) {
  std::uint64_t bits = 0;
  for (const std::uint8_t c : digits) {
    std::uint64_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = c - std::uint64_t{'A'};
    } else if (c >= 'a' && c <= 'z') {
      value = c - std::uint64_t{'a'} + 26;
    } else if (c >= '0' && c <= '9') {
      value = c - std::uint64_t{'0'} + 52;
    } else if (c == '+' || c == '/') {
      value = c == '+' ? 62 : 63;
    } else {
      return std::nullopt;
    }
    bits = bits << 6 | value;
  }
  Mac mac;
  for (std::size_t i = 0; i < 6; ++i) {
    mac.octets[i] = static_cast<std::uint8_t>(bits >> (40 - 8 * i));
  }
  return mac;
}

std::optional<Mac> device_id(Bytes value) {
  if (value.size() == 17) return parse_mac(as_text(value));
  if (value.size() == 8) return mac_from_base64(value);
  return std::nullopt;
}

// A client subnet is a client only where it is a whole address (dnsmasq --add-subnet=32,128).
std::optional<IpAddress> client_address(Bytes value) {
  Cursor cursor(value);
  const std::uint16_t family = cursor.u16();  // IANA address families: 1 IPv4, 2 IPv6
  const std::uint8_t source_prefix = cursor.u8();
  cursor.skip(1);  // scope
  const bool whole = (family == 1 && source_prefix == 32 && cursor.left() == 4) ||
                     (family == 2 && source_prefix == 128 && cursor.left() == 16);
  if (cursor.failed() || !whole) return std::nullopt;
  const IpAddress address = IpAddress::from(cursor.rest());
  return address.is_unspecified() ? std::nullopt : std::optional(address);
}

// "ODNS", version 1, flags, then fields of a 16-bit type and a length that the type implies: asset
// and organisation 4, IPv4 4, IPv6 16, device 8.
std::optional<IpAddress> umbrella_client(Bytes value) {
  Cursor cursor(value);
  constexpr std::uint32_t kMagic = 0x4f44'4e53;
  if (cursor.u32() != kMagic || cursor.u8() != 1) return std::nullopt;
  cursor.skip(1);
  while (cursor.ok() && !cursor.at_end()) {
    switch (cursor.u16()) {
      case 0x0004:
      case 0x0008:
        cursor.skip(4);
        break;
      case 0x0040:
        cursor.skip(8);
        break;
      case 0x0010: {
        const Bytes octets = cursor.take(4);
        return cursor.ok() ? std::optional(IpAddress::from(octets)) : std::nullopt;
      }
      case 0x0020: {
        const Bytes octets = cursor.take(16);
        return cursor.ok() ? std::optional(IpAddress::from(octets)) : std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

RdataFault read_edns_options(Bytes options, DnsMessage& out) {
  Cursor cursor(options);
  while (cursor.ok() && !cursor.at_end()) {
    const std::uint16_t code = cursor.u16();
    const Bytes value = cursor.take(cursor.u16());
    if (cursor.failed()) break;
    if (code == kExtendedError && value.size() >= 2 && !out.extended_error) {
      out.extended_error = Cursor(value).u16();
    } else if (code == kClientMac && value.size() == 6) {
      out.forwarded_mac = Mac::from(value);
    } else if (code == kDeviceId && !out.forwarded_mac) {
      out.forwarded_mac = device_id(value);
    } else if (code == kClientSubnet && !out.forwarded_ip) {
      out.forwarded_ip = client_address(value);
    } else if (code == kUmbrella && !out.forwarded_ip) {
      out.forwarded_ip = umbrella_client(value);
    }
  }
  return cursor.failed() ? RdataFault::malformed : RdataFault::none;
}

}  // namespace cutoffd::dissect
