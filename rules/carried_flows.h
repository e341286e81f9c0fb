// Watched flows that were open when an earlier run of the judge was saved last.
//
// Whoever goes on with one is the same contact still. A run that reads the same packets again tells
// of their progress by the numbers that it gave them (flows_are); another one knows them by their
// ends, once something is told of these again. Ends are used again for other connections: so they
// count for an hour only. Threads: one. Bound: as many as were open.
#pragma once

#include <map>
#include <optional>
#include <set>
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
  using Ends = std::pair<Endpoint, Endpoint>;  // client and server

  // `stopped`: how far time had come; unknown where the earlier run saw nothing.
  void load(const Ledger::Rows& rows, std::optional<Instant> stopped);
  // What is too old goes from the ledger too.
  void save(Ledger::Rows& rows, Instant now);
  // The numbers by which progress will be told, with octets counted from where the earlier run
  // counted from. Until this is said the earlier run's numbers are taken for them.
  void flows_are(const std::unordered_map<FlowId, Ends>& flows);
  // A device turned out to be another one.
  void join(DeviceKey from, DeviceKey into);

  // Something is known of a flow between these ends. If it was open, it is given out; octets that
  // another numbering counts from nought are added to those that were counted before.
  std::optional<OpenFlowRow> take(FlowId flow, const Endpoint& client, const Endpoint& server,
                                  Instant time);
  // A flow of which nothing but its number was told.
  std::optional<OpenFlowRow> take(FlowId flow, Instant time);
  [[nodiscard]] bool empty() const { return rows_.empty(); }

 private:
  std::map<Ends, OpenFlowRow> rows_;
  std::unordered_map<FlowId, Ends> by_number_;
  std::set<Ends> changed_;
  Instant next_end_ = Instant::max();
};

}  // namespace cutoffd::rules
