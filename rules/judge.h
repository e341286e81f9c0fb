// The judge: facts in, incidents and alerts out, all of it written to the ledger.
//
// It alone decides: which device a contact belongs to (rules/identity.h), whether it lies at or
// after a cutoff, how far it went, and whether that is worth telling. Time is the facts' and
// on_time's; it never asks a clock, so a replay decides exactly what a live run decided. Threads:
// one (the control thread, or replay's only one).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/address.h"
#include "core/counters.h"
#include "core/fact.h"
#include "core/observation.h"
#include "core/time.h"
#include "rules/ledger.h"
#include "rules/quiet_options.h"
#include "rules/ruleset.h"

namespace cutoffd::rules {

// An operator's word, and whose it is.
struct Decision {
  enum class Verb : std::uint8_t { acknowledge, close, exempt, forget };
  Verb verb{};
  Instant at{};  // by the clock of whoever says it
  std::string who;
  std::string why;
  std::optional<Instant> until;  // of an exemption
};
std::string_view name_of(Decision::Verb verb);
std::optional<Decision::Verb> parse_decision(std::string_view word);

// For how long what is over is kept.
struct Retention {
  Duration closed = std::chrono::hours(24 * 365);   // closed incidents
  Duration names = std::chrono::hours(24 * 365);    // names that were not seen since
  Duration devices = std::chrono::hours(24 * 365);  // devices without a contact since
};

struct JudgeOptions {
  std::string sensor = "sensor";
  std::vector<Prefix> internal;                // refines who is the device; never hides a contact
  Duration settle = std::chrono::seconds(10);  // evidence rising within is told in one alert
  std::uint64_t transferred_above = 4096;      // octets of payload, either direction
  // An address answered for a name stands for it so much longer than its TTL: programs keep
  // addresses (browsers a minute at least).
  Duration answer_grace = std::chrono::minutes(1);
  std::vector<std::string> interfaces;            // by Packet::source; empty where files are read
  std::vector<IpAddress> routers, nats, proxies;  // likewise
  std::vector<IpAddress> forwarders;              // known to ask names for others; more are learnt
  // Where a resolver leads what it blocks, beside the addresses that lead nowhere anyway; and the
  // servers that show a page in its place.
  std::vector<Prefix> sinkholes, block_pages;
  QuietOptions quiet;  // when silence means something
  Retention retention;
  // The ledger as it stands, to decide of it: the past is not judged by these rules, and nobody is
  // listed anew.
  bool decide_only = false;
  bool tell_unclassified = true;  // once per device: a vendor's name that no entry knows
  std::size_t max_devices = 65'536;
  std::size_t max_contacts = 1'048'576;     // device and service pairs
  std::size_t max_names = 262'144;          // device and name pairs
  std::size_t max_history = 262'144;        // pairs of device and any other name, if all are kept
  std::size_t max_bindings = 262'144;       // addresses whose holder is known
  std::size_t max_flows = 262'144;          // watched flows still open
  std::size_t max_resolver_users = 16'384;  // ordinary users of public resolvers, by pairs
};

class Judge final : public FactSink {
 public:
  // Continues from what the ledger holds. Ledger and counters must outlive the judge.
  Judge(std::shared_ptr<const RuleSet> rules, const JudgeOptions& options, Ledger& ledger,
        Counters& counters);
  ~Judge() override;

  void on_fact(const Fact& fact) override;
  // Packet time (live: or the clock) has reached `now`: settles what is due.
  void on_time(Instant now);
  // Before the first fact, where an earlier run left a ledger: connections, client and server,
  // whose packets were read again without being judged, by the numbers that they have now. All
  // others that were open are numbered anew, and their octets are counted from nought.
  using FlowEnds = std::unordered_map<FlowId, std::pair<Endpoint, Endpoint>>;
  void flows_are(const FlowEnds& flows);
  // Nothing more will come: tells what is still settling, with the evidence reached.
  void finish();
  // Hands to the ledger all that changed since the last time, alerts included; Ledger::commit()
  // then makes it durable. Whoever runs the judge calls both, in this order, every now and then and
  // at the end; until then no alert can be told.
  void save();
  // Asks how much the sensor sees, for each message that says that a device is quiet: part of a
  // sentence, empty where nobody knows. What it refers to must outlive the judge.
  using CoverageWords = std::function<std::string(Instant now)>;
  void say_coverage_by(CoverageWords words);
  // From the next fact on, these rules.
  void use(std::shared_ptr<const RuleSet> rules);

  // What the operator decides of an incident: all that bear the id, or the only id that begins so.
  // A sentence where it cannot be done. Written at the next save().
  std::optional<std::string> decide(std::string_view incident, const Decision& decision);
  // A device, by its id, MAC, address or name, with all that is known of it. Decision::verb and
  // until mean nothing.
  std::optional<std::string> forget_device(std::string_view device, const Decision& decision);

  // Incidents that were told and are not over. After finish() none is still settling.
  [[nodiscard]] std::size_t open_incidents() const;
  // Whether the ledger holds an incident that was told, or that an exemption mutes, and that nobody
  // closed: quiet ones too.
  [[nodiscard]] bool found() const;
  [[nodiscard]] std::size_t devices() const;  // that had a watched contact
  // How far time had come, to the minute, when the sensor last saw; over restarts. Whoever starts
  // the judge on a live capture tells it by a SensorChange that nothing was seen since.
  [[nodiscard]] std::optional<Instant> seen_until() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cutoffd::rules
