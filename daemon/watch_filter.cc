#include "daemon/watch_filter.h"

#include <algorithm>
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
  // What is told to be blocked (EDE 15 to 17) leads to a page that says so, if anywhere.
  if (sighting.blocked) return;
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
                         Counters& counters, std::shared_ptr<AnsweredTable> answers,
                         std::shared_ptr<EncryptedDnsDevices> encrypted_dns)
    : rules_(std::move(rules)),
      facts_(facts),
      counters_(counters),
      answers_(std::move(answers)),
      encrypted_dns_(std::move(encrypted_dns)),
      marks_(facts, counters) {}

Interest WatchFilter::on_observation(const Observation& observation) {
  encrypted_dns_->look_at(observation);
  const Interest interest = look_at_name(observation);
  marks_.look_at(*rules_, observation, interest == Interest::watched);
  return interest;
}

Interest WatchFilter::look_at_name(const Observation& observation) {
  // How a connection begins is an observation too, and names nobody.
  const bool named = observation.name.form == NameForm::domain && !observation.name.text.empty();
  if (!named || is_identity(observation.kind)) return Interest::none;
  const bool watched = rules_->of_interest(observation.name.text);
  const auto* dns = std::get_if<DnsDetail>(&observation.detail);
  if (dns != nullptr && dns->rcode) note_answer(observation, *dns, watched);
  if (!watched && observation.awaited) tell_named(observation);
  if (!watched && rules_->kept_names() != rules::KeptNames::all) return Interest::none;
  const auto name = observation.name.domain();
  if (!name) return Interest::none;
  Sighting sighting = sighting_of(observation, *name);
  if (watched && is_hello(observation.kind)) {
    sighting.answered_otherwise = answers_->answered_otherwise(
        observation.client.at.ip, observation.server.at.ip, observation.time);
    const auto& card = observation.client.mac;
    sighting.card_answered_otherwise =
        card && answers_->answered_otherwise(*card, observation.server.at.ip, observation.time);
  }
  tell(sighting);
  // Of a name that is only kept, what its connection goes on to do is of no interest.
  return watched ? Interest::watched : Interest::none;
}

// Every answer leaves its addresses in the table. What a resolver asks for on its way from a
// watched name to its address (the names of its aliases) is no other customer's name.
void WatchFilter::note_answer(const Observation& observation, const DnsDetail& dns, bool watched) {
  const bool other = !watched && !answers_->is_alias(observation.name.text);
  std::uint64_t lost = 0;
  for (const DnsRecord& record : dns.records) {
    if (record.section != DnsRecord::Section::answer) continue;
    if (const auto* ip = std::get_if<IpAddress>(&record.data)) {
      if (!other) {
        lost += take(answers_->note_watched(*ip, observation.time), *ip, observation.time);
        continue;
      }
      const Duration ttl = std::min<Duration>(std::chrono::seconds(record.ttl), kSharedFor);
      const auto noted = answers_->note_ordinary(observation.client, *ip, observation.time, ttl);
      if (noted.shared) tell(SharedAddress{observation.time, *ip});
      lost += noted.lost;
    } else if (const auto* target = std::get_if<ObservedName>(&record.data)) {
      if (!other) lost += answers_->note_alias(target->text, observation.time) ? 1U : 0U;
    }
  }
  if (lost > 0) counters_.add(Counter::answers_given_up, lost);
}

// Returns how many entries went for it.
std::uint64_t WatchFilter::take(AnsweredTable::Noted noted, const IpAddress& ip, Instant time) {
  if (noted.shared) tell(SharedAddress{time, ip});
  return noted.lost ? 1U : 0U;
}

// A connection that was followed for its address names something else. Unless that is the outer
// name of an encrypted hello, the address is not the watched name's alone.
void WatchFilter::tell_named(const Observation& observation) {
  const auto name = observation.name.domain();
  if (!name) return;
  const auto* hello = std::get_if<HelloDetail>(&observation.detail);
  const bool ech = hello != nullptr && hello->ech;
  if (!ech) {
    const IpAddress& ip = observation.server.at.ip;
    const std::uint64_t lost =
        take(answers_->note_shared(ip, observation.time), ip, observation.time);
    if (lost > 0) counters_.add(Counter::answers_given_up, lost);
  }
  tell(FlowNamed{observation.time, observation.frame, observation.flow, ech, *name});
}

bool WatchFilter::may_want(const IpAddress& server) const {
  return answers_->may_matter(server) || rules_->is_marked(server);
}

Interest WatchFilter::on_opening(const FlowOpening& opening) {
  const AnsweredTable::Known known = answers_->look(opening.server.at.ip, opening.time);
  const bool answered = known.watched && !known.shared;
  const bool wanted = answered || known.carried || rules_->is_marked(opening.server.at.ip);
  if (!wanted) return Interest::none;
  AddressContact contact;
  contact.time = opening.time;
  contact.frame = opening.frame;
  contact.source = opening.source;
  contact.flow = opening.flow;
  contact.client = opening.client;
  contact.server = opening.server;
  contact.vlans = opening.vlans;
  contact.client_ttl = opening.client_ttl;
  contact.shared = known.shared;
  tell(contact);
  return Interest::watched;
}

void WatchFilter::tell(const Fact& fact) {
  counters_.add(Counter::facts);
  facts_.on_fact(fact);
}

}  // namespace cutoffd
