#include "rules/ledger_values.h"

#include <array>
#include <charconv>
#include <string>

#include "core/words.h"

namespace cutoffd::rules {
namespace {

constexpr std::array<std::string_view, 8> kIncidentState{
    "settling", "open", "returning", "quiet", "absent", "blind", "closed", "joined"};
constexpr std::array<std::string_view, 8> kBindingSource{"arp",  "ndp",   "dhcp4", "dhcp6",
                                                         "mdns", "llmnr", "nbns",  "mirror"};

constexpr std::array<std::string_view, 4> kBasis{"name", "address", "outer", "network"};

}  // namespace

std::string_view name_of(Binding::Source source) { return word_of(kBindingSource, source); }
std::string_view name_of(Basis basis) { return word_of(kBasis, basis); }
std::optional<Basis> parse_basis(std::string_view text) { return from_word<Basis>(kBasis, text); }
std::string_view name_of(IncidentState state) { return word_of(kIncidentState, state); }
std::optional<IncidentState> parse_incident_state(std::string_view text) {
  return from_word<IncidentState>(kIncidentState, text);
}

namespace sqlite {
namespace {

template <typename T>
void take(const Statement& statement, int column, const std::optional<T>& parsed, T& value) {
  if (!parsed) statement.damaged(column);
  value = *parsed;
}

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto ip = IpAddress::parse(host);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!ip || !port) return std::nullopt;
  return Endpoint{*ip, Port{*port}};
}

// Calls `each` with every word of a text that separates them by single spaces.
template <typename Each>
void for_each_word(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    each(text.substr(0, space));
    if (space == std::string_view::npos) return;
    text.remove_prefix(space + 1);
  }
}

}  // namespace

void put(Statement& s, int i, const IpAddress& v) { s.put_text(i, text(v).view()); }
void put(Statement& s, int i, const Mac& v) { s.put_text(i, text(v).view()); }
void put(Statement& s, int i, const Endpoint& v) {
  std::string joined(text(v.ip).view());
  if (v.ip.is_v6()) joined = "[" + joined + "]";
  s.put_text(i, joined + ":" + std::to_string(number(v.port)));
}
void put(Statement& s, int i, Port v) { s.put_integer(i, number(v)); }
void put(Statement& s, int i, FlowId v) { put(s, i, static_cast<std::uint64_t>(v)); }
void put(Statement& s, int i, Evidence v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, Blocked v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, Severity v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, AlertEvent v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, IdentityGrade v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, Binding::Source v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, IncidentState v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, MarkKind v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, Basis v) { s.put_text(i, name_of(v)); }
void put(Statement& s, int i, const std::vector<IpAddress>& v) {
  std::string joined;
  for (const IpAddress& ip : v) {
    if (!joined.empty()) joined += ' ';
    joined += text(ip).view();
  }
  s.put_text(i, joined);
}
void put(Statement& s, int i, const std::vector<ValidAddress>& v) {
  std::string joined;
  for (const ValidAddress& one : v) {
    if (!joined.empty()) joined += ' ';
    joined += text(one.ip).view();
    joined += '@' + std::to_string(ns_since_epoch(one.until));
  }
  s.put_text(i, joined);
}
void put(Statement& s, int i, const std::vector<std::uint16_t>& v) {
  std::string joined;
  for (const std::uint16_t n : v) {
    if (!joined.empty()) joined += ' ';
    joined += std::to_string(n);
  }
  s.put_text(i, joined);
}

void get(const Statement& s, int c, IpAddress& v) { take(s, c, IpAddress::parse(s.text(c)), v); }
void get(const Statement& s, int c, Mac& v) { take(s, c, parse_mac(s.text(c)), v); }
void get(const Statement& s, int c, Endpoint& v) { take(s, c, parse_endpoint(s.text(c)), v); }
void get(const Statement& s, int c, Port& v) { v = Port{static_cast<std::uint16_t>(s.integer(c))}; }
void get(const Statement& s, int c, FlowId& v) {
  std::uint64_t number = 0;
  get(s, c, number);
  v = FlowId{number};
}
void get(const Statement& s, int c, Evidence& v) { take(s, c, parse_evidence(s.text(c)), v); }
void get(const Statement& s, int c, Blocked& v) { take(s, c, parse_blocked(s.text(c)), v); }
void get(const Statement& s, int c, Severity& v) { take(s, c, parse_severity(s.text(c)), v); }
void get(const Statement& s, int c, AlertEvent& v) { take(s, c, parse_alert_event(s.text(c)), v); }
void get(const Statement& s, int c, IdentityGrade& v) {
  take(s, c, parse_identity_grade(s.text(c)), v);
}
void get(const Statement& s, int c, Binding::Source& v) {
  take(s, c, from_word<Binding::Source>(kBindingSource, s.text(c)), v);
}
void get(const Statement& s, int c, IncidentState& v) {
  take(s, c, parse_incident_state(s.text(c)), v);
}
void get(const Statement& s, int c, MarkKind& v) { take(s, c, parse_mark_kind(s.text(c)), v); }
void get(const Statement& s, int c, std::vector<IpAddress>& v) {
  v.clear();
  for_each_word(s.text(c), [&](std::string_view word) {
    take(s, c, IpAddress::parse(word), v.emplace_back());
  });
}
void get(const Statement& s, int c, Basis& v) { take(s, c, parse_basis(s.text(c)), v); }
void get(const Statement& s, int c, std::vector<ValidAddress>& v) {
  v.clear();
  for_each_word(s.text(c), [&](std::string_view word) {
    const std::size_t at = std::min(word.find('@'), word.size());
    ValidAddress& one = v.emplace_back();
    take(s, c, IpAddress::parse(word.substr(0, at)), one.ip);
    const std::string_view rest = word.substr(std::min(at + 1, word.size()));
    std::int64_t until = 0;
    take(s, c, parse_number<std::int64_t>(rest), until);
    one.until = instant_from_ns(until);
  });
}
void get(const Statement& s, int c, std::vector<std::uint16_t>& v) {
  v.clear();
  for_each_word(s.text(c), [&](std::string_view word) {
    take(s, c, parse_number<std::uint16_t>(word), v.emplace_back());
  });
}

}  // namespace sqlite
}  // namespace cutoffd::rules
