#include "rules/carried_flows.h"

#include <algorithm>

namespace cutoffd::rules {

// A row that an earlier run carried too, and of which nothing was told since, keeps its end.
void CarriedFlows::load(const Ledger::Rows& rows, std::optional<Instant> stopped) {
  for (OpenFlowRow& row : rows.open_flows()) {
    const Ends ends{row.client, row.server};
    if (!row.until) {
      row.until = stopped.value_or(kBeginning) + kFlowsCarried;
      changed_.insert(ends);
    }
    next_end_ = std::min(next_end_, *row.until);
    by_number_.emplace(row.flow, ends);
    rows_.emplace(ends, std::move(row));
  }
}

void CarriedFlows::save(Ledger::Rows& rows, Instant now) {
  for (const Ends& ends : changed_) {
    const auto at = rows_.find(ends);
    if (at != rows_.end()) rows.put(at->second);
  }
  changed_.clear();
  if (now <= next_end_) return;
  next_end_ = Instant::max();
  std::erase_if(rows_, [&](const auto& entry) {
    const OpenFlowRow& row = entry.second;
    if (now <= *row.until) {
      next_end_ = std::min(next_end_, *row.until);
      return false;
    }
    rows.erase_open_flow(row.client, row.server);
    return true;
  });
  if (rows_.empty()) by_number_.clear();
}

void CarriedFlows::flows_are(const std::unordered_map<FlowId, Ends>& flows) {
  by_number_.clear();
  std::map<Ends, FlowId> latest;
  for (const auto& [flow, ends] : flows) {
    if (!rows_.contains(ends)) continue;
    const auto [at, fresh] = latest.emplace(ends, flow);
    if (!fresh) at->second = std::max(at->second, flow);
  }
  for (const auto& [ends, flow] : latest) by_number_.emplace(flow, ends);
}

void CarriedFlows::join(DeviceKey from, DeviceKey into) {
  for (auto& [ends, row] : rows_) {
    if (row.device != from) continue;
    row.device = into;
    changed_.insert(ends);
  }
}

std::optional<OpenFlowRow> CarriedFlows::take(FlowId flow, const Endpoint& client,
                                              const Endpoint& server, Instant time) {
  if (rows_.empty()) return std::nullopt;
  const Ends ends{client, server};
  // Whatever bore the number before.
  const auto number = by_number_.find(flow);
  const bool same = number != by_number_.end() && number->second == ends;
  if (number != by_number_.end()) by_number_.erase(number);
  const auto at = rows_.find(ends);
  if (at == rows_.end()) return std::nullopt;
  // Clocks are set back.
  if (time + kFlowsCarried < at->second.when) return std::nullopt;
  // Of the same packets no time is too late.
  if (!same && time > *at->second.until) return std::nullopt;
  OpenFlowRow row = std::move(at->second);
  rows_.erase(at);
  row.until.reset();
  if (same) return row;
  std::erase_if(by_number_, [&ends](const auto& entry) { return entry.second == ends; });
  row.up_earlier = row.up;
  row.down_earlier = row.down;
  return row;
}

std::optional<OpenFlowRow> CarriedFlows::take(FlowId flow, Instant time) {
  const auto at = by_number_.find(flow);
  if (at == by_number_.end()) return std::nullopt;
  const Ends ends = at->second;
  return take(flow, ends.first, ends.second, time);
}

}  // namespace cutoffd::rules
