// Makes a workload: a capture file, and beside it what must be found in it.
//
//   make_workload mixed|dns|syn OUT.pcap [SEED [SCALE]]
//
// SCALE 1 (the default) is the full size: mixed about 1.8 million packets, dns 2 million, syn
// 5 million. The same seed and scale give the same octets.
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "tests/bench/workload/flows.h"

namespace {

using cutoffd::bench::Capture;
using cutoffd::bench::Flows;
using cutoffd::bench::Names;
using cutoffd::bench::Random;

constexpr std::uint64_t kSecond = 1'000'000;

struct Workload {
  explicit Workload(std::uint64_t seed) : random(seed) {}
  Random random;
  Names names{random};
  Capture capture;
  Flows flows{random, names, capture};
};

// Sizes of what is fetched have no scale: most small, few very large.
std::uint64_t fetched(Random& random, double share_of_none, double shape, double most) {
  if (random.chance(share_of_none)) return 0;
  return static_cast<std::uint64_t>(std::min(most, 800 / std::pow(1 - random.part(), 1 / shape)));
}

// `scale` thins the traffic out and leaves its five minutes.
void mixed(Workload& work, double scale) {
  Random& random = work.random;
  const auto each = [&](double count, auto&& flow) {
    for (auto n = static_cast<std::uint64_t>(count * scale); n > 0; --n) {
      flow(random.below(300 * kSecond));
    }
  };
  each(50'000, [&](auto time) { work.flows.tls(time, fetched(random, 0.35, 0.72, 2'500'000)); });
  each(5'500, [&](auto time) { work.flows.quic(time, fetched(random, 0.3, 0.8, 600'000)); });
  each(150'000, [&](auto time) { work.flows.dns(time); });
  each(5'000, [&](auto time) { work.flows.http(time); });
  each(6'000, [&](auto time) { work.flows.other_udp(time); });
}

// Questions and answers; every fifth name is asked for only once.
void dns(Workload& work, double scale) {
  const auto count = static_cast<std::uint64_t>(1'000'000 * scale);
  for (std::uint64_t n = 0; n < count; ++n) {
    std::string name;
    if (n % 5 == 4) name = std::to_string(work.random.next()) + "." + work.names.ordinary();
    work.flows.dns(work.random.below(100 * kSecond), std::move(name));
  }
}

// 100,000 a second.
void syn(Workload& work, double scale) {
  const auto count = static_cast<std::uint64_t>(5'000'000 * scale);
  for (std::uint64_t n = 0; n < count; ++n) work.flows.syn(10 * n);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view kind = argc > 1 ? argv[1] : "";
  const auto make = kind == "mixed" ? mixed : kind == "dns" ? dns : kind == "syn" ? syn : nullptr;
  if (make == nullptr || argc < 3 || argc > 5) {
    std::cerr << "make_workload mixed|dns|syn OUT.pcap [SEED [SCALE]]\n";
    return 64;
  }
  const std::string path = argv[2];
  Workload work(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
  make(work, argc > 4 ? std::strtod(argv[4], nullptr) : 1);
  if (!work.capture.write(path) || !work.names.write(path)) {
    std::cerr << path << ": cannot be written\n";
    return 73;
  }
  std::cout << path << ": " << work.capture.packets() << " packets, " << work.capture.octets()
            << " octets\n";
  return 0;
}
