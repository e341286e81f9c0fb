#include "rules/carried_flows.h"

namespace cutoffd::rules {

void CarriedFlows::load(const Ledger::Rows& rows, std::optional<Instant> stopped) {
  if (stopped) until_ = *stopped + kFlowsCarried;
  for (OpenFlowRow& row : rows.open_flows()) {
    const Ends ends{row.client, row.server};
    by_number_.emplace(row.flow, ends);
    rows_.emplace(ends, std::move(row));
  }
}

void CarriedFlows::save(Ledger::Rows& rows, Instant now) {
  if (now <= until_) return;
  for (const auto& [ends, row] : rows_) rows.erase_open_flow(ends.first, ends.second);
  rows_.clear();
  by_number_.clear();
}

std::optional<OpenFlowRow> CarriedFlows::take(FlowId flow, const Endpoint& client,
                                              const Endpoint& server, Instant time) {
  if (rows_.empty()) return std::nullopt;
  by_number_.erase(flow);  // whatever bore the number before
  const auto at = rows_.find({client, server});
  if (at == rows_.end() || time < at->second.when || time > until_) return std::nullopt;
  OpenFlowRow row = std::move(at->second);
  rows_.erase(at);
  if (row.flow != flow) {
    by_number_.erase(row.flow);
    row.up = row.down = row.up_before = row.down_before = 0;
    row.page_from.reset();
  }
  return row;
}

std::optional<OpenFlowRow> CarriedFlows::take(FlowId flow, Instant time) {
  const auto at = by_number_.find(flow);
  if (at == by_number_.end()) return std::nullopt;
  const Ends ends = at->second;
  return take(flow, ends.first, ends.second, time);
}

}  // namespace cutoffd::rules
