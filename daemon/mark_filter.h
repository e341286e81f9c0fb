// From observations to traces of marks: what a watchlist names and is no name.
//
// Lets through paths, issuers, fingerprints and first octets that some watchlist has; a port that
// one has, once a flow; and, once an hour for a client and a resolver, that the one asks the other
// for an ordinary name (who uses a public resolver of a documented fallback so is no evader, and
// who is asked inside and asks is a forwarder, before anybody asks it a watched name). Threads: one
// filter belongs to one worker. Bounds: two small tables of what was told last; a collision tells
// again, which the judge does not mind.
#pragma once

#include <array>
#include <cstdint>

#include "core/counters.h"
#include "core/fact.h"
#include "core/observation.h"
#include "rules/ruleset.h"

namespace cutoffd {

class MarkFilter {
 public:
  MarkFilter(FactSink& facts, Counters& counters) : facts_(facts), counters_(counters) {}

  // `watched`: the name itself was told.
  void look_at(const rules::RuleSet& rules, const Observation& observation, bool watched);

 private:
  static constexpr std::size_t kRemembered = 1024;  // a power of two
  static constexpr std::size_t kUses = 4096;        // every client asks somebody

  void look(const rules::RuleSet& rules, const Observation& observation, MarkTrace::Kind kind,
            std::string_view text);
  void look_at_port(const rules::RuleSet& rules, const Observation& observation);
  void look_at_resolver(const Observation& observation);
  void tell(const Observation& observation, MarkTrace::Kind kind, std::string_view text);

  FactSink& facts_;
  Counters& counters_;
  std::array<FlowId, kRemembered> ports_told_{};
  struct Use {
    IpAddress client;
    IpAddress resolver;
    std::int64_t hour = -1;
  };
  std::array<Use, kUses> uses_told_{};
};

}  // namespace cutoffd
