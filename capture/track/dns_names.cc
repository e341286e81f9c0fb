#include "capture/track/dns_names.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;
using dissect::DnsMessage;

// Multicast DNS goes by UDP only, and a question to port 53 is one to an ordinary resolver,
// whatever port it comes from.
ObservationKind kind_of(const Sight& sight, bool response, bool over_tcp) {
  const auto on = [&](Port port) {
    return sight.source_port() == port || sight.destination_port() == port;
  };
  if (!on(kDnsPort)) {
    if (on(kMulticastDnsPort) && !over_tcp) return ObservationKind::mdns;
    if (on(kLlmnrPort)) return ObservationKind::llmnr;
  }
  return response ? ObservationKind::dns_answer : ObservationKind::dns_query;
}

// Multicast DNS names hosts below "local" (RFC 6762 section 3); as a device's name the rest is
// better.
std::string_view host_part(std::string_view name) {
  constexpr std::string_view kSuffix = ".local";
  if (name.ends_with(kSuffix)) name.remove_suffix(kSuffix.size());
  return name;
}

}  // namespace

Answer DnsNames::read(const Sight& sight, Bytes message) { return read(sight, nullptr, message); }

Answer DnsNames::read(Scene& scene, Bytes message) { return read(scene.sight, &scene, message); }

Answer DnsNames::read(const Sight& sight, Scene* scene, Bytes message) {
  __attribute__((uninitialized)) DnsMessage dns;  // parse_dns() begins it
  const Answer answer = dissect::parse_dns(message, scratch_, dns);
  if (answer == Answer::not_mine) return answer;
  count(answer, dns);
  const ObservationKind kind = kind_of(sight, dns.response, scene != nullptr);
  tell(sight, scene, kind, dns);
  if (dns.response && (kind == ObservationKind::mdns || kind == ObservationKind::llmnr)) {
    tell_bindings(sight, kind, dns);
  }
  return answer;
}

void DnsNames::count(Answer answer, const DnsMessage& message) {
  if (answer == Answer::fault) {
    counters_.add(message.name_too_long ? Counter::name_too_long : Counter::dns_malformed);
  }
  if (answer == Answer::unsure) counters_.add(Counter::dns_truncated);
  if (message.left_out) counters_.add(Counter::dns_records_left_out);
}

void DnsNames::tell(const Sight& sight, Scene* scene, ObservationKind kind,
                    const DnsMessage& message) {
  const bool sender_is_client = !message.response;
  __attribute__((uninitialized)) Observation observation =
      Teller::about(sight, kind, sender_is_client);
  if (scene != nullptr) {
    const Side client = sender_is_client ? scene->sender : other(scene->sender);
    scene->flow.set_client(client);
    observation = teller_.about(*scene, kind, client);
  }
  auto& detail = observation.detail.emplace<DnsDetail>();
  if (message.response) detail.rcode = message.rcode;
  detail.extended_error = message.extended_error;
  detail.over_tcp = scene != nullptr;
  detail.ech_key = message.ech_key;
  detail.complete = message.complete && !message.truncated && !message.left_out;
  detail.records = message.records;
  detail.hints = message.hints;
  detail.forwarded_mac = message.forwarded_mac;

  const auto tell_one = [&](const ObservedName& name, DnsType type) {
    observation.name = name;
    detail.qtype = type;
    if (scene != nullptr) {
      teller_.tell(observation, *scene);
    } else {
      teller_.tell(observation);
    }
  };
  for (const dissect::DnsQuestion& question : message.questions) {
    tell_one(question.name, question.type);
  }
  if (message.questions.empty() && message.response && !message.records.empty()) {
    tell_one(message.records.front().name, message.records.front().type);
  }
}

void DnsNames::tell_bindings(const Sight& sight, ObservationKind kind, const DnsMessage& message) {
  for (const DnsRecord& record : message.records) {
    const auto* address = std::get_if<IpAddress>(&record.data);
    if (address == nullptr || record.ttl == 0) continue;  // TTL 0 takes a name back (RFC 6762 10.1)
    Binding binding;
    binding.time = sight.now;
    binding.ip = *address;
    binding.source = kind == ObservationKind::mdns ? Binding::Source::mdns : Binding::Source::llmnr;
    // A name that does not fit is no claim.
    binding.hostname = InlineText<253>(host_part(record.name.text));
    binding.vlans = sight.frame.vlans;
    if (!binding.hostname.empty()) bindings_.tell(binding);
  }
}

}  // namespace cutoffd::track
