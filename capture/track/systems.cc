#include "capture/track/systems.h"

#include "capture/dissect/syn_options.h"

namespace cutoffd::track {
namespace {

std::uint32_t check_of(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> 32) | 1U;  // never 0
}

}  // namespace

Systems::Systems(const HashKey& key, FactSink& facts, Counters& counters)
    : key_(key), facts_(facts), counters_(counters), syns_(kSyns), speakers_(kSpeakers) {}

void Systems::on_syn(const Sight& sight, const dissect::TcpSegment& segment, std::uint64_t tag) {
  if (segment.ack) return;
  const std::uint16_t layout = dissect::syn_layout(segment.options);
  Syn& syn = syns_[tag % kSyns];
  const std::uint32_t check = check_of(tag);
  const bool repeated = syn.check == check && syn.sequence == segment.sequence;
  if (!repeated) syn = {check, segment.sequence, {layout, sight.frame.ttl}};
}

void Systems::on_payload(const Sight& sight, std::uint64_t tag) {
  Syn& syn = syns_[tag % kSyns];
  if (syn.check != check_of(tag)) return;
  const SystemSign sign = syn.sign;
  syn.check = 0;
  if (sign.layout == 0) return;
  const std::uint64_t address = KeyedHash(key_).add(sight.frame.source).finish();
  Speaker& speaker = speakers_[address % kSpeakers];
  if (speaker.tag != address) {
    speaker = Speaker{};
    speaker.tag = address;
    speaker.last = sign;
    return;
  }
  if (speaker.last == sign || !may_tell(speaker, sight.now)) return;
  facts_.on_fact(Fact(SystemChange{sight.now, sight.frame.source, speaker.last, sign}));
  speaker.last = sign;
}

bool Systems::may_tell(Speaker& speaker, Instant now) {
  const std::int64_t time = now.time_since_epoch().count();
  const auto grain = static_cast<std::uint32_t>(time / kLivenessGrain.count());
  if (speaker.since != grain) speaker.told = 0;
  speaker.since = grain;
  if (speaker.told == kMostTold) return false;  // enough to judge by
  const std::int64_t second = time / Duration(std::chrono::seconds(1)).count();
  if (second != second_) in_second_ = 0;
  second_ = second;
  if (in_second_ == kPerSecond) {
    counters_.add(Counter::systems_held_back);
    return false;
  }
  ++in_second_;
  ++speaker.told;
  return true;
}

}  // namespace cutoffd::track
