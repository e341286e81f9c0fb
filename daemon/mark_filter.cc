#include "daemon/mark_filter.h"

#include <algorithm>
#include <variant>

#include "capture/track/flow_key.h"
#include "capture/track/keyed_hash.h"

namespace cutoffd {
namespace {

// Whoever makes two of its own uses collide hides the later one for an hour, and nothing else.
constexpr track::HashKey kUseKey = track::HashKey::from_seed(0x7265736f6c766572);

std::uint64_t hash_of_use(const IpAddress& client, const IpAddress& resolver) {
  track::KeyedHash hash(kUseKey);
  if (client.is_v4() && resolver.is_v4()) {
    return hash.add(std::uint64_t{track::v4_number(client)} << 32 | track::v4_number(resolver))
        .finish();
  }
  return hash.add(client).add(resolver).finish();
}

bool is_udp(const Observation& observation) {
  return observation.kind == ObservationKind::quic_sni ||
         observation.kind == ObservationKind::dtls_sni ||
         // What is unknown in TCP belongs to a flow; a stray datagram does not.
         (observation.kind == ObservationKind::unknown && observation.flow == FlowId{});
}

// How a flow begins, not what is asked of a resolver or claimed on the link.
bool opens_a_flow(ObservationKind kind) {
  switch (kind) {
    case ObservationKind::tls_sni:
    case ObservationKind::quic_sni:
    case ObservationKind::dtls_sni:
    case ObservationKind::http_host:
    case ObservationKind::unknown:
      return true;
    default:
      return false;
  }
}

// The common name of "CN=…, O=…" (RFC 4514 text, escapes as they stand).
std::string_view common_name(std::string_view issuer) {
  std::size_t begin = issuer.starts_with("CN=") ? 0 : issuer.find(", CN=");
  if (begin == std::string_view::npos) return {};
  begin = issuer.find('=', begin) + 1;
  std::size_t end = begin;
  while (end < issuer.size() && issuer[end] != ',' && issuer[end] != '+') {
    end += issuer[end] == '\\' ? 2 : 1;
  }
  return issuer.substr(begin, end - begin);
}

std::string_view text_of(FirstOctets octets) {
  // A view of octets: both are octets in memory.
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace

void MarkFilter::look_at(const rules::RuleSet& rules, const Observation& observation,
                         bool watched) {
  if (observation.kind == ObservationKind::dns_query) {
    if (!watched) look_at_resolver(observation);
    return;
  }
  using Kind = MarkTrace::Kind;
  if (const auto* hello = std::get_if<HelloDetail>(&observation.detail)) {
    look(rules, observation, Kind::ja3, hello->ja3);
    look(rules, observation, Kind::ja4, hello->ja4);
    look(rules, observation, Kind::first_bytes, text_of(hello->first));
  } else if (const auto* http = std::get_if<HttpDetail>(&observation.detail)) {
    // The mark is a path without its query.
    look(rules, observation, Kind::path, http->path.substr(0, http->path.find('?')));
  } else if (const auto* certificate = std::get_if<CertificateDetail>(&observation.detail)) {
    look(rules, observation, Kind::issuer, common_name(certificate->issuer));
  } else if (const auto* unknown = std::get_if<UnknownDetail>(&observation.detail)) {
    look(rules, observation, Kind::first_bytes, text_of(unknown->first));
  }
  if (opens_a_flow(observation.kind)) look_at_port(rules, observation);
}

void MarkFilter::look(const rules::RuleSet& rules, const Observation& observation,
                      MarkTrace::Kind kind, std::string_view text) {
  if (text.empty() || text.size() > decltype(MarkTrace::text)::kCapacity) return;
  if (rules.marks().knows({kind, text, {}, false})) tell(observation, kind, text);
}

void MarkFilter::look_at_port(const rules::RuleSet& rules, const Observation& observation) {
  const Port port = observation.server.at.port;
  if (!rules.marks().knows({MarkTrace::Kind::port, {}, port, is_udp(observation)})) return;
  if (observation.flow != FlowId{}) {
    const auto number = static_cast<std::uint64_t>(observation.flow);
    FlowId& told = ports_told_[number % kRemembered];
    if (told == observation.flow) return;
    told = observation.flow;
  }
  tell(observation, MarkTrace::Kind::port, {});
}

void MarkFilter::look_at_resolver(const Observation& observation) {
  if (observation.name.text.empty()) return;
  const IpAddress& resolver = observation.server.at.ip;
  const IpAddress& client = observation.client.at.ip;
  const auto hour =
      std::chrono::floor<std::chrono::hours>(observation.time).time_since_epoch().count();
  // What the judge has no room for is not remembered as told.
  if (facts_.has_room_for_background() && is_new_use(hash_of_use(client, resolver), hour)) {
    tell(observation, MarkTrace::Kind::resolver_used, {});
  }
}

bool MarkFilter::is_new_use(std::uint64_t use, std::int64_t hour) {
  // Of one pair another number in each hour; never that of an empty place.
  const auto number =
      static_cast<std::uint32_t>((use >> 32) + static_cast<std::uint64_t>(hour) * 2) | 1U;
  std::uint32_t* const line = &uses_told_[line_of(use)];
  std::uint32_t* const end = line + kWays;
  if (std::find(line, end, number) != end) return false;
  std::move_backward(line, end - 1, end);
  *line = number;
  return true;
}

void MarkFilter::expect(const IpAddress& client, const IpAddress& resolver) const {
  __builtin_prefetch(&uses_told_[line_of(hash_of_use(client, resolver))]);
}

void MarkFilter::tell(const Observation& observation, MarkTrace::Kind kind, std::string_view text) {
  MarkTrace trace;
  trace.time = observation.time;
  trace.frame = observation.frame;
  trace.kind = kind;
  trace.text = InlineText<253>(text);
  trace.udp = is_udp(observation);
  trace.client = observation.client;
  trace.server = observation.server;
  trace.vlans = observation.vlans;
  trace.flow = observation.flow;
  counters_.add(Counter::facts);
  facts_.on_fact(trace);
}

}  // namespace cutoffd
