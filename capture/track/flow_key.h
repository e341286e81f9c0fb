// Which flow a packet belongs to, and which way it goes.
//
// The key is symmetric: both directions of one transport 5-tuple inside one tunnel have the same.
// The VLAN is not part of it, since mirror ports show one packet under several. What remains of the
// 5-tuple is 64 bits of a keyed hash: see keyed_hash.h for why that is enough.
#pragma once

#include <cstdint>

#include "capture/dissect/frame.h"
#include "capture/track/keyed_hash.h"
#include "core/address.h"

namespace cutoffd::track {

enum class Transport : std::uint8_t { tcp = 6, udp = 17 };

// The two ends of a flow, told apart by the order of their addresses and ports: a name for each
// that holds in both directions, before anybody knows who is the client.
enum class Side : std::uint8_t { low = 0, high = 1 };
constexpr Side other(Side side) { return side == Side::low ? Side::high : Side::low; }
constexpr std::size_t index(Side side) { return static_cast<std::size_t>(side); }

struct FlowKey {
  std::uint64_t tag = 0;  // never 0
  Side sender = Side::low;
};

inline std::uint32_t v4_number(const IpAddress& ip) {
  const Bytes o = ip.octets();
  return std::uint32_t{o[0]} << 24 | std::uint32_t{o[1]} << 16 | std::uint32_t{o[2]} << 8 | o[3];
}

// The order of Endpoint. Two IPv4 addresses, which most packets have, are compared as numbers: the
// general comparison is a call of memcmp().
inline bool is_low(const Endpoint& a, const Endpoint& b) {
  if (!a.ip.is_v4() || !b.ip.is_v4()) return a <= b;
  const auto value = [](const Endpoint& end) {
    return std::uint64_t{v4_number(end.ip)} << 16 | number(end.port);
  };
  return value(a) <= value(b);
}

// `tunnel`: as in dissect::Frame.
inline FlowKey flow_key(const HashKey& key, Transport transport, std::uint64_t tunnel,
                        const Endpoint& source, const Endpoint& destination) {
  const bool source_is_low = is_low(source, destination);
  const Endpoint& low = source_is_low ? source : destination;
  const Endpoint& high = source_is_low ? destination : source;
  // Both addresses are of one family: of IPv4 they are one word, of IPv6 six with their lengths,
  // and a tunnel is one more. So by their number no words stand for two flows.
  KeyedHash hash(key);
  hash.add(std::uint64_t{number(low.port)} << 32 | std::uint64_t{number(high.port)} << 8 |
           static_cast<std::uint64_t>(transport));
  if (tunnel != 0) hash.add(tunnel);
  if (low.ip.is_v4() && high.ip.is_v4()) {
    hash.add(std::uint64_t{v4_number(low.ip)} << 32 | v4_number(high.ip));
  } else {
    hash.add(low.ip).add(high.ip);
  }
  const std::uint64_t tag = hash.finish();
  return {tag == 0 ? 1 : tag, source_is_low ? Side::low : Side::high};
}

// `frame` holds TCP or UDP.
inline FlowKey flow_key(const HashKey& key, const dissect::Frame& frame) {
  const auto of = [&](Transport transport, const auto& ports) {
    return flow_key(key, transport, frame.tunnel, {frame.source, ports.source_port},
                    {frame.destination, ports.destination_port});
  };
  const auto* tcp = std::get_if<dissect::TcpSegment>(&frame.transport);
  return tcp != nullptr ? of(Transport::tcp, *tcp)
                        : of(Transport::udp, std::get<dissect::UdpDatagram>(frame.transport));
}

}  // namespace cutoffd::track
