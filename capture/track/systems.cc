#include "capture/track/systems.h"

#include "capture/dissect/syn_options.h"
#include "core/ttl.h"

namespace cutoffd::track {
namespace {

std::uint32_t check_of(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> 32) | 1U;  // never 0
}

std::uint32_t grain_of(Instant now) {
  return static_cast<std::uint32_t>(now.time_since_epoch().count() / kLivenessGrain.count());
}

}  // namespace

Systems::Systems(const HashKey& key, FactSink& facts, Counters& counters, std::size_t fewer)
    : key_(key),
      facts_(facts),
      counters_(counters),
      syns_(kEntries / fewer),
      speakers_(kEntries / fewer),
      mask_(syns_.size() - 1) {}

void Systems::on_syn(const Sight& sight, const dissect::TcpSegment& segment, std::uint64_t tag) {
  if (segment.ack) return;
  const std::uint16_t layout = dissect::syn_layout(segment.options);
  Syn& syn = syns_[tag & mask_];
  const std::uint32_t check = check_of(tag);
  const bool repeated = syn.check == check && syn.sequence == segment.sequence;
  if (!repeated) syn = {check, segment.sequence, {layout, sight.frame.ttl}};
}

void Systems::on_payload(const Sight& sight, std::uint64_t tag) {
  Syn& syn = syns_[tag & mask_];
  if (syn.check != check_of(tag)) return;
  const SystemSign sign = syn.sign;
  syn.check = 0;
  const std::uint64_t address = KeyedHash(key_).add(sight.frame.source).finish();
  Speaker& speaker = speakers_[address & mask_];
  if (speaker.tag != address) {
    speaker = Speaker{};
    speaker.tag = address;
  }
  note_passage(sight, speaker, sign.ttl);
  if (sign.layout == 0 || speaker.last == sign) return;
  if (speaker.last.layout != 0) {
    if (!may_tell_change(speaker, sight.now)) return;
    facts_.on_fact(Fact(SystemChange{sight.now, sight.frame.source, speaker.last, sign}));
  }
  speaker.last = sign;
}

void Systems::note_passage(const Sight& sight, Speaker& speaker, std::uint8_t ttl) {
  const std::uint32_t grain = grain_of(sight.now);
  if (!was_passed_on(ttl)) return;
  if (speaker.passed_since != grain) speaker.passed_told = 0;
  speaker.passed_since = grain;
  if (speaker.passed_told == kMostTold || !may_tell(sight.now)) return;
  ++speaker.passed_told;
  facts_.on_fact(Fact(Passage{sight.now, sight.frame.source, sight.sender().mac}));
}

bool Systems::may_tell_change(Speaker& speaker, Instant now) {
  const std::uint32_t grain = grain_of(now);
  if (speaker.since != grain) speaker.told = 0;
  speaker.since = grain;
  // Beyond that it is enough to judge by.
  if (speaker.told == kMostTold || !may_tell(now)) return false;
  ++speaker.told;
  return true;
}

bool Systems::may_tell(Instant now) {
  const std::int64_t second =
      now.time_since_epoch().count() / Duration(std::chrono::seconds(1)).count();
  if (second != second_) in_second_ = 0;
  second_ = second;
  if (in_second_ == kPerSecond) {
    counters_.add(Counter::systems_held_back);
    return false;
  }
  ++in_second_;
  return true;
}

}  // namespace cutoffd::track
