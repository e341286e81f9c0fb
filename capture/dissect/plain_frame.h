// The frame that nearly all are: Ethernet without tags, IPv4 without options and in one piece, TCP
// or UDP.
//
// Read layer by layer, each with its own cursor and its own way back to the loop, such a frame cost
// a fifth of the CPU time of a SYN flood. Here its headers are known to lie at fixed places once
// five octets have been looked at. What is read is the same octet for octet; every other frame, and
// every doubt, goes the long way (frame.cc). Inside this room only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "capture/dissect/ether_types.h"
#include "capture/dissect/ip_protocols.h"
#include "capture/dissect/transport.h"
#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

inline constexpr std::size_t kPlainIp = 14;       // where the IP header begins
inline constexpr std::size_t kPlainPayload = 34;  // and what it carries

constexpr std::uint16_t plain_u16(Bytes frame, std::size_t at) {
  return static_cast<std::uint16_t>(frame[at] << 8 | frame[at + 1]);
}
constexpr std::uint32_t plain_u32(Bytes frame, std::size_t at) {
  return std::uint32_t{plain_u16(frame, at)} << 16 | plain_u16(frame, at + 2);
}

inline bool is_plain(Bytes frame) {
  if (frame.size() < kPlainPayload) return false;
  const std::uint8_t protocol = frame[kPlainIp + 9];
  return plain_u16(frame, 12) == kIpv4 && frame[kPlainIp] == 0x45 &&
         plain_u16(frame, kPlainIp + 2) >= 20 && (plain_u16(frame, kPlainIp + 6) & 0x3fff) == 0 &&
         (protocol == kTcp || protocol == kUdp);
}

// The walk is at the beginning of a frame that is plain.
inline Next read_plain(Walk& walk) {
  const Bytes octets = walk.rest;
  Frame& frame = walk.frame;
  MacPair& macs = frame.macs.emplace();
  macs.source = Mac::from(octets.subspan<6, 6>());
  macs.destination = Mac::from(octets.first<6>());
  frame.ip_id = plain_u16(octets, kPlainIp + 4);
  frame.ttl = octets[kPlainIp + 8];
  frame.source.become_v4(plain_u32(octets, kPlainIp + 12));
  frame.destination.become_v4(plain_u32(octets, kPlainIp + 16));
  walk.rest = octets.subspan(kPlainIp);
  walk.limit(plain_u16(octets, kPlainIp + 2));
  walk.rest = walk.rest.subspan(kPlainPayload - kPlainIp);
  return octets[kPlainIp + 9] == kTcp ? read_tcp(walk) : read_udp(walk);
}

}  // namespace cutoffd::dissect
