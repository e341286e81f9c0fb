// Connections known by their address alone, that may still be named.
//
// A hello follows within a round trip, and what it names counts more than what the address was
// answered for. So a connection waits a few seconds before it is judged by its address; what is
// told of it meanwhile waits with it. Threads: one. Bound: so many; the oldest goes first, counted
// in judged_flows_given_up. Nothing of it is kept over a restart: flow numbers are a process's own.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/counters.h"
#include "core/domain_name.h"
#include "core/fact.h"
#include "core/time.h"

namespace cutoffd::rules {

// Three repetitions of a SYN (1, 3 and 7 s in Linux, RFC 6298) leave a hello later than this seldom
// enough, and it is less than the settling time.
inline constexpr Duration kNameWait = std::chrono::seconds(5);

struct AwaitedName {
  AddressContact contact;
  std::optional<DomainName> name;  // that the address was answered for; none: a vendor's network
  std::vector<FlowProgress> progress;
};

class AwaitedNames {
 public:
  AwaitedNames(std::size_t most, Counters& counters) : most_(most), counters_(counters) {}

  void add(AwaitedName awaited);
  [[nodiscard]] AwaitedName* find(FlowId flow);
  std::optional<AwaitedName> take(FlowId flow);
  // When the first of them has waited long enough.
  [[nodiscard]] std::optional<Instant> due() const;
  AwaitedName take_first();

 private:
  using Key = std::pair<Instant, FlowId>;  // when it is due
  std::size_t most_;
  Counters& counters_;
  std::map<Key, AwaitedName> waiting_;
  std::unordered_map<FlowId, Instant> due_;
};

}  // namespace cutoffd::rules
