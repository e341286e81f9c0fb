#include "capture/track/progress.h"

#include <algorithm>
#include <utility>

namespace cutoffd::track {
namespace {

constexpr std::uint64_t kFirstTold = 1024;
constexpr std::size_t kMaxWatches = 0xffff;  // Flow::watch has 16 bits

// SYNs are repeated after 1, 3 and 7 s (Linux, RFC 6298), or 3 and 9 s (Windows).
constexpr std::uint32_t kSilentPackets = 3;
constexpr Duration kSilentAfter = std::chrono::seconds(6);

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

bool Progress::take(Flow& flow) {
  const SlotId slot = watches_.take();
  if (slot == kNoSlot) {
    counters_.add(Counter::watches_given_up);
    return false;
  }
  flow.watch = static_cast<std::uint16_t>(slot);
  watches_[slot].id = id_of(flow);
  return true;
}

void Progress::open(Flow& flow) {
  if (flow.watch != 0 || !take(flow)) return;
  Watch& watch = watches_[flow.watch];
  watch.next_up = watch.next_down = kFirstTold;
  watch.awaits_name = true;
}

void Progress::watch(Flow& flow, std::uint64_t up, std::uint64_t down, bool answered, Instant now) {
  if (flow.watch != 0 ? !awaits_name(flow) : !take(flow)) return;
  Watch& watch = watches_[flow.watch];
  watch.awaits_name = false;
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

void Progress::http_answered(const Flow& flow, HttpAnswer answer) {
  if (flow.watch == 0) return;
  const Watch& watch = watches_[flow.watch];
  answer.flow = watch.id;
  answer.bytes_down = watch.down;
  answer.frame = frame_;
  facts_.on_fact(Fact(answer));
}

void Progress::repeated(Flow& flow, Instant now, bool answers_are_seen) {
  Watch& watch = watches_[flow.watch];
  if (watch.said++ == 0) {
    watch.said_first = now;
    watch.silent_told = false;
  }
  const bool silent = watch.said >= kSilentPackets && now - watch.said_first >= kSilentAfter;
  if (!silent || watch.silent_told || !answers_are_seen) return;
  watch.silent_told = true;
  tell(watch, FlowProgress::Step::silent, now);
}

void Progress::stopped(Flow& flow, FlowProgress::Step how, Instant now) {
  if (flow.watch != 0) tell(watches_[flow.watch], how, now);
}

void Progress::ended(Flow& flow, Instant now, bool shown) {
  if (flow.watch == 0 || finished_) return;
  const std::uint64_t frame = std::exchange(frame_, shown ? frame_ : 0);
  tell(watches_[flow.watch], FlowProgress::Step::ended, now);
  frame_ = frame;
  watches_.give_back(flow.watch);
  flow.watch = 0;
}

void Progress::finish(Instant now) {
  finished_ = true;
  frame_ = 0;
  for (SlotId slot = watches_.oldest(); slot != kNoSlot; slot = watches_.younger(slot)) {
    tell(watches_[slot], FlowProgress::Step::left, now);
  }
}

void Progress::tell(const Watch& watch, FlowProgress::Step step, Instant now) {
  facts_.on_fact(Fact(FlowProgress{now, watch.id, step, watch.up, watch.down, frame_}));
}

}  // namespace cutoffd::track
