#include "capture/dissect/tunnel_udp.h"

#include "capture/dissect/opaque.h"
#include "capture/dissect/tunnel.h"
#include "capture/dissect/tunnel_capwap.h"
#include "capture/dissect/tunnel_gtp.h"
#include "capture/dissect/tunnel_l2tp.h"
#include "capture/dissect/tunnel_overlay.h"
#include "capture/dissect/tunnel_teredo.h"
#include "capture/dissect/tunnel_tzsp.h"

namespace cutoffd::dissect {
namespace {

// Ports of the IANA registry, but 8472 (Linux's VXLAN before its registration).
enum UdpPort : std::uint16_t {
  kL2tpPort = 1701,
  kGtpUser = 2152,
  kTeredo = 3544,
  kIpsecNatPort = 4500,
  kGreInUdp = 4754,
  kVxlan = 4789,
  kVxlanGpe = 4790,
  kAyiya = 5072,
  kCapwapData = 5247,
  kGeneve = 6081,
  kMplsInUdp = 6635,
  kLinuxVxlan = 8472,
  kTzsp = 37008,
};

// VXLAN and its kind go to the port both ways, others answer from it, and some boxes answer where
// they should not: either port may say it.
Next open_by_port(Walk& walk, std::uint16_t port, const UdpDatagram& datagram) {
  switch (port) {
    case kVxlan:
    case kLinuxVxlan:
      return open_vxlan(walk);
    case kVxlanGpe:
      return open_vxlan_gpe(walk);
    case kGeneve:
      return open_geneve(walk);
    case kGtpUser:
      return open_gtp(walk);
    case kTzsp:
      return open_tzsp(walk);
    case kMplsInUdp:
      return open_mpls_in_udp(walk);
    case kGreInUdp:
      return open_gre_in_udp(walk);
    case kL2tpPort:
      return open_l2tp(walk);
    case kTeredo:
      return open_teredo(walk);
    case kAyiya:
      return open_ayiya(walk);
    case kCapwapData:
      return open_capwap(walk);
    case kIpsecNatPort:
      return is_esp_in_udp(datagram, walk.rest) ? fault(Counter::opaque_packets) : kPlain;
    default:
      return kPlain;
  }
}

}  // namespace

Next open_udp_tunnel(Walk& walk, const UdpDatagram& datagram) {
  if (walk.rest.empty()) return kPlain;
  for (const Port port : {datagram.destination_port, datagram.source_port}) {
    const Next next = open_by_port(walk, number(port), datagram);
    if (next.layer != Layer::done) return next;
  }
  if (is_wireguard(datagram, walk.rest)) return fault(Counter::opaque_packets);
  return open_teredo_on_any_port(walk);
}

}  // namespace cutoffd::dissect
