#include "config/mark_kinds.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "rules/name_pattern.h"

namespace cutoffd::config {
namespace {

using rules::Mark;
using rules::NamePattern;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Kind<Mark> mark_kind(std::string name, std::string expected, std::string pattern,
                     std::function<std::optional<Mark>(std::string_view)> parse) {
  Shape shape;
  shape.name = std::move(name);
  shape.expected = std::move(expected);
  shape.pattern = std::move(pattern);
  Kind<Mark> kind = text_kind<Mark>(std::move(shape), std::move(parse),
                                    [](const Mark& mark) { return text_of(mark); });
  kind.list = [](const Mark&, Listing&) {};  // a mark has no default to show
  return kind;
}

// "13000/tcp", "23100-23199/tcp", "15000/udp"
std::optional<Mark> parse_port(std::string_view text) {
  rules::PortMark mark;
  mark.udp = text.ends_with("/udp");
  if (!mark.udp && !text.ends_with("/tcp")) return std::nullopt;
  text.remove_suffix(4);
  const std::size_t dash = text.find('-');
  const auto first = parse_count(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_count(text.substr(dash + 1));
  if (!first || !last || *first == 0 || *last > 65'535 || *first > *last) return std::nullopt;
  mark.first = static_cast<Port>(*first);
  mark.last = static_cast<Port>(*last);
  return mark;
}

// "16 03 01": pairs of hex digits, one space between.
std::optional<Mark> parse_first_bytes(std::string_view text) {
  rules::FirstBytesMark mark;
  constexpr std::size_t kMost = 64;
  for (;;) {
    const std::string pair = lower(text.substr(0, 2));
    if (!is_hex(pair, 2) || mark.bytes.size() == kMost) return std::nullopt;
    std::uint8_t octet = 0;
    std::from_chars(pair.data(), pair.data() + 2, octet, 16);
    mark.bytes.push_back(octet);
    text.remove_prefix(2);
    if (text.empty()) return mark;
    if (text.front() != ' ') return std::nullopt;
    text.remove_prefix(1);
  }
}

std::string hex_text(const std::vector<std::uint8_t>& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t octet : bytes) {
    if (!out.empty()) out += ' ';
    out += kDigits[octet >> 4];
    out += kDigits[octet & 15];
  }
  return out;
}

struct MarkText {
  std::string operator()(const NamePattern& m) const {
    return std::string(rules::name_of(m.match)) + ": " + m.text;
  }
  std::string operator()(const rules::AddressMark& m) const {
    return "address: " + std::string(cutoffd::text(m.prefix).view());
  }
  std::string operator()(const rules::PathMark& m) const { return "path: " + m.path; }
  std::string operator()(const rules::IssuerMark& m) const { return "issuer: " + m.issuer; }
  std::string operator()(const rules::Ja3Mark& m) const { return "ja3: " + m.ja3; }
  std::string operator()(const rules::Ja4Mark& m) const { return "ja4: " + m.ja4; }
  std::string operator()(const rules::PortMark& m) const {
    std::string text = "port: " + std::to_string(number(m.first));
    if (m.last != m.first) text += "-" + std::to_string(number(m.last));
    return text + (m.udp ? "/udp" : "/tcp");
  }
  std::string operator()(const rules::FirstBytesMark& m) const {
    return "first_bytes: " + hex_text(m.bytes);
  }
  std::string operator()(const rules::ResolverMark& m) const {
    return "resolver: " + std::string(cutoffd::text(m.address).view());
  }
};

}  // namespace

Kind<Mark> name_mark(NamePattern::Match match) {
  const std::string name(rules::name_of(match));
  Kind<Mark> kind = mark_kind("name", "a name", "", [](std::string_view) { return std::nullopt; });
  // Not a plain text kind: what is wrong with a name is told more exactly than "a name".
  kind.read = [match](const Node& node, Reader& reader, Mark& out) {
    if (node.type != Node::Type::text) return reader.fail(node, "a name");
    NamePattern pattern{match, lower(node.text)};
    if (const auto fault = rules::fault_of(pattern)) return reader.fail(node, *fault);
    out = std::move(pattern);
  };
  return kind;
}

Kind<Mark> address_mark() {
  return mark_kind("network", "a network such as 192.0.2.0/24 or 2001:db8::/32, or an address", "",
                   [](std::string_view text) -> std::optional<Mark> {
                     const auto prefix = Prefix::parse(text);
                     if (!prefix) return std::nullopt;
                     return rules::AddressMark{*prefix};
                   });
}

Kind<Mark> path_mark() {
  return mark_kind("HTTP path", "an HTTP path that begins with '/'", "^/",
                   [](std::string_view text) -> std::optional<Mark> {
                     if (!text.starts_with('/')) return std::nullopt;
                     return rules::PathMark{std::string(text)};
                   });
}

Kind<Mark> issuer_mark() {
  return mark_kind("certificate issuer", "the issuer's common name", "",
                   [](std::string_view text) -> std::optional<Mark> {
                     if (text.empty() || text.starts_with("CN=")) return std::nullopt;
                     return rules::IssuerMark{std::string(text)};
                   });
}

Kind<Mark> ja3_mark() {
  return mark_kind("JA3", "32 hex digits in lower case", "^[0-9a-f]{32}$",
                   [](std::string_view text) -> std::optional<Mark> {
                     if (!is_hex(text, 32)) return std::nullopt;
                     return rules::Ja3Mark{std::string(text)};
                   });
}

Kind<Mark> ja4_mark() {
  return mark_kind("JA4", "a JA4 such as t13d1516h2_8daaf6152771_b186095e22b6",
                   "^[tqd][0-9sd][0-9a-z]{8}_[0-9a-f]{12}_[0-9a-f]{12}$",
                   [](std::string_view text) -> std::optional<Mark> {
                     const bool whole = text.size() == 36 && text[10] == '_' && text[23] == '_' &&
                                        is_hex(text.substr(11, 12), 12) &&
                                        is_hex(text.substr(24), 12);
                     if (!whole) return std::nullopt;
                     return rules::Ja4Mark{std::string(text)};
                   });
}

Kind<Mark> port_mark() {
  return mark_kind("port",
                   "a port or range with its protocol, such as 13000/tcp or 23100-23199/tcp",
                   "^[0-9]{1,5}(-[0-9]{1,5})?/(tcp|udp)$", parse_port);
}

Kind<Mark> first_bytes_mark() {
  return mark_kind("bytes", "pairs of hex digits with a space between, at most 64: 16 03 01",
                   "^[0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})*$", parse_first_bytes);
}

Kind<Mark> resolver_mark() {
  return mark_kind("address", "an address such as 192.0.2.53", "",
                   [](std::string_view text) -> std::optional<Mark> {
                     const auto address = IpAddress::parse(text);
                     if (!address) return std::nullopt;
                     return rules::ResolverMark{*address};
                   });
}

std::string text_of(const Mark& mark) { return std::visit(MarkText{}, mark); }

}  // namespace cutoffd::config
