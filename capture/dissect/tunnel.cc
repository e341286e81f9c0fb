#include "capture/dissect/tunnel.h"

#include <algorithm>

namespace cutoffd::dissect {
namespace {

// A round of SplitMix64: enough to spread numbers that only need to differ.
std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) + 0x9e3779b97f4a7c15;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

std::uint64_t mix(std::uint64_t hash, const IpAddress& address) {
  Cursor in(address.octets());
  while (in.left() > 0) hash = mix(hash, in.u32());
  return hash;
}

bool ends_may_differ(TunnelKind kind, const Frame& frame) {
  return kind == TunnelKind::teredo || kind == TunnelKind::ayiya ||
         (kind == TunnelKind::ipv6_in_ip && frame.source.is_v4());
}

std::uint64_t number_of(TunnelKind kind, std::uint32_t shared_id, const Frame& frame) {
  std::uint64_t hash =
      mix(frame.tunnel, std::uint64_t{shared_id} << 8 | static_cast<unsigned>(kind));
  if (!ends_may_differ(kind, frame)) {
    hash = mix(hash, std::min(frame.source, frame.destination));
    hash = mix(hash, std::max(frame.source, frame.destination));
  }
  return hash == 0 ? 1 : hash;
}

Next go_deeper(Walk& walk, Next inside) {
  if (walk.frame.depth == kMaxTunnels) return fault(Counter::tunnel_too_deep);
  ++walk.frame.depth;
  walk.frame.transport = std::monostate{};
  walk.frame.payload = {};
  walk.frame.payload_cut = 0;
  return inside;
}

}  // namespace

Next enter_tunnel(Walk& walk, TunnelKind kind, std::uint32_t shared_id, Next inside) {
  walk.frame.tunnel = number_of(kind, shared_id, walk.frame);
  return go_deeper(walk, inside);
}

Next enter_mirror(Walk& walk, Next inside) {
  walk.frame.tunnel = 0;
  walk.frame.vlans = {};
  walk.frame.macs.reset();
  return go_deeper(walk, inside);
}

}  // namespace cutoffd::dissect
