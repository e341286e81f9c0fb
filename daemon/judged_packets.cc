#include "daemon/judged_packets.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "daemon/packet_counts.h"

namespace cutoffd {

JudgedPackets::JudgedPackets(const track::TrackOptions& options,
                             std::shared_ptr<const rules::RuleSet> rules,
                             std::shared_ptr<AnsweredTable> answers, rules::Judge& judge,
                             Counters& counters, Duration gap)
    : judge_(judge),
      gate_(judge),
      filter_(std::move(rules), gate_, counters, std::move(answers)),
      tracker_(options, filter_, gate_, counters),
      counters_(counters),
      gap_(gap) {}

namespace {

constexpr std::size_t kMostFlows = 262'144;  // as many as the judge follows

}  // namespace

void JudgedPackets::Gate::note(const Fact& fact) {
  const auto add = [this](FlowId flow, const Party& client, const Party& server) {
    if (flow == FlowId{} || (flows.size() >= kMostFlows && !flows.contains(flow))) return;
    flows[flow] = {client.at, server.at};
  };
  if (const auto* sighting = std::get_if<Sighting>(&fact)) {
    add(sighting->flow, sighting->client, sighting->server);
  } else if (const auto* opened = std::get_if<AddressContact>(&fact)) {
    add(opened->flow, opened->client, opened->server);
  } else if (const auto* progress = std::get_if<FlowProgress>(&fact)) {
    if (progress->step == FlowProgress::Step::ended) flows.erase(progress->flow);
  }
}

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
    for (const Packet& packet : packets.first(old)) {
      looked_until_ = std::max(looked_until_, packet.time);
    }
  }
  if (old < packets.size()) judge(packets.subspan(old));
}

// One stretch without a pause after another: what the judge hears of a pause comes between the
// packets before and after it, however many packets come at once.
void JudgedPackets::judge(std::span<const Packet> packets) {
  if (!first_) begin(packets.front().time);
  while (!packets.empty()) {
    std::size_t n = 0;
    while (n < packets.size() && packets[n].time <= last_ + gap_) {
      last_ = std::max(last_, packets[n++].time);
    }
    if (n > 0) {
      looked_until_ = std::max(looked_until_, last_);
      count_packets(packets.first(n), counters_);
      tracker_.on_packets(packets.first(n));
      judge_.on_time(last_);
      packets = packets.subspan(n);
    } else {
      pause_until(packets.front().time);
    }
  }
}

// Since an earlier run nobody looked, or since the packets of this file that it had judged.
void JudgedPackets::begin(Instant first) {
  if (before_first_) before_first_();
  judge_.flows_are(std::exchange(gate_.flows, {}));
  looked_until_ = std::min(first, std::max(looked_until_, judge_.seen_until().value_or(first)));
  first_ = last_ = first;
  if (first <= looked_until_ + gap_) return;
  judge_.on_fact(SensorChange{looked_until_, false, InlineText<63>("nobody captured")});
  judge_.on_fact(SensorChange{first, true, {}});
}

// Silence in a pause proves nothing: perhaps nobody captured. Where somebody said that time passed
// without packets, somebody looked.
void JudgedPackets::pause_until(Instant next) {
  ++gaps_;
  if (next > looked_until_ + gap_) {
    judge_.on_fact(SensorChange{looked_until_, false, InlineText<63>("the capture pauses")});
    judge_.on_fact(SensorChange{next, true, {}});
  }
  last_ = next;
}

void JudgedPackets::on_time(Instant now) {
  if (first_) looked_until_ = std::max(looked_until_, now);
  tracker_.on_time(now);
  judge_.on_time(now);
}

void JudgedPackets::finish() {
  tracker_.finish();
  judge_.finish();
}

source::DigestMark JudgedPackets::mark() const { return {frames_, digest_ ? digest_->value() : 0}; }

}  // namespace cutoffd
