// Watched flows that were open when an earlier run of the judge was saved last.
//
// Whoever goes on with one is the same contact still. A run that reads the same packets again
// numbers its flows alike, and tells of their progress by number; another one knows them by their
// ends, once something is named on them again. Ends are used again for other connections: so they
// count for an hour only. Threads: one. Bound: as many as were open.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/address.h"
#include "core/observation.h"
#include "core/time.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

inline constexpr Duration kFlowsCarried = std::chrono::hours(1);

class CarriedFlows {
 public:
  // `stopped`: how far time had come; unknown where the earlier run saw nothing.
  void load(const Ledger::Rows& rows, std::optional<Instant> stopped);
  // What is too old goes from the ledger too.
  void save(Ledger::Rows& rows, Instant now);

  // Something is known of a flow between these ends. If it was open, it is given out; octets of
  // another numbering count from nought.
  std::optional<OpenFlowRow> take(FlowId flow, const Endpoint& client, const Endpoint& server,
                                  Instant time);
  // A flow of which nothing but its number was told.
  std::optional<OpenFlowRow> take(FlowId flow, Instant time);
  [[nodiscard]] bool empty() const { return rows_.empty(); }

 private:
  using Ends = std::pair<Endpoint, Endpoint>;

  std::map<Ends, OpenFlowRow> rows_;
  std::unordered_map<FlowId, Ends> by_number_;
  Instant until_ = kBeginning;
};

}  // namespace cutoffd::rules
