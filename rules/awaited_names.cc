#include "rules/awaited_names.h"

namespace cutoffd::rules {

void AwaitedNames::add(AwaitedName awaited) {
  const FlowId flow = awaited.contact.flow;
  if (due_.contains(flow)) return;  // a SYN repeated
  if (waiting_.size() >= most_) {
    take_first();
    counters_.add(Counter::judged_flows_given_up);
  }
  const Instant due = awaited.contact.time + kNameWait;
  due_.emplace(flow, due);
  waiting_.emplace(Key(due, flow), std::move(awaited));
}

AwaitedName* AwaitedNames::find(FlowId flow) {
  const auto at = due_.find(flow);
  return at == due_.end() ? nullptr : &waiting_.at({at->second, flow});
}

std::optional<AwaitedName> AwaitedNames::take(FlowId flow) {
  const auto at = due_.find(flow);
  if (at == due_.end()) return std::nullopt;
  auto node = waiting_.extract({at->second, flow});
  due_.erase(at);
  return std::move(node.mapped());
}

std::optional<Instant> AwaitedNames::due() const {
  return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first.first);
}

AwaitedName AwaitedNames::take_first() {
  auto node = waiting_.extract(waiting_.begin());
  due_.erase(node.key().second);
  return std::move(node.mapped());
}

}  // namespace cutoffd::rules
