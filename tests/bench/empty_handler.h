// The handler of libpcap's empty loops: counts what it is shown, and does nothing else.
#pragma once

#include <pcap/pcap.h>

struct Seen {
  unsigned long packets = 0;
  unsigned long octets = 0;
};

inline void note(u_char* user, const pcap_pkthdr* header, const u_char*) {
  auto* seen = reinterpret_cast<Seen*>(user);
  ++seen->packets;
  seen->octets += header->caplen;
}
