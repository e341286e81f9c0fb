#include "daemon/live_coverage.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace cutoffd {
namespace {

// Shares of less than this say little.
constexpr std::uint64_t kFewestPackets = 100;
constexpr std::uint64_t kFewestFlows = 20;
constexpr std::uint64_t kFewestOctets = 100'000;

constexpr std::array kSums{
    &CoverageFigures::packets,
    &CoverageFigures::drops,
    &CoverageFigures::two_way_flows,
    &CoverageFigures::one_way_flows,
    &CoverageFigures::encrypted_flows,
    &CoverageFigures::unnamed_flows,
    &CoverageFigures::ech_flows,
    &CoverageFigures::opaque_packets,
    &CoverageFigures::cut_packets,
    &CoverageFigures::octets,
    &CoverageFigures::lost_octets,
    &CoverageFigures::unjudged,
    &CoverageFigures::gaps,
};

double part_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string percent(double value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), value < 0.095 ? "%.2g %%" : "%.0f %%", value * 100);
  return text.data();
}

}  // namespace

CoverageFigures between(const CoverageFigures& earlier, const CoverageFigures& later) {
  CoverageFigures out = later;  // what is no sum is as it is now
  // A kernel's counter may begin again when an interface comes back.
  for (const auto figure : kSums) out.*figure -= std::min(earlier.*figure, later.*figure);
  return out;
}

void add(CoverageFigures& sum, const CoverageFigures& part) {
  for (const auto figure : kSums) sum.*figure += part.*figure;
  sum.encrypted_dns_devices += part.encrypted_dns_devices;
}

void InterfaceCoverage::look(Duration up_time, bool capturing, const CoverageFigures& totals,
                             Duration gap) {
  if (totals.packets != now_.totals.packets) {
    last_packet_ = up_time;
    paused_ = false;
  } else if (!paused_ && up_time - last_packet_ > gap) {
    paused_ = true;
    ++gaps_;
  }
  if (now_.capturing && capturing) now_.up += up_time - now_.at;
  now_.at = up_time;
  now_.capturing = capturing;
  now_.totals = totals;
  now_.totals.gaps = gaps_;
  if (looks_.empty() || up_time >= looks_.back().at + kLook) looks_.push_back(now_);
  while (looks_.size() > 1 && looks_[1].at + kWindow <= up_time) looks_.pop_front();
}

void InterfaceCoverage::begin_period() { period_ = now_; }

InterfaceCoverage::Part InterfaceCoverage::part(const Look& from, const Look& to) {
  return {between(from.totals, to.totals), to.at - from.at, to.up - from.up};
}

InterfaceCoverage::Part InterfaceCoverage::since_heartbeat() const { return part(period_, now_); }

InterfaceCoverage::Part InterfaceCoverage::since(Duration span) const {
  // Before the program has run for so long, since its start.
  if (now_.at <= span) return part(Look{}, now_);
  const auto from = std::find_if(looks_.begin(), looks_.end(),
                                 [&](const Look& look) { return look.at + span >= now_.at; });
  return from == looks_.end() ? Part{} : part(*from, now_);
}

double InterfaceCoverage::packets_per_second() const {
  const Part recent = since(kRecent);
  const double seconds = std::chrono::duration<double>(recent.observed).count();
  return seconds > 0 ? static_cast<double>(recent.figures.packets) / seconds : 0.0;
}

std::optional<std::string> InterfaceCoverage::blind(const CoverageLimits& limits) const {
  // A system's name for an interface has at most 15 octets.
  const std::string name = name_.substr(0, 15);
  if (!now_.capturing) return name + " is down";
  if (paused_) return name + " shows no packet for " + duration_text(limits.gap);
  const CoverageFigures f = since(kRecent).figures;
  const std::uint64_t packets = f.packets + f.drops;
  const double dropped = part_of(f.drops, packets);
  if (packets >= kFewestPackets && dropped > limits.drops) {
    return name + " drops " + percent(dropped) + " of the packets";
  }
  const double lost = part_of(f.lost_octets, f.octets + f.lost_octets);
  if (f.octets >= kFewestOctets && lost > limits.lost_octets) {
    return name + " misses " + percent(lost) + " of the octets";
  }
  const std::uint64_t flows = f.one_way_flows + f.two_way_flows;
  const double one_way = part_of(f.one_way_flows, flows);
  if (flows >= kFewestFlows && one_way > limits.one_way_flows) {
    return name + " shows " + percent(one_way) + " of the flows one way only";
  }
  const double cut = part_of(f.cut_packets, f.packets);
  if (f.packets >= kFewestPackets && cut > limits.cut_packets) {
    return name + " cuts " + percent(cut) + " of the packets";
  }
  return std::nullopt;
}

}  // namespace cutoffd
