#include "daemon/judged_packets.h"

#include <algorithm>
#include <utility>

#include "daemon/packet_counts.h"

namespace cutoffd {

JudgedPackets::JudgedPackets(const track::TrackOptions& options,
                             std::shared_ptr<const rules::RuleSet> rules, rules::Judge& judge,
                             Counters& counters, Duration gap)
    : judge_(judge),
      gate_(judge),
      filter_(std::move(rules), gate_, counters),
      tracker_(options, filter_, gate_, counters),
      counters_(counters),
      gap_(gap) {}

void JudgedPackets::begin_file(std::uint64_t judged, bool digest) {
  judged_ = judged;
  frames_ = 0;
  digest_.reset();
  if (digest) digest_.emplace();
}

void JudgedPackets::on_packets(std::span<const Packet> packets) {
  frames_ += packets.size();
  if (digest_) {
    for (const Packet& packet : packets) digest_->add(packet);
  }
  const auto first_new = std::partition_point(
      packets.begin(), packets.end(), [this](const Packet& p) { return p.frame <= judged_; });
  const auto old = static_cast<std::size_t>(first_new - packets.begin());
  if (old > 0) {
    gate_.open = false;
    tracker_.on_packets(packets.first(old));
    gate_.open = true;
  }
  if (old < packets.size()) judge(packets.subspan(old));
}

void JudgedPackets::judge(std::span<const Packet> packets) {
  note_time(packets);
  count_packets(packets, counters_);
  tracker_.on_packets(packets);
  judge_.on_time(last_);
}

void JudgedPackets::note_time(std::span<const Packet> packets) {
  if (!first_) first_ = last_ = packets.front().time;
  for (const Packet& packet : packets) {
    if (packet.time > last_ + gap_) ++gaps_;
    last_ = std::max(last_, packet.time);
  }
}

void JudgedPackets::on_time(Instant now) {
  tracker_.on_time(now);
  judge_.on_time(now);
}

void JudgedPackets::finish() {
  tracker_.finish();
  judge_.finish();
}

source::DigestMark JudgedPackets::mark() const { return {frames_, digest_ ? digest_->value() : 0}; }

}  // namespace cutoffd
