// The flows on which a watched name was seen, so that their progress can be added to its contacts.
//
// Threads: one. Bound: so many flows; the oldest goes first, counted in judged_flows_given_up.
// Those that are open are kept in the ledger, for the next run (rules/carried_flows.h).
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/counters.h"
#include "core/fact.h"
#include "rules/contact.h"

namespace cutoffd::rules {

struct WatchedFlow {
  struct Target {
    std::shared_ptr<Contact> contact;
    bool sure = true;
    bool quiet = false;
    bool inferred = false;
  };
  std::string name;
  Endpoint client;
  Endpoint server;
  Basis by = Basis::name;
  std::optional<IpAddress> behind;  // who opened it is not visible
  Instant when{};                   // of the contact
  Instant began{};                  // of the first one that it goes on with
  std::optional<Place> place;
  std::vector<Target> targets;
  bool blocked = false;   // what answers is a blocker
  bool answered = false;  // since the name was seen
  // The latest answer was a page in place of the service: octets from the server, when it began.
  std::optional<std::uint64_t> page_from;
  // Octets told so far on the flow, and when the name was seen: several names may share a flow.
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  std::uint64_t up_before = 0;
  std::uint64_t down_before = 0;
  // Counted by earlier processes, that numbered the flow otherwise.
  std::uint64_t up_earlier = 0;
  std::uint64_t down_earlier = 0;
  bool reset = false;  // and nothing came since: not worth keeping over a restart
  bool kept = false;   // the ledger has a row of it
};

// As an earlier run left it, without its targets.
WatchedFlow flow_of(const OpenFlowRow& row);

class WatchedFlows {
 public:
  WatchedFlows(std::size_t max_flows, Counters& counters)
      : max_flows_(max_flows), counters_(counters) {}

  WatchedFlow* find(FlowId id);
  [[nodiscard]] bool knows(FlowId id) const { return flows_.contains(id); }
  WatchedFlow& make(FlowId id);  // or the one that is there
  void erase(FlowId id);
  // Hands over what was touched since the last time and belongs to a device that is known.
  void touch(FlowId id) { touched_.insert(id); }
  void touch_all() { all_ = true; }
  using Knows = std::function<bool(DeviceKey)>;
  void save(Ledger::Rows& rows, const Knows& knows);

 private:
  std::size_t max_flows_;
  Counters& counters_;
  std::unordered_map<FlowId, WatchedFlow> flows_;
  std::deque<FlowId> order_;  // of making; flows that ended are passed over
  std::unordered_set<FlowId> touched_;
  bool all_ = false;
  std::vector<std::pair<Endpoint, Endpoint>> gone_;
};

// An answer of the service itself, or a page shown in its place; nothing if it says neither.
std::optional<Step> step_of(WatchedFlow& flow, const HttpAnswer& answer, bool page);

// What a flow's progress proves, as a step of its contacts; nothing if nothing new.
std::optional<Step> step_of(WatchedFlow& flow, const FlowProgress& progress,
                            std::uint64_t transferred_above);

}  // namespace cutoffd::rules
