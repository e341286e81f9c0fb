// What finding a flow costs, by how many there are: each look-up is one that the processor cannot
// foresee, once as it comes and once as the tracker does it, its place fetched some packets before.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "capture/track/flow_table.h"

namespace {

using namespace cutoffd::track;

constexpr std::size_t kAhead = 8;

struct Flows {
  explicit Flows(std::size_t count) : table(count) {
    std::mt19937_64 random(1);
    // Three quarters full, as a busy table is.
    while (tags.size() < count / 4 * 3) {
      const std::uint64_t tag = random() | std::uint64_t{1} << 63;  // never 0
      const SlotId slot = table.place_for(tag, 0);
      if (table.taken(slot)) continue;
      table.occupy(slot, tag);
      tags.push_back(tag);
    }
    std::shuffle(tags.begin(), tags.end(), random);
  }
  FlowTable table;
  std::vector<std::uint64_t> tags;
};

void look_up(benchmark::State& state, bool ahead, std::uint64_t other) {
  const Flows flows(static_cast<std::size_t>(state.range(0)));
  const std::size_t count = flows.tags.size();
  std::size_t at = 0;
  std::size_t found = 0;
  for (auto _ : state) {
    if (ahead) flows.table.prefetch(flows.tags[(at + kAhead) % count] ^ other);
    found += flows.table.find(flows.tags[at] ^ other) != kNoSlot ? 1 : 0;
    at = at + 1 == count ? 0 : at + 1;
  }
  state.counters["found"] =
      benchmark::Counter(static_cast<double>(found), benchmark::Counter::kAvgIterations);
}

void known(benchmark::State& state) { look_up(state, false, 0); }
void known_fetched_ahead(benchmark::State& state) { look_up(state, true, 0); }
// Another tag of the same bucket or any other: the SYN of a flood, an acknowledgement of no flow.
void unknown(benchmark::State& state) { look_up(state, true, std::uint64_t{1} << 62); }

BENCHMARK(known)->Arg(65'536)->Arg(1'048'576);
BENCHMARK(known_fetched_ahead)->Arg(65'536)->Arg(1'048'576);
BENCHMARK(unknown)->Arg(65'536)->Arg(1'048'576);

}  // namespace

BENCHMARK_MAIN();
