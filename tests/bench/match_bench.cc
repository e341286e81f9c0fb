// What the question "is this name watched?" costs, by the size of the lists.
//
// Names are drawn in an order that the processor cannot foresee, as on a wire. `misses` is the
// usual answer; `hits` is every name on the list; `near` are names that share the list's domains.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "rules/matcher.h"

namespace {

using cutoffd::rules::Match;
using cutoffd::rules::Matcher;
using cutoffd::rules::NamePattern;
using cutoffd::rules::WatchEntry;
using cutoffd::rules::Watchlist;

constexpr std::size_t kAsked = 1 << 16;

std::string word(std::mt19937_64& random, std::size_t low, std::size_t high) {
  std::string text(low + random() % (high - low + 1), 'a');
  for (char& c : text) c = static_cast<char>('a' + random() % 26);
  return text;
}

std::vector<std::string> names(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::array endings{".com", ".net", ".org", ".co.uk", ".de", ".io"};
  std::vector<std::string> all;
  all.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = word(random, 4, 14) + endings[random() % endings.size()];
    for (std::size_t labels = random() % 3; labels > 0; --labels) {
      name.insert(0, word(random, 2, 9) + ".");
    }
    all.push_back(name);
  }
  return all;
}

const Matcher& matcher_of(std::size_t size) {
  static std::vector<Watchlist> lists;
  static std::unique_ptr<Matcher> matcher;
  static std::size_t made = 0;
  if (made != size) {
    Watchlist list;
    for (const std::string& name : names(size, 1)) {
      WatchEntry entry;
      entry.mark = NamePattern{NamePattern::Match::exact, name};
      list.entries.push_back(entry);
    }
    lists = {list};
    matcher = std::make_unique<Matcher>(lists);
    made = size;
  }
  return *matcher;
}

// The names lie side by side, as warm as one that has just been read from a packet.
void run(benchmark::State& state, const std::vector<std::string>& names) {
  const Matcher& matcher = matcher_of(static_cast<std::size_t>(state.range(0)));
  std::string text;
  for (const std::string& name : names) text += name;
  std::vector<std::string_view> asked;
  std::size_t begin = 0;
  for (const std::string& name : names) {
    asked.push_back(std::string_view(text).substr(begin, name.size()));
    begin += name.size();
  }
  std::size_t at = 0;
  std::size_t found = 0;
  for (auto _ : state) {
    std::array<Match, 2> out;
    found += matcher.match(asked[at], out);
    at = at + 1 == asked.size() ? 0 : at + 1;
  }
  state.counters["found"] =
      benchmark::Counter(static_cast<double>(found), benchmark::Counter::kAvgIterations);
}

void misses(benchmark::State& state) { run(state, names(kAsked, 2)); }
void hits(benchmark::State& state) {
  auto asked = names(static_cast<std::size_t>(state.range(0)), 1);
  std::shuffle(asked.begin(), asked.end(), std::mt19937_64(3));
  asked.resize(std::min<std::size_t>(asked.size(), kAsked));
  run(state, asked);
}
void near(benchmark::State& state) {
  auto asked = names(static_cast<std::size_t>(state.range(0)), 1);
  std::shuffle(asked.begin(), asked.end(), std::mt19937_64(4));
  asked.resize(std::min<std::size_t>(asked.size(), kAsked));
  for (std::string& name : asked) name.insert(0, "www.");
  run(state, asked);
}

BENCHMARK(misses)->Arg(200)->Arg(10'000)->Arg(1'000'000);
BENCHMARK(hits)->Arg(200)->Arg(10'000)->Arg(1'000'000);
BENCHMARK(near)->Arg(200)->Arg(10'000)->Arg(1'000'000);

}  // namespace

BENCHMARK_MAIN();
