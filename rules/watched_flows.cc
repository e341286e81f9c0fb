#include "rules/watched_flows.h"

#include <algorithm>

namespace cutoffd::rules {

namespace {

OpenFlowRow row_of(FlowId id, const WatchedFlow& flow, DeviceKey device) {
  OpenFlowRow row;
  row.client = flow.client;
  row.server = flow.server;
  row.flow = id;
  row.device = device;
  row.name = flow.name;
  row.by = flow.by;
  row.behind = flow.behind;
  row.when = flow.when;
  row.began = flow.began;
  if (flow.place) {
    row.source = flow.place->source;
    const auto vlans = flow.place->vlans.ids();
    row.vlans.assign(vlans.begin(), vlans.end());
  }
  row.blocked = flow.blocked;
  row.answered = flow.answered;
  row.page_from = flow.page_from;
  row.up = flow.up;
  row.down = flow.down;
  row.up_before = flow.up_before;
  row.down_before = flow.down_before;
  row.up_earlier = flow.up_earlier;
  row.down_earlier = flow.down_earlier;
  return row;
}

}  // namespace

WatchedFlow flow_of(const OpenFlowRow& row) {
  WatchedFlow flow;
  flow.name = row.name;
  flow.client = row.client;
  flow.server = row.server;
  flow.by = row.by;
  flow.behind = row.behind;
  flow.when = row.when;
  flow.began = row.began;
  flow.place = Place{row.client.ip, {}, static_cast<std::uint16_t>(row.source)};
  for (const std::uint16_t vlan : row.vlans) flow.place->vlans.push(vlan);
  flow.blocked = row.blocked;
  flow.answered = row.answered;
  flow.page_from = row.page_from;
  flow.up = row.up;
  flow.down = row.down;
  flow.up_before = row.up_before;
  flow.down_before = row.down_before;
  flow.up_earlier = row.up_earlier;
  flow.down_earlier = row.down_earlier;
  flow.kept = true;
  return flow;
}

WatchedFlow* WatchedFlows::find(FlowId id) {
  const auto at = flows_.find(id);
  return at == flows_.end() ? nullptr : &at->second;
}

WatchedFlow& WatchedFlows::make(FlowId id) {
  if (WatchedFlow* known = find(id)) return *known;
  while (flows_.size() >= max_flows_ && !order_.empty()) {
    if (knows(order_.front())) counters_.add(Counter::judged_flows_given_up);
    erase(order_.front());
    order_.pop_front();
  }
  // Those that ended would else stay in the order for ever.
  while (order_.size() > 2 * flows_.size() + 64) {
    if (flows_.contains(order_.front())) order_.push_back(order_.front());
    order_.pop_front();
  }
  order_.push_back(id);
  return flows_[id];
}

void WatchedFlows::erase(FlowId id) {
  const auto at = flows_.find(id);
  if (at == flows_.end()) return;
  if (at->second.kept) gone_.emplace_back(at->second.client, at->second.server);
  flows_.erase(at);
}

// A connection between the same ends may have followed: what is gone comes first.
void WatchedFlows::save(Ledger::Rows& rows, const Knows& knows) {
  for (const auto& [client, server] : gone_) rows.erase_open_flow(client, server);
  gone_.clear();
  if (std::exchange(all_, false)) {
    for (const auto& [id, flow] : flows_) touched_.insert(id);
  }
  for (const FlowId id : touched_) {
    WatchedFlow* flow = find(id);
    if (flow == nullptr || flow->targets.empty()) continue;
    const DeviceKey device = current(flow->targets.front().contact)->row.device;
    if (!knows(device)) continue;
    if (flow->reset) {
      if (flow->kept) rows.erase_open_flow(flow->client, flow->server);
      flow->kept = false;
      continue;
    }
    rows.put(row_of(id, *flow, device));
    flow->kept = true;
  }
  touched_.clear();
}

namespace {

// Before the server said anything; later it is how connections end.
BlockNews block_of(FlowProgress::Step step) {
  switch (step) {
    case FlowProgress::Step::reset:
      return BlockNews::by(Blocked::reset);
    case FlowProgress::Step::unreachable:
      return BlockNews::by(Blocked::unreachable);
    case FlowProgress::Step::silent:
      return BlockNews::by(Blocked::silence);
    case FlowProgress::Step::answered:
    case FlowProgress::Step::bytes:
    case FlowProgress::Step::ended:
    case FlowProgress::Step::left:
      break;
  }
  return BlockNews::none();
}

// Everything about the contact that the flow is of.
Step step_on(const WatchedFlow& flow) {
  Step step;
  step.when = flow.when;
  step.began = flow.began;
  step.name = flow.name;
  step.server = flow.server;
  step.place = flow.place;
  step.by = flow.by;
  step.behind = flow.behind;
  return step;
}

// Block pages are small: text, perhaps with a logo in it. What is longer is what was asked for.
constexpr std::uint64_t kMostOfAPage = std::uint64_t{128} << 10;

}  // namespace

std::optional<Step> step_of(WatchedFlow& flow, const HttpAnswer& answer, bool page) {
  const bool served = answer.status >= 200 && answer.status < 400 && !page;
  if (flow.blocked || (!page && !(served && flow.page_from))) return std::nullopt;
  Step step = step_on(flow);
  step.time = answer.time;
  step.frame = answer.frame;
  const std::uint64_t told = flow.down_earlier + answer.bytes_down;
  step.bytes_down = told - std::min(told, flow.down);
  flow.down = std::max(flow.down, told);
  // What came between was the page before this answer.
  if (flow.page_from) flow.down_before = std::max(flow.down_before, told);
  flow.page_from = page ? std::optional(told) : std::nullopt;
  step.blocked = page ? BlockNews::by(Blocked::blockpage) : BlockNews::cleared();
  return step;
}

std::optional<Step> step_of(WatchedFlow& flow, const FlowProgress& progress,
                            std::uint64_t transferred_above) {
  Step step = step_on(flow);
  step.time = progress.time;
  step.frame = progress.frame;
  const bool of_a_packet =
      progress.step != FlowProgress::Step::ended && progress.step != FlowProgress::Step::left;
  step.by_packet = of_a_packet || progress.frame != 0;
  // Numbers told by different ways of counting may fall back a little; octets are never taken away.
  const std::uint64_t told_up = flow.up_earlier + progress.bytes_up;
  const std::uint64_t told_down = flow.down_earlier + progress.bytes_down;
  step.bytes_up = told_up - std::min(told_up, flow.up);
  step.bytes_down = told_down - std::min(told_down, flow.down);
  flow.up = std::max(flow.up, told_up);
  flow.down = std::max(flow.down, told_down);
  if (flow.blocked) return std::nullopt;

  const bool server_spoke =
      progress.step == FlowProgress::Step::answered || flow.down > flow.down_before;
  if (server_spoke) {
    flow.answered = true;
    step.evidence = Evidence::answered;
    step.blocked = BlockNews::cleared();
  }
  std::uint64_t down = flow.down;
  if (flow.page_from && flow.down > *flow.page_from + kMostOfAPage) flow.page_from.reset();
  if (flow.page_from) {
    // Of the page itself nothing was transferred.
    step.blocked = BlockNews::none();
    down = std::max(flow.down_before, std::min(*flow.page_from, flow.down));
  }
  const std::uint64_t most = std::max(flow.up - flow.up_before, down - flow.down_before);
  if (most > transferred_above) step.evidence = Evidence::transferred;
  if (!flow.answered) step.blocked = block_of(progress.step);
  return step;
}

}  // namespace cutoffd::rules
