// What proves who is who.
#include <array>

#include "tests/stories/runner/stage.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::story {
namespace {

using wire::OctetWriter;

constexpr Mac kEverybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

// A gratuitous ARP answer for each IPv4 address, a neighbour advertisement for each IPv6 one.
void arps(Stage& stage, Host& who, Words& words) {
  if (!who.mac) throw StoryError(who.name + " has no MAC here");
  std::optional<IpAddress> only;
  if (words.accept("for")) only = words.ip();
  std::vector<IpAddress> ips = who.ips;
  if (only) ips = {*only};
  for (const IpAddress& ip : ips) {
    if (ip.is_v4()) {
      stage.network.send_ether(who, kEverybody, 0x0806,
                               wire::arp(true, *who.mac, ip, *who.mac, ip));
      continue;
    }
    // RFC 4861 section 4.4, with the target link-layer address option.
    const Octets body =
        OctetWriter().u32(0x20000000).bytes(ip.octets()).u8(2).u8(1).bytes(who.mac->octets).take();
    const IpAddress all = *IpAddress::parse("ff02::1");
    const Octets message = wire::icmp(ip, all, 136, 0, body);
    const Octets packet = wire::ipv6(ip, all, 58, message, 255);
    stage.network.send_ether(who, Mac{{0x33, 0x33, 0, 0, 0, 1}}, 0x86dd, packet);
  }
}

Octets dhcp(std::uint8_t operation, std::uint8_t type, const Mac& client, const IpAddress& yours,
            const IpAddress& server, const std::string& name) {
  OctetWriter out;
  out.u8(operation).u8(1).u8(6).u8(0).u32(0x12345678).u32(0x8000).u32(0);
  out.bytes(operation == 2 ? yours.octets() : IpAddress().octets());
  out.u32(0).u32(0).bytes(client.octets).fill(10).fill(192).u32(0x63825363);
  out.u8(53).u8(1).u8(type).u8(54).u8(4).bytes(server.octets());
  if (operation == 1) out.u8(50).u8(4).bytes(yours.octets());
  if (!name.empty()) out.u8(12).u8(name.size()).text(name);
  if (operation == 2) out.u8(51).u8(4).u32(86'400);
  return out.u8(255).take();
}

// A request and its acknowledgement: this MAC now holds its first IPv4 address.
void leases(Stage& stage, Host& who, Words& words) {
  if (!who.mac) throw StoryError(who.name + " has no MAC here");
  std::string name;
  Network& net = stage.network;
  Host* server = nullptr;
  while (!words.done()) {
    if (words.accept("name")) {
      name = words.take("a host name");
    } else {
      words.need("of");
      server = &net.named(words.take("a server"));
    }
  }
  const IpAddress yours = Network::address_of(who, false);
  if (server == nullptr) {  // the first of the network, as home routers are
    const Bytes octets = yours.octets();
    const std::array<std::uint8_t, 4> first = {octets[0], octets[1], octets[2], 1};
    server = &net.at(IpAddress::from(first));
  }
  const IpAddress own = Network::address_of(*server, false);
  const IpAddress all = *IpAddress::parse("255.255.255.255");
  const Host everybody{"everybody", {all}, kEverybody, who.vlans, 64};
  net.udp(who, everybody, {IpAddress(), Port{68}}, {all, Port{67}},
          dhcp(1, 3, *who.mac, yours, own, name));
  net.udp(*server, everybody, {own, Port{67}}, {all, Port{68}},
          dhcp(2, 5, *who.mac, yours, own, ""));
}

// The host has this address from now on, besides or instead of those it had.
void takes(Stage&, Host& who, Words& words) {
  const IpAddress ip = words.ip();
  if (words.accept("instead")) who.ips.clear();
  who.ips.insert(who.ips.begin(), ip);
}

constexpr HostVerb kIdentityVerbs[] = {
    {"arps", "arps [for IP]  (ARP for IPv4, neighbour advertisement for IPv6)", arps},
    {"leases", "leases [name HOSTNAME] [of SERVER]  (DHCP request and acknowledgement)", leases},
    {"takes", "takes IP [instead]  (nothing is sent)", takes},
};

}  // namespace

std::span<const HostVerb> identity_verbs() { return kIdentityVerbs; }

}  // namespace cutoffd::story
