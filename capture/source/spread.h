// To which of several workers on one interface a packet goes: a program of the kernel's classic
// packet filter, for PACKET_FANOUT_CBPF (packet(7)), which answers with a number of which the
// kernel takes the remainder.
//
// What must be known together goes to one worker:
//   - TCP and UDP by the client's address, which is the one with the higher port: what a device
//     asks, what it is answered, and its connections. An answer that one worker reads while another
//     reads the connection to it would come too late; and whether a device is answered at all, or
//     several systems stand behind one address, shows in all its connections together.
//   - Tunnels over UDP, and all else over IP, by both addresses: a tunnel has other ports in each
//     direction. It stays whole in one worker: right, and not balanced.
//   - An ICMP error with the packet that it quotes.
//   - What proves who is who (ARP, neighbour discovery, DHCP, mDNS, LLMNR, NetBIOS), and whatever
//     is not IP behind at most two VLAN tags (MPLS, PPPoE …), to the first worker: of two workers
//     that each tell a change once, one would keep silent when an address goes back and forth.
// VLAN tags are passed over, so copies that a mirror makes of a packet meet. IPv4 fragments are put
// together before (PACKET_FANOUT_FLAG_DEFRAG); those of IPv6, or behind two VLAN tags, go by both
// addresses, and so meet each other.
//
// PACKET_FANOUT_HASH, the kernel's own, was not taken: it parts a device's answers from its
// connections, an ICMP error from its flow, the directions of a tunnel over UDP from each other;
// and what it reads differs between kernels. The price: one address is one worker's. Where all
// traffic bears one (outside of a NAT), nothing is spread; and whoever chooses addresses can choose
// one worker. Threads: any.
#pragma once

#include <cstdint>
#include <vector>

#include "capture/source/filter_assembly.h"

namespace cutoffd::source {

// Where the program finds the packet.
enum class SpreadOver : std::uint8_t {
  ethernet,  // in the kernel, an interface of Ethernet
  network,   // in the kernel, any other: from the network layer on
  octets,    // an Ethernet frame from its first octet, for tests
};

std::vector<FilterStep> spread_program(SpreadOver over);

}  // namespace cutoffd::source
