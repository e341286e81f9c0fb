// What a live capture need not hand over, as a program of the kernel's classic packet filter: the
// portable floor, which every Linux kernel runs and nobody has to be permitted.
//
// It drops, on Ethernet, what the dissector reads no further than to say that it is nothing:
//   - EtherTypes that are neither IP, ARP, a tag nor a tunnel: FCoE, RoCE, PROFINET, GOOSE and
//     sampled values, LLDP, PTP, 802.1X …
//   - whole IPv4 and IPv6 packets whose protocol is neither TCP, UDP, ICMP nor a tunnel: SCTP,
//     OSPF, VRRP, IGMP, PIM …
//   - ICMP's and ICMPv6's echoes.
// Frames cut off before the octets that say so go with them. All else passes: fragments, extension
// headers, ESP and MACsec, which are counted, frames with an 802.2 length, and each TCP segment and
// UDP datagram. A program without memory cannot know which segment is the second half of a hello,
// and acknowledgements tell what was lost on the way here. What it drops the kernel counts nowhere.
//
// That nothing is lost by it is a test's: each EtherType and protocol, and whole captures
// (tests/unit/capture/classic_filter_test.cc). The kernel takes the outermost VLAN tag off before
// the filter is asked; further tags pass. Threads: any.
#pragma once

#include <vector>

#include "capture/source/filter_assembly.h"

namespace cutoffd::source {

// Keeps whole packets, or drops them.
std::vector<FilterStep> classic_filter();

// Asks the kernel for it, in the place of whatever filter the socket has. False where it refuses.
bool attach_classic_filter(int socket);

}  // namespace cutoffd::source
