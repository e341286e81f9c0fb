#include "capture/track/progress.h"

#include <algorithm>

namespace cutoffd::track {
namespace {

constexpr std::uint64_t kFirstTold = 1024;
constexpr std::size_t kMaxWatches = 0xffff;  // Flow::watch has 16 bits

// The first of 1 KiB, 2 KiB, 4 KiB … that is more than `octets`.
std::uint64_t doubled_beyond(std::uint64_t octets) {
  std::uint64_t next = kFirstTold;
  while (next <= octets && next < std::uint64_t{1} << 62) next *= 2;
  return next;
}

}  // namespace

Progress::Progress(std::size_t flows, std::uint16_t worker, FactSink& facts, Counters& counters)
    : worker_(std::uint64_t{worker} << 48),
      facts_(facts),
      counters_(counters),
      watches_(std::min(flows, kMaxWatches)) {}

FlowId Progress::id_of(const Flow& flow) const { return FlowId{worker_ | flow.serial}; }

void Progress::watch(Flow& flow, std::uint64_t up, std::uint64_t down, bool answered, Instant now) {
  if (flow.watch != 0) return;
  const SlotId slot = watches_.take();
  if (slot == kNoSlot) {
    counters_.add(Counter::watches_given_up);
    return;
  }
  flow.watch = static_cast<std::uint16_t>(slot);
  Watch& watch = watches_[slot];
  watch.id = id_of(flow);
  watch.up = up;
  watch.down = down;
  watch.next_up = doubled_beyond(up);
  watch.next_down = doubled_beyond(down);
  if (answered) tell_answered(flow, now);
  if (std::max(up, down) >= kFirstTold) tell(watch, FlowProgress::Step::bytes, now);
}

void Progress::count(Flow& flow, bool up, std::uint64_t octets, Instant now) {
  Watch& watch = watches_[flow.watch];
  std::uint64_t& sum = up ? watch.up : watch.down;
  std::uint64_t& next = up ? watch.next_up : watch.next_down;
  sum += octets;
  if (sum < next) return;
  next = doubled_beyond(sum);
  tell(watch, FlowProgress::Step::bytes, now);
}

void Progress::tell_answered(Flow& flow, Instant now) {
  flow.set(Flow::kAnsweredTold);
  tell(watches_[flow.watch], FlowProgress::Step::answered, now);
}

void Progress::reset(Flow& flow, Instant now) {
  if (flow.watch != 0) tell(watches_[flow.watch], FlowProgress::Step::reset, now);
}

void Progress::ended(Flow& flow, Instant now) {
  if (flow.watch == 0 || finished_) return;
  tell(watches_[flow.watch], FlowProgress::Step::ended, now);
  watches_.give_back(flow.watch);
  flow.watch = 0;
}

void Progress::finish(Instant now) {
  finished_ = true;
  for (SlotId slot = watches_.oldest(); slot != kNoSlot; slot = watches_.younger(slot)) {
    tell(watches_[slot], FlowProgress::Step::ended, now);
  }
}

void Progress::tell(const Watch& watch, FlowProgress::Step step, Instant now) {
  facts_.on_fact(Fact(FlowProgress{now, watch.id, step, watch.up, watch.down}));
}

}  // namespace cutoffd::track
