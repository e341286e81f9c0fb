#include "rules/watched_flows.h"

#include <algorithm>

namespace cutoffd::rules {

WatchedFlow* WatchedFlows::find(FlowId id) {
  const auto at = flows_.find(id);
  return at == flows_.end() ? nullptr : &at->second;
}

WatchedFlow& WatchedFlows::make(FlowId id) {
  if (WatchedFlow* known = find(id)) return *known;
  while (flows_.size() >= max_flows_ && !order_.empty()) {
    if (flows_.erase(order_.front()) > 0) counters_.add(Counter::judged_flows_given_up);
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
      break;
  }
  return BlockNews::none();
}

// Everything about the contact that the flow is of.
Step step_on(const WatchedFlow& flow) {
  Step step;
  step.when = flow.when;
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
  step.bytes_down = answer.bytes_down - std::min(answer.bytes_down, flow.down);
  flow.down = std::max(flow.down, answer.bytes_down);
  // What came between was the page before this answer.
  if (flow.page_from) flow.down_before = std::max(flow.down_before, answer.bytes_down);
  flow.page_from = page ? std::optional(answer.bytes_down) : std::nullopt;
  step.blocked = page ? BlockNews::by(Blocked::blockpage) : BlockNews::cleared();
  return step;
}

std::optional<Step> step_of(WatchedFlow& flow, const FlowProgress& progress,
                            std::uint64_t transferred_above) {
  Step step = step_on(flow);
  step.time = progress.time;
  step.frame = progress.frame;
  step.by_packet = progress.step != FlowProgress::Step::ended || progress.frame != 0;
  // Numbers told by different ways of counting may fall back a little; octets are never taken away.
  step.bytes_up = progress.bytes_up - std::min(progress.bytes_up, flow.up);
  step.bytes_down = progress.bytes_down - std::min(progress.bytes_down, flow.down);
  flow.up = std::max(flow.up, progress.bytes_up);
  flow.down = std::max(flow.down, progress.bytes_down);
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
