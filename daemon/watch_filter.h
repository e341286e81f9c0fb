// From observations to sightings: lets through what the rules care about, and nothing else.
//
// Most observations end here: one look into the matcher, and no. What matches a watchlist, or lies
// below a domain of interest, is copied into a Sighting (owned, fixed in size) and handed on. So is
// each connection to an address that was answered for such a name, or that a watchlist knows.
// Threads: one filter belongs to one worker; use() is called by that worker between packets.
#pragma once

#include <memory>

#include "core/counters.h"
#include "core/fact.h"
#include "core/observation.h"
#include "daemon/answered_table.h"
#include "daemon/encrypted_dns_devices.h"
#include "daemon/mark_filter.h"
#include "rules/ruleset.h"

namespace cutoffd {

class WatchFilter final : public ObservationSink {
 public:
  // Workers of one sensor share the table of answers, those of one interface the devices.
  WatchFilter(
      std::shared_ptr<const rules::RuleSet> rules, FactSink& facts, Counters& counters,
      std::shared_ptr<AnsweredTable> answers,
      std::shared_ptr<EncryptedDnsDevices> encrypted_dns = std::make_shared<EncryptedDnsDevices>());

  Interest on_observation(const Observation& observation) override;
  void expect(const IpAddress& client, const IpAddress& server) const override {
    marks_.expect(client, server);
  }
  [[nodiscard]] bool may_want(const IpAddress& server) const override;
  Interest on_opening(const FlowOpening& opening) override;
  void use(std::shared_ptr<const rules::RuleSet> rules) { rules_ = std::move(rules); }
  [[nodiscard]] std::size_t encrypted_dns_devices() const { return encrypted_dns_->count(); }

 private:
  Interest look_at_name(const Observation& observation);
  void note_answer(const Observation& observation, const DnsDetail& dns, bool watched);
  std::uint64_t take(AnsweredTable::Noted noted, const IpAddress& ip, Instant time);
  void tell_named(const Observation& observation);
  void tell(const Fact& fact);

  std::shared_ptr<const rules::RuleSet> rules_;
  FactSink& facts_;
  Counters& counters_;
  std::shared_ptr<AnsweredTable> answers_;
  std::shared_ptr<EncryptedDnsDevices> encrypted_dns_;
  MarkFilter marks_;
};

}  // namespace cutoffd
