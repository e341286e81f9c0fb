// What the shunt keeps in the kernel of a capture, and what it costs: each packet passes through
// the program in this machine's kernel, and what comes up goes to a tracker, as in live capture.
//
//   shunt_loop FILE [WAITING [PACE]]   as many packets wait in the ring (0); so many times faster
//                                      than they came (0: as fast as it goes)
//
// At no pace of their own packets come within a millisecond of their SYN, which finishes nothing:
// shares are those of live capture at pace 1.
//
// Prints the shares of packets and octets that stayed below, whether the same names were told as
// without, and what the program took for a packet by the kernel's own count
// (sysctl kernel.bpf_stats_enabled=1). Needs CAP_BPF.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "capture/source/file_source.h"
#include "tests/unit/capture/below.h"

namespace cutoffd {
namespace {

class Names final : public ObservationSink, public FactSink {
 public:
  Interest on_observation(const Observation& one) override {
    names.emplace_back(one.name.text);
    return Interest::none;
  }
  void on_fact(const Fact&) override {}
  std::vector<std::string> names;
};

// Waits until a packet would have come.
class Pace {
 public:
  explicit Pace(double times) : times_(times) {}
  void wait_for(Instant packet) {
    if (times_ <= 0) return;
    if (first_ == kBeginning) first_ = packet;
    const auto after = static_cast<double>((packet - first_).count()) / times_;
    std::this_thread::sleep_until(begun_ +
                                  std::chrono::nanoseconds(static_cast<std::int64_t>(after)));
  }

 private:
  double times_;
  Instant first_ = kBeginning;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

template <typename Handler>
bool read_all(const char* path, Handler& handler) {
  auto source = source::open_file(path, 0);
  if (!source) return false;
  while ((*source)->read(handler) == source::ReadStatus::packets) {
  }
  return true;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) * 100 / static_cast<double>(std::max<std::uint64_t>(whole, 1));
}

int run(const char* path, std::size_t waiting, double times) {
  const track::TrackOptions options;
  auto shunt = source::Shunt::load(options.flows);
  if (!shunt) {
    std::fprintf(stderr, "%s\n", shunt.error().c_str());
    return 77;
  }
  Names with, without;
  Counters counters_with, counters_without;
  track::Below below(**shunt, waiting);
  {
    track::Tracker tracker(options, with, with, counters_with, &below.shunt());
    below.tracker = &tracker;
    Pace pace(times);
    below.before_each = [&pace](const Packet& packet) { pace.wait_for(packet.time); };
    if (!read_all(path, below)) return 66;
    below.finish();
  }
  {
    track::Tracker tracker(options, without, without, counters_without);
    read_all(path, tracker);
    tracker.finish();
  }
  const source::ShuntCounts counts = below.shunt().counts();
  std::sort(with.names.begin(), with.names.end());
  std::sort(without.names.begin(), without.names.end());
  std::printf("packets   %12llu, %.1f %% stayed in the kernel\n",
              static_cast<unsigned long long>(below.packets()),
              percent(counts.packets, below.packets()));
  std::printf("octets    %12llu, %.1f %% stayed in the kernel\n",
              static_cast<unsigned long long>(below.octets()),
              percent(counts.octets, below.octets()));
  std::printf("names     %12zu, %s as without\n", with.names.size(),
              with.names == without.names ? "the same" : "NOT the same");
  const source::ProgramTime time = below.shunt().time();
  if (time.runs != 0) {
    std::printf("program   %12.0f ns a packet\n",
                static_cast<double>(time.nanoseconds) / static_cast<double>(time.runs));
  }
  return with.names == without.names ? 0 : 1;
}

}  // namespace
}  // namespace cutoffd

int main(int count, char** words) {
  if (count < 2) return 64;
  return cutoffd::run(words[1], count > 2 ? std::strtoul(words[2], nullptr, 10) : 0,
                      count > 3 ? std::strtod(words[3], nullptr) : 0);
}
