// What everything is compared with: libpcap's own loop over a capture file, which does nothing.
//
//   empty_loop FILE [BUFFER]
//
// Without BUFFER as libpcap opens files: it reads 4 KiB at a time. With it, through a buffer of so
// many octets, which takes about half the time: no program should be flattered by that alone.
#include <array>
#include <cstdio>
#include <cstdlib>

#include <pcap/pcap.h>

#include "tests/bench/empty_handler.h"

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) return 64;
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_t* capture = nullptr;
  if (argc == 2) {
    capture = pcap_open_offline(argv[1], error.data());
  } else if (std::FILE* file = std::fopen(argv[1], "rb"); file != nullptr) {
    std::setvbuf(file, nullptr, _IOFBF, std::strtoul(argv[2], nullptr, 10));
    capture = pcap_fopen_offline(file, error.data());
  }
  if (capture == nullptr) {
    std::fprintf(stderr, "%s: %s\n", argv[1], error.data());
    return 66;
  }
  Seen seen;
  while (pcap_dispatch(capture, -1, note, reinterpret_cast<u_char*>(&seen)) > 0) {
  }
  pcap_close(capture);
  std::printf("%lu packets, %lu octets\n", seen.packets, seen.octets);
  return 0;
}
