#include "capture/source/workers.h"

#include <algorithm>
#include <utility>

#include <sched.h>

#include "capture/source/fanout.h"

namespace cutoffd::source {
namespace {

// Of the ring, for a worker that nobody asked for by number.
constexpr std::size_t kWorthIt = std::size_t{4} << 20;

// Blocks of several rings are handed over at moments of their own. A device may ask over one family
// and connect over the other, which may be two workers': the answer must not be read later than the
// connection has got to its first payload (a round trip after its SYN).
constexpr std::chrono::milliseconds kTogether{10};

std::size_t usable_processors() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof usable, &usable) != 0) return 1;
  return static_cast<std::size_t>(CPU_COUNT(&usable));
}

}  // namespace

std::size_t worker_count(const LiveOptions& options, std::size_t processors) {
  if (options.workers != kOnePerProcessor) return options.workers;
  const std::size_t places =
      options.cpu_affinity.empty() ? processors : options.cpu_affinity.size();
  return std::clamp<std::size_t>(std::min(places, options.ring_octets / kWorthIt), 1, kMostWorkers);
}

std::size_t worker_count(const LiveOptions& options) {
  return worker_count(options, usable_processors());
}

LiveOptions share_of(const LiveOptions& options, std::size_t workers) {
  LiveOptions share = options;
  share.ring_octets = std::max(options.ring_octets / workers, kLeastRing);
  if (workers > 1) share.wait = std::min(options.wait, kTogether);
  return share;
}

Result<std::vector<std::unique_ptr<LiveSource>>, OpenError> open_workers(const LiveOptions& options,
                                                                         std::uint16_t index) {
  const std::size_t count = worker_count(options);
  const LiveOptions share = share_of(options, count);
  const auto fanout = count > 1 ? std::make_shared<Fanout>() : nullptr;
  const auto& places = options.cpu_affinity;
  std::vector<std::unique_ptr<LiveSource>> sources;
  for (std::size_t i = 0; i < count; ++i) {
    WorkerSeat seat{static_cast<std::uint16_t>(i), std::nullopt};
    if (!places.empty()) seat.cpu = places[i % places.size()];
    auto source = open_live(share, index, seat, fanout);
    if (!source) return Failure{source.error()};
    sources.push_back(std::move(source).value());
  }
  // Until the last had joined, packets were shared out otherwise.
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  for (const auto& source : sources) {
    if (fanout) source->begin(now);
  }
  return sources;
}

}  // namespace cutoffd::source
