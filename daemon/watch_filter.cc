#include "daemon/watch_filter.h"

#include <array>
#include <utility>

#include "capture/dissect/dns_answer.h"

namespace cutoffd {
namespace {

// Names that devices claim for themselves on the local link: identity, never contact.
bool is_identity(ObservationKind kind) {
  return kind == ObservationKind::mdns || kind == ObservationKind::llmnr ||
         kind == ObservationKind::nbns;
}

// What the answer means for the question: addresses, or how it blocks.
void read_answer(const Observation& observation, const DnsDetail& dns, Sighting& sighting) {
  const dissect::DnsQuestion question{observation.name, dns.qtype, 1};
  dissect::DnsMessage message;
  message.response = true;
  message.rcode = *dns.rcode;
  message.extended_error = dns.extended_error;
  message.questions = {&question, 1};
  message.records = dns.records;
  message.hints = dns.hints;
  message.complete = dns.complete;
  const dissect::AnswerChain chain = dissect::follow_chain(message, observation.name);
  sighting.blocked = dissect::blocked_how(message, chain);
  // Only usable addresses resolve a name.
  for (const AnsweredAddresses::Entry& entry : chain.addresses.entries()) {
    if (!dissect::leads_nowhere(entry.ip)) sighting.addresses.push(entry);
  }
}

// The first octets of a hello hold its random. Both sides of a NAT show the same ones.
std::uint64_t sign_of(FirstOctets first) {
  constexpr std::size_t kWithRandom = 43;  // record and handshake header, version, random
  if (first.size() < kWithRandom) return 0;
  std::uint64_t sign = 0xcbf29ce484222325U;  // FNV-1a
  for (const std::uint8_t octet : first) sign = (sign ^ octet) * 0x100000001b3U;
  return sign;
}

Sighting sighting_of(const Observation& observation, const DomainName& name) {
  Sighting sighting;
  sighting.time = observation.time;
  sighting.frame = observation.frame;
  sighting.source = observation.source;
  sighting.kind = observation.kind;
  sighting.name = name;
  sighting.client = observation.client;
  sighting.server = observation.server;
  sighting.vlans = observation.vlans;
  sighting.client_ttl = observation.client_ttl;
  sighting.flow = observation.flow;
  if (const auto* hello = std::get_if<HelloDetail>(&observation.detail)) {
    sighting.ech = hello->ech;
    sighting.hello = sign_of(hello->first);
  }
  if (const auto* dns = std::get_if<DnsDetail>(&observation.detail)) {
    sighting.qtype = dns->qtype;
    sighting.forwarded_mac = dns->forwarded_mac;
    sighting.rcode = dns->rcode;
    if (dns->rcode) read_answer(observation, *dns, sighting);
  }
  return sighting;
}

}  // namespace

WatchFilter::WatchFilter(std::shared_ptr<const rules::RuleSet> rules, FactSink& facts,
                         Counters& counters)
    : rules_(std::move(rules)), facts_(facts), counters_(counters), marks_(facts, counters) {}

Interest WatchFilter::on_observation(const Observation& observation) {
  encrypted_dns_.look_at(observation);
  const Interest interest = look_at_name(observation);
  marks_.look_at(*rules_, observation, interest == Interest::watched);
  return interest;
}

Interest WatchFilter::look_at_name(const Observation& observation) {
  if (observation.name.form != NameForm::domain || is_identity(observation.kind)) {
    return Interest::none;
  }
  std::array<rules::Match, 1> one;
  const bool matched = rules_->match(observation.name.text, one) > 0;
  const bool watched = matched || rules_->of_interest(observation.name.text);
  if (!watched && rules_->kept_names() != rules::KeptNames::all) return Interest::none;
  const auto name = observation.name.domain();
  if (!name) return Interest::none;
  counters_.add(Counter::facts);
  facts_.on_fact(sighting_of(observation, *name));
  // Of a name that is only kept, what its connection goes on to do is of no interest.
  return watched ? Interest::watched : Interest::none;
}

}  // namespace cutoffd
