// Going into a tunnel: the bound on how deep, and the number that both directions share.
//
// The number keeps apart equal inner addresses in different tunnels. It is made of the tunnel's
// kind, its two outer ends in either order, an id if the tunnel has one that is the same both ways
// (VNI, VSID), and the number of the tunnel around it. IPv6 carried over IPv4 has addresses that
// are unique already, while its outer ends may differ by direction (6to4 and Teredo relays): only
// the kind counts there.
#pragma once

#include <cstdint>

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

enum class TunnelKind : std::uint8_t {
  ipv4_in_ip = 1,
  ipv6_in_ip,
  ethernet_in_ip,
  mpls,
  gre,
  vxlan,
  geneve,
  gtp,
  l2tp,
  capwap,
  teredo,
  ayiya,
};

inline constexpr unsigned kMaxTunnels = 8;

// What its port says may be a tunnel is none: an ordinary datagram.
inline constexpr Next kPlain{Layer::done};

// Leaves the outer packet behind and goes on with `inside`, or faults if it is too deep.
Next enter_tunnel(Walk& walk, TunnelKind kind, std::uint32_t shared_id, Next inside);

// The same for a transport of mirrored packets: what is inside counts as captured there, so that
// the tags and MACs of the way to the sensor are forgotten.
Next enter_mirror(Walk& walk, Next inside);

}  // namespace cutoffd::dissect
