// What live capture is compared with: libpcap's own loop on an interface, which does nothing.
//
//   live_loop INTERFACE RING
//
// Opened as cutoffd opens it: whole packets, promiscuous, a TPACKET_V3 ring of so many octets, 100
// ms a block. Says "ready" once it captures; at SIGTERM what it saw, and what the ring had no room
// for.
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <pcap/pcap.h>

#include "tests/bench/empty_handler.h"

namespace {

pcap_t* capture = nullptr;

int fail(const char* why) {
  std::fprintf(stderr, "%s\n", why);
  return 74;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  capture = pcap_create(argv[1], error.data());
  if (capture == nullptr) return fail(error.data());
  pcap_set_snaplen(capture, 262'144);
  pcap_set_promisc(capture, 1);
  pcap_set_buffer_size(capture, std::atoi(argv[2]));
  pcap_set_timeout(capture, 100);
  if (pcap_activate(capture) < 0) return fail(pcap_geterr(capture));
  std::signal(SIGTERM, [](int) { pcap_breakloop(capture); });
  std::puts("ready");
  std::fflush(stdout);
  Seen seen;
  int status = 0;
  while ((status = pcap_dispatch(capture, -1, note, reinterpret_cast<u_char*>(&seen))) >= 0) {
  }
  if (status != PCAP_ERROR_BREAK) return fail(pcap_geterr(capture));
  pcap_stat stat{};
  pcap_stats(capture, &stat);
  std::printf("%lu packets, %lu octets, %u dropped\n", seen.packets, seen.octets, stat.ps_drop);
  pcap_close(capture);
  return 0;
}
