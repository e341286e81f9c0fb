// The flows that workloads are mixed of. Each draws its own ends, names and sizes.
//
// What the mixed workload holds follows published measurements of what browsers do: half of the
// hellos carry a post-quantum key share and take two segments, some come in the wrong order or
// twice, QUIC hellos are scrambled over two datagrams. Threads: one.
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/workload/capture.h"
#include "tests/bench/workload/names.h"
#include "tests/bench/workload/random.h"

namespace cutoffd::bench {

class Flows {
 public:
  Flows(Random& random, Names& names, Capture& capture)
      : random_(random), names_(names), capture_(capture) {}

  // `time`: of the first packet; `bulk`: octets that the server sends after the hello.
  void tls(std::uint64_t time, std::uint64_t bulk);
  void quic(std::uint64_t time, std::uint64_t bulk);
  void http(std::uint64_t time);
  // A question and its answer. `name` empty: one is drawn.
  void dns(std::uint64_t time, std::string name = {});
  // Datagrams of protocols that are not read.
  void other_udp(std::uint64_t time);
  // One SYN from an address that nobody has.
  void syn(std::uint64_t time);

 private:
  Ends ends(std::uint16_t port, double share_v6, bool watched);

  Random& random_;
  Names& names_;
  Capture& capture_;
  std::uint32_t watched_ = 0;
};

}  // namespace cutoffd::bench
