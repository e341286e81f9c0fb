#include "capture/track/finished_flows.h"

#include <algorithm>
#include <array>

#include "capture/track/tcp_parts.h"

namespace cutoffd::track {
namespace {

// QUIC is left out on its own port alone: elsewhere a datagram may be a tunnel's or a DNS message.
constexpr Port kQuicPort{443};
constexpr std::uint16_t kFirstUnprivileged = 1024;

// A hello may still be a decoy's until the server's was read; one that is never seen is not waited
// for.
bool is_answered(const Flow& flow, const TcpState& tcp, Side side) {
  return !flow.has(Flow::kHello) || tcp.stages[index(other(side))] == Stage::done ||
         !flow.has(Flow::kSaw, other(side));
}

// One direction alone only where nothing of the other waits for what acknowledges it.
std::array<bool, 2> finished_tcp(const Flow& flow, const TcpState& tcp) {
  constexpr std::uint16_t kEnds = Flow::kFin | Flow::kFinHigh | Flow::kReset;
  const bool waits = tcp.sides[0].head != kNoSlot || tcp.sides[1].head != kNoSlot ||
                     // What is missing now may still come, and would not be shown.
                     tcp.missing[0] != 0 || tcp.missing[1] != 0;
  if (waits || flow.has(kEnds | Flow::kReopened | Flow::kHttp)) return {};
  const auto finished = [&](Side side) {
    return tcp.stages[index(side)] == Stage::done && is_answered(flow, tcp, side);
  };
  return {finished(Side::low), finished(Side::high)};
}

// The ports that mean something else to somebody: tunnels (capture/dissect/tunnel_udp.cc), mDNS and
// LLMNR.
bool is_ordinary(Port port) {
  static constexpr std::array<std::uint16_t, 14> kOthers{1701, 2152, 3544, 4500, 4754, 4789, 4790,
                                                         5072, 5247, 5353, 5355, 6081, 6635, 8472};
  constexpr std::uint16_t kTzsp = 37008;
  const std::uint16_t n = number(port);
  return n >= kFirstUnprivileged && n != kTzsp &&
         std::find(kOthers.begin(), kOthers.end(), n) == kOthers.end();
}

bool is_finished_quic(const QuicState& quic, const Sight& sight) {
  const Port source = sight.source_port();
  const Port destination = sight.destination_port();
  return quic.told && !quic.google && quic.head == kNoSlot &&
         ((source == kQuicPort && is_ordinary(destination)) ||
          (destination == kQuicPort && is_ordinary(source)));
}

}  // namespace

FinishedFlows::FinishedFlows(FlowShunt* shunt, const HashKey& key, const FlowTable& flows)
    : shunt_(shunt) {
  if (shunt_ != nullptr) shunt_->begin({key.k0, key.k1, flows.buckets()});
}

FinishedFlows::Sides FinishedFlows::finished_sides(const Flow& flow, const Sight& sight) {
  if (flow.watch != 0 || sight.frame.depth != 0) return {};
  if (const auto* tcp = std::get_if<TcpState>(&flow.state)) return finished_tcp(flow, *tcp);
  const auto* quic = std::get_if<QuicState>(&flow.state);
  const bool both = quic != nullptr && is_finished_quic(*quic, sight);
  return {both, both};
}

void FinishedFlows::tell(const Flow& flow, SlotId slot, std::uint64_t tag, const Sides& sides) {
  FlowShunt::Finished what{{}, sides};
  if (const auto* tcp = std::get_if<TcpState>(&flow.state)) {
    what.next = {tcp->sides[0].highest, tcp->sides[1].highest};
  }
  shunt_->finished(slot - 1, tag, what);
}

// What is shown here may have come before the first octets that stayed below, and waited. What
// lies behind them shows that they have passed: counting goes on behind what stayed below, where
// loss was counted. What is missing before them is for the tracker to count.
void FinishedFlows::take_over(Flow& flow, SlotId slot, Side sender,
                              const dissect::TcpSegment& segment) {
  auto* tcp = std::get_if<TcpState>(&flow.state);
  const auto passed = tcp == nullptr ? std::nullopt : shunt_->passed(slot - 1);
  if (!passed) return;
  for (const Side side : {Side::low, Side::high}) {
    if (side != sender && !segment.ack) continue;
    const FlowShunt::Passed& below = (*passed)[index(side)];
    TcpSide& own = tcp->sides[index(side)];
    const std::uint32_t shown = side == sender ? segment.sequence : segment.acknowledgement;
    if (below.span == 0 || ahead(below.next, own.highest) <= 0) continue;
    const bool far = below.span == FlowShunt::kSpan;
    if (!far && ahead(shown, below.base) < (side == sender ? 0 : 1)) continue;
    const std::int32_t gap = far ? 0 : ahead(below.base, own.highest);
    std::uint16_t& missing = tcp->missing[index(side)];
    if (gap > 0) {
      missing = static_cast<std::uint16_t>(std::min<std::int32_t>(0xffff, missing + gap));
    } else if (gap < 0) {
      missing = 0;  // it came out of order, and what it had left out came below
    }
    own.highest = below.next;
  }
}

}  // namespace cutoffd::track
