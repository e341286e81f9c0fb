// A judge on a stage: a small rule set, devices that ask and connect, and what was told of it.
//
// Times are seconds after the cutoff of the acme determination unless they are Instants.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/counters.h"
#include "core/fact.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "rules/ruleset.h"

namespace cutoffd::rules::stage {

inline Instant at(std::string_view text) { return parse_rfc3339(text).value(); }
inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
inline Mac mac(std::string_view text) { return parse_mac(text).value(); }
inline DomainName domain(std::string_view text) { return DomainName::from_text(text).value(); }

inline const Instant kCutoff = at("2024-09-29T00:00:00-04:00");
inline Instant after(double seconds) {
  return kCutoff + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

inline const char* const kUpdate = "s07.upd.acme.example";
inline const char* const kTelemetry = "stats.acme.example";
inline const char* const kNews = "news.acme.example";
inline const char* const kPortal = "portal.acme.example";
inline const char* const kAccount = "my.acme.example";
inline const char* const kGuess = "guess.acme.example";
inline const char* const kUnknown = "shiny.acme.example";

inline WatchEntry entry(NamePattern::Match match, std::string text, std::string service,
                        Confidence confidence = Confidence::documented) {
  WatchEntry made;
  made.mark = NamePattern{match, std::move(text)};
  made.service = std::move(service);
  made.confidence = confidence;
  return made;
}

inline std::vector<Watchlist> lists() {
  Watchlist acme;
  acme.id = acme.vendor = "acme";
  acme.title = "Acme";
  acme.domains_of_interest = {domain("acme.example")};
  acme.entries = {
      entry(NamePattern::Match::family, "s[00-19].upd.acme.example", "update"),
      entry(NamePattern::Match::exact, kTelemetry, "telemetry"),
      entry(NamePattern::Match::exact, kNews, "information"),
      entry(NamePattern::Match::exact, kPortal, "threat-intelligence"),
      entry(NamePattern::Match::exact, kAccount, "account"),
      entry(NamePattern::Match::exact, kGuess, "update", Confidence::inferred),
      entry(NamePattern::Match::exact, "quiet.acme.example", "download"),
  };
  acme.entries.back().quiet = true;
  Watchlist other;
  other.id = other.vendor = "other";
  other.title = "Other Corp.";
  other.domains_of_interest = {domain("other.example")};
  other.entries = {entry(NamePattern::Match::suffix, "*.upd.other.example", "update"),
                   entry(NamePattern::Match::exact, kTelemetry, "telemetry")};
  return {acme, other};
}

inline Determination determination(std::string id, std::string vendor, Instant from) {
  Determination made;
  made.id = std::move(id);
  made.vendor = std::move(vendor);
  made.activities = {{"agreements", "new agreements", from - std::chrono::days(71), {}},
                     {"service", "service", from, {"update", "telemetry", "download"}}};
  made.exempt_services = {"threat-intelligence", "information"};
  return made;
}

inline Rule rule(std::string name, std::string of) {
  Rule made;
  made.name = std::move(name);
  made.determination = std::move(of);
  return made;
}

inline std::shared_ptr<const RuleSet> rules() {
  static const auto shared =
      std::make_shared<const RuleSet>(lists(), std::vector{determination("order", "acme", kCutoff)},
                                      std::vector{rule("acme-order", "order")});
  return shared;
}

// A device as its packets show it.
struct Host {
  IpAddress address;
  std::optional<Mac> link;
};
inline Host host(std::string_view address, std::string_view link = {}) {
  return {ip(address), link.empty() ? std::nullopt : std::optional(mac(link))};
}

inline const Host kDesk = host("10.0.0.20", "02:00:00:00:00:20");
inline const Host kResolver = host("10.0.0.53", "02:00:00:00:00:53");
inline const Endpoint kServer{ip("203.0.113.7"), Port{443}};

inline Sighting question(const Host& who, std::string_view name, Instant time,
                         DnsType type = DnsType::a, const Host& resolver = kResolver) {
  Sighting made;
  made.time = time;
  made.kind = ObservationKind::dns_query;
  made.name = domain(name);
  made.client = {{who.address, Port{50000}}, who.link};
  made.server = {{resolver.address, Port{53}}, resolver.link};
  made.qtype = type;
  return made;
}

inline Sighting answer(const Host& who, std::string_view name, Instant time,
                       std::vector<AnsweredAddresses::Entry> addresses,
                       const Host& resolver = kResolver) {
  Sighting made = question(who, name, time, DnsType::a, resolver);
  made.kind = ObservationKind::dns_answer;
  made.rcode = 0;
  for (const auto& one : addresses) made.addresses.push(one);
  return made;
}

inline Sighting block(const Host& who, std::string_view name, Instant time, Blocked how,
                      DnsType type = DnsType::a) {
  Sighting made = answer(who, name, time, {});
  made.blocked = how;
  made.qtype = type;
  return made;
}

inline Sighting hello(const Host& who, std::string_view name, Instant time, std::uint64_t flow = 1,
                      const Endpoint& server = kServer) {
  Sighting made;
  made.time = time;
  made.kind = ObservationKind::tls_sni;
  made.name = domain(name);
  made.client = {{who.address, Port{51000}}, who.link};
  made.server = {server, mac("02:00:00:00:00:01")};
  made.flow = FlowId{flow};
  return made;
}

inline FlowProgress progress(std::uint64_t flow, Instant time, FlowProgress::Step step,
                             std::uint64_t up = 0, std::uint64_t down = 0) {
  return {time, FlowId{flow}, step, up, down};
}

inline Binding binding(std::string_view address, std::string_view link, Instant time,
                       Binding::Source source = Binding::Source::arp,
                       std::string_view hostname = {}) {
  Binding made;
  made.time = time;
  made.ip = ip(address);
  if (!link.empty()) made.mac = mac(link);
  made.source = source;
  made.hostname = InlineText<253>(hostname);
  return made;
}

// A judge with a ledger of its own. `pause` puts a new judge in its place, as a restart does.
class Court {
 public:
  explicit Court(JudgeOptions with = {}, std::shared_ptr<const RuleSet> under = rules())
      : options_(std::move(with)), rules_(std::move(under)) {
    options_.sensor = "test";
    sit();
  }
  explicit Court(std::shared_ptr<const RuleSet> under) : Court(JudgeOptions{}, std::move(under)) {}

  Court& hear(const Fact& fact) {
    judge_->on_fact(fact);
    return *this;
  }
  template <typename... Facts>
  Court& hear(const Fact& first, const Facts&... rest) {
    hear(first);
    return hear(rest...);
  }
  Court& wait_until(Instant time) {
    judge_->on_time(time);
    return *this;
  }
  void restart() {
    keep();
    sit();
  }
  void keep() {
    judge_->save();
    ledger_->commit();
  }
  // All alerts so far.
  std::vector<Alert> alerts() {
    keep();
    return ledger_->alerts_after(0, 1'000'000);
  }
  std::vector<Alert> finish() {
    judge_->finish();
    return alerts();
  }
  std::vector<DeviceService> services() {
    keep();
    return ledger_->device_services();
  }
  Judge& judge() { return *judge_; }
  Ledger& ledger() { return *ledger_; }
  Counters& counters() { return counters_; }

 private:
  void sit() {
    judge_.reset();
    judge_ = std::make_unique<Judge>(rules_, options_, *ledger_, counters_);
  }

  JudgeOptions options_;
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<Ledger> ledger_ = Ledger::temporary();
  Counters counters_;
  std::unique_ptr<Judge> judge_;
};

}  // namespace cutoffd::rules::stage
