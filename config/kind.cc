#include "config/kind.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "rules/name_pattern.h"

namespace cutoffd::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Shape shape_of(std::string name, std::string expected, std::string pattern = {}) {
  Shape shape;
  shape.name = std::move(name);
  shape.expected = std::move(expected);
  shape.pattern = std::move(pattern);
  return shape;
}

bool is_identifier(std::string_view text) {
  constexpr std::string_view kMarks = ".-_";
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_date(std::string_view text) {
  return text.size() == 10 && parse_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

struct Unit {
  std::string_view name;
  std::uint64_t octets;
};
constexpr std::array<Unit, 4> kUnits{{{"GiB", std::uint64_t{1} << 30},
                                      {"MiB", std::uint64_t{1} << 20},
                                      {"KiB", std::uint64_t{1} << 10},
                                      {"B", 1}}};

// "0.1%": digits, perhaps a dot and digits, a percent sign.
std::optional<double> parse_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view part = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  if (whole.size() > 3 || part.size() > 9) return std::nullopt;
  const auto high = parse_count(whole);
  const auto low = parse_count(part);
  if (!high || !low) return std::nullopt;
  const double percent = static_cast<double>(*high) +
                         static_cast<double>(*low) / std::pow(10, static_cast<double>(part.size()));
  return percent <= 100 ? std::optional(percent / 100) : std::nullopt;
}

std::string share_text(const double& share) {
  // Nine digits are what parse_share reads; the zeros at the end say nothing.
  const auto billionths = static_cast<std::uint64_t>(std::llround(share * 1e11));
  std::string part = std::to_string(billionths % 1'000'000'000);
  part.insert(0, 9 - part.size(), '0');
  part.erase(part.find_last_not_of('0') + 1);
  return std::to_string(billionths / 1'000'000'000) + (part.empty() ? "" : "." + part) + "%";
}

Shape duration_shape() {
  return shape_of("duration", "a duration with a unit, such as 10s, 250ms or 1h30m",
                  "^([0-9]+(ns|us|ms|s|m|min|h|d|w))+$");
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
  if (text.empty() || text.size() > 19 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

std::optional<std::uint64_t> parse_octets(std::string_view text) {
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.name)) continue;
    text.remove_suffix(unit.name.size());
    if (text.ends_with(' ')) text.remove_suffix(1);
    const auto count = parse_count(text);
    if (!count || *count > std::numeric_limits<std::uint64_t>::max() / unit.octets) {
      return std::nullopt;
    }
    return *count * unit.octets;
  }
  return std::nullopt;
}

std::string octets_text(std::uint64_t octets) {
  for (const Unit& unit : kUnits) {
    if (octets >= unit.octets && octets % unit.octets == 0) {
      return std::to_string(octets / unit.octets) + std::string(unit.name);
    }
  }
  return "0B";
}

Shape octets_shape() {
  return shape_of("size", "a size with a unit, such as 512B, 64KiB or 8MiB",
                  "^[0-9]+ ?(B|KiB|MiB|GiB)$");
}

Shape count_shape(std::uint64_t minimum, std::uint64_t maximum) {
  Shape shape = shape_of("number", "a whole number from " + std::to_string(minimum) + " to " +
                                       std::to_string(maximum));
  shape.type = Shape::Type::number;
  shape.minimum = minimum;
  shape.maximum = maximum;
  return shape;
}

Shape word_shape(std::string name, std::vector<std::string> words) {
  std::string expected = "one of ";
  for (std::size_t i = 0; i < words.size(); ++i) expected += (i == 0 ? "" : ", ") + words[i];
  Shape shape = shape_of(std::move(name), std::move(expected));
  shape.choices = std::move(words);
  return shape;
}

Kind<std::string> text() {
  return text_kind<std::string>(
      shape_of("text", "a text"),
      [](std::string_view t) { return t.empty() ? std::nullopt : std::optional<std::string>(t); },
      [](const std::string& t) { return t; });
}

Kind<std::string> identifier() {
  return text_kind<std::string>(
      shape_of("name", "a name of 1 to 64 letters, digits, '.', '-' or '_'",
               "^[A-Za-z0-9._-]{1,64}$"),
      [](std::string_view t) {
        return is_identifier(t) ? std::optional<std::string>(t) : std::nullopt;
      },
      [](const std::string& t) { return t; });
}

Kind<std::string> date() {
  return text_kind<std::string>(
      shape_of("date", "a date such as 2024-09-29", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
      [](std::string_view t) { return is_date(t) ? std::optional<std::string>(t) : std::nullopt; },
      [](const std::string& t) { return t; });
}

Kind<std::filesystem::path> path() {
  return text_kind<std::filesystem::path>(
      shape_of("path", "a path"),
      [](std::string_view t) {
        const bool possible = !t.empty() && t.find('\0') == std::string_view::npos;
        return possible ? std::optional<std::filesystem::path>(t) : std::nullopt;
      },
      [](const std::filesystem::path& p) { return p.string(); });
}

Kind<bool> truth() {
  Shape shape = shape_of("true or false", "true or false");
  shape.type = Shape::Type::truth;
  return text_kind<bool>(
      std::move(shape),
      [](std::string_view t) -> std::optional<bool> {
        if (t == "true") return true;
        if (t == "false") return false;
        return std::nullopt;
      },
      [](const bool& value) { return value ? "true" : "false"; });
}

Kind<Duration> duration() {
  return text_kind<Duration>(duration_shape(), parse_duration,
                             [](const Duration& d) { return duration_text(d); });
}

Kind<std::chrono::milliseconds> milliseconds_duration() {
  using std::chrono::milliseconds;
  return text_kind<milliseconds>(
      duration_shape(),
      [](std::string_view t) -> std::optional<milliseconds> {
        const auto exact = parse_duration(t);
        const auto rounded = std::chrono::floor<milliseconds>(exact.value_or(Duration{}));
        return exact && rounded == *exact ? std::optional(rounded) : std::nullopt;
      },
      [](const milliseconds& d) { return duration_text(d); });
}

Kind<double> share() {
  return text_kind<double>(shape_of("percentage", "a share with a percent sign, such as 0.1% or 5%",
                                    "^[0-9]{1,3}(\\.[0-9]{1,9})?%$"),
                           parse_share, share_text);
}

Kind<std::vector<Prefix>> networks() {
  // A Prefix has no default value, so the items are read as optional ones.
  using Maybe = std::optional<Prefix>;
  const auto items = list_of(text_kind<Maybe>(
      shape_of("network", "a network such as 10.0.0.0/8 or fd00::/8, or an address"),
      [](std::string_view t) {
        const Maybe parsed = Prefix::parse(t);
        return parsed ? std::optional<Maybe>(parsed) : std::nullopt;
      },
      [](const Maybe& p) { return p ? std::string(cutoffd::text(*p).view()) : std::string{}; }));
  auto read = [items](const Node& node, Reader& reader, std::vector<Prefix>& out) {
    std::vector<Maybe> some(out.begin(), out.end());
    items.read(node, reader, some);
    out.clear();
    for (const Maybe& one : some) {
      if (one) out.push_back(*one);
    }
  };
  auto list = [items](const std::vector<Prefix>& all, Listing& out) {
    items.list({all.begin(), all.end()}, out);
  };
  return {items.shape, read, list};
}

Kind<DomainName> domain() {
  return text_kind<DomainName>(
      shape_of("domain", "a domain name such as vendor.example"),
      [](std::string_view t) -> std::optional<DomainName> {
        auto name = DomainName::from_text(t);
        if (!name) return std::nullopt;
        const rules::NamePattern pattern{rules::NamePattern::Match::exact,
                                         std::string(name->view())};
        return rules::fault_of(pattern) ? std::nullopt : name;
      },
      [](const DomainName& name) { return std::string(name.view()); });
}

Kind<Instant> instant() {
  return text_kind<Instant>(
      shape_of("instant",
               "an instant with a zone, such as 2024-09-29T00:00:00-04:00 (a date alone does not "
               "say when)",
               "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$"),
      parse_rfc3339, [](const Instant& t) { return std::string(rfc3339(t, 0).view()); });
}

}  // namespace cutoffd::config
