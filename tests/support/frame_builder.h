// Packets for tests, made by code: from a TCP or UDP payload outwards to a frame of any link type,
// through any tunnel that is read. Lengths and checksums are right.
//
//   const Octets ip = tcp_packet(client, server, {.sequence = 7, .ack = true}, payload);
//   for (const Wrapping& way : all_wrappings())
//     if (const auto frame = way.wrap(ip, Side::client)) show(packet_of(*frame));
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/bytes.h"
#include "core/packet.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::wire {

// "192.0.2.1" or "2001:db8::1"; aborts on anything else.
IpAddress ip_of(std::string_view text);
Endpoint at(std::string_view ip, std::uint16_t port);
Mac mac_of(std::string_view text);  // "02:00:00:00:00:01"

// ---- Transport -------------------------------------------------------------------------------
struct TcpFields {
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  bool syn = false, fin = false, rst = false, ack = false;
  Octets options{};  // padded with zeros to a multiple of four
};
Octets tcp(const Endpoint& from, const Endpoint& to, const TcpFields& fields, Bytes payload);
Octets udp(const Endpoint& from, const Endpoint& to, Bytes payload);
// ICMP or ICMPv6 by the family; `body` begins after the checksum.
Octets icmp(const IpAddress& from, const IpAddress& to, std::uint8_t type, std::uint8_t code,
            Bytes body);

// ---- IP --------------------------------------------------------------------------------------
struct Ipv4Fields {
  std::uint16_t id = 0x1234;
  std::uint8_t ttl = 64;
  bool more_fragments = false;
  std::uint16_t fragment_offset = 0;  // octets, a multiple of eight
  Octets options{};                   // padded with zeros to a multiple of four
};
Octets ipv4(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, Bytes payload,
            const Ipv4Fields& fields = {});
Octets ipv6(const IpAddress& from, const IpAddress& to, std::uint8_t next_header, Bytes payload,
            std::uint8_t hop_limit = 64);
// IPv4 or IPv6 by the family of the addresses.
Octets ip(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, Bytes payload);
Octets tcp_packet(const Endpoint& from, const Endpoint& to, const TcpFields& fields, Bytes payload);
Octets udp_packet(const Endpoint& from, const Endpoint& to, Bytes payload);
// The IP packet cut into fragments of at most `piece` octets of payload (a multiple of eight), in
// order. IPv6: with a Fragment header after the fixed header.
std::vector<Octets> fragments(Bytes ip_packet, std::size_t piece, std::uint32_t id);

// ---- Ethernet --------------------------------------------------------------------------------
Octets ether(const Mac& destination, const Mac& source, std::uint16_t type, Bytes payload);
Octets vlan_tag(std::uint16_t vid, std::uint16_t next_type, Bytes payload);  // what follows 0x8100
Octets arp(bool reply, const Mac& sender_mac, const IpAddress& sender_ip, const Mac& target_mac,
           const IpAddress& target_ip);
bool is_v6(Bytes ip_packet);
std::uint16_t ether_type_of(Bytes ip_packet);  // 0x0800 or 0x86dd by the version
Octets ppp(Bytes ip_packet);                   // behind its protocol, in two octets (RFC 1661, 2)

// ---- Whole frames ----------------------------------------------------------------------------
struct Built {
  LinkType link{};
  Octets bytes;
};
// Borrows `built`. `wire_length` 0: as long as the bytes.
Packet packet_of(const Built& built, std::uint64_t frame = 1, Instant time = {},
                 std::uint32_t wire_length = 0);

// Which way the packet travels. Wrappers swap their own addresses with it: the outer ends of a
// tunnel, MACs, directions.
enum class Side : std::uint8_t { client, server };
inline Mac client_mac() { return mac_of("02:00:00:00:0c:11"); }
inline Mac server_mac() { return mac_of("02:00:00:00:5e:44"); }

enum class MacsSeen : std::uint8_t { none, source_only, both };

// A way to carry an IP packet. Nothing where the family does not fit (Teredo carries IPv6 only).
struct Wrapping {
  std::string name;
  std::function<std::optional<Built>(Bytes ip_packet, Side side)> wrap;
  // What the frame must say of the way that the packet came:
  MacsSeen macs = MacsSeen::none;
  std::vector<std::uint16_t> vlans{};
  bool in_tunnel = false;  // its tunnel number is not 0
};
std::vector<Wrapping> link_wrappings();     // every link type and link encapsulation, bare
std::vector<Wrapping> tunnel_wrappings();   // every tunnel, over Ethernet
std::vector<Wrapping> all_wrappings();      // the two above
std::vector<Wrapping> every_combination();  // each tunnel over each link: some thousand

// A tunnel by itself: an IP packet into an outer IP packet.
struct Tunnel {
  std::string name;
  std::function<std::optional<Octets>(Bytes ip_packet, Side side)> wrap;
  bool carries_macs = false;  // an Ethernet frame with client_mac() and server_mac() is inside
  bool mirror = false;        // what is inside counts as captured there: no tunnel number, no tags
  std::vector<std::uint16_t> vlans{};  // tags inside
};
std::vector<Tunnel> tunnels();

}  // namespace cutoffd::wire
