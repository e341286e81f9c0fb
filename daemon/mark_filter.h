// From observations to traces of marks: what a watchlist names and is no name.
//
// Lets through paths, issuers, fingerprints and first octets that some watchlist has; a port that
// one has, once a flow; and, once an hour for a client and a resolver, that the one asks the other
// for an ordinary name (who uses a public resolver of a documented fallback so is no evader, and
// who is asked inside and asks is a forwarder, before anybody asks it a watched name). Threads: one
// filter belongs to one worker. Bounds: two tables of what was told last; what was pushed out is
// told again, which the judge does not mind.
//
// Every question to a resolver comes by here. Of the DNS-heavy workload (20,000 clients, three
// resolvers) 4096 places, one for a pair, let nearly each question through to the judge: a third of
// all CPU time. So the table holds more pairs than a network that fills the judge's own table, as
// one number each, sixteen in a cache line (two pairs are taken for one once in 2^28 questions, and
// for that hour); and that line is fetched a few packets before it is needed.
#pragma once

#include <array>
#include <cstdint>

#include "capture/track/lazy_array.h"
#include "core/counters.h"
#include "core/fact.h"
#include "core/observation.h"
#include "rules/ruleset.h"

namespace cutoffd {

class MarkFilter {
 public:
  MarkFilter(FactSink& facts, Counters& counters) : facts_(facts), counters_(counters) {}

  // Fetches the place of a question that may come within the next packets.
  void expect(const IpAddress& client, const IpAddress& resolver) const;
  // `watched`: the name itself was told.
  void look_at(const rules::RuleSet& rules, const Observation& observation, bool watched);

 private:
  static constexpr std::size_t kRemembered = 1024;  // a power of two
  static constexpr std::size_t kUses = 131'072;     // likewise; every client asks somebody
  static constexpr std::size_t kWays = 16;          // one cache line

  void look(const rules::RuleSet& rules, const Observation& observation, MarkTrace::Kind kind,
            std::string_view text);
  void look_at_port(const rules::RuleSet& rules, const Observation& observation);
  void look_at_resolver(const Observation& observation);
  bool is_new_use(std::uint64_t use, std::int64_t hour);
  void tell(const Observation& observation, MarkTrace::Kind kind, std::string_view text);

  FactSink& facts_;
  Counters& counters_;
  std::array<FlowId, kRemembered> ports_told_{};
  static std::size_t line_of(std::uint64_t use) { return use % (kUses / kWays) * kWays; }
  // Of client, resolver and hour, by their hash; in each line the latest first.
  track::LazyArray<std::uint32_t> uses_told_{kUses};
};

}  // namespace cutoffd
