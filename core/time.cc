#include "core/time.h"

#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace cutoffd {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// `width` decimal digits, zero-padded.
void append_digits(TimeText& out, std::int64_t value, unsigned width) {
  std::array<char, 20> digits{};
  for (unsigned i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(std::string_view(digits.data(), width));
}

// Reads fixed-width fields; remembers failure like core's Cursor.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  int digits(std::size_t width) {
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const char c = next();
      if (c < '0' || c > '9') failed_ = true;
      value = value * 10 + (c - '0');
    }
    return failed_ ? 0 : value;
  }
  void expect(std::string_view one_of) {
    if (one_of.find(next()) == std::string_view::npos) failed_ = true;
  }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  char next() {
    if (rest_.empty()) {
      failed_ = true;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  [[nodiscard]] bool ok_and_done() const { return !failed_ && rest_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }
  void fail() { failed_ = true; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// ".123456789": at least one digit; more than nine are accepted and the excess ignored.
Duration read_fraction(FieldReader& in) {
  if (in.peek() != '.') return Duration{0};
  in.next();
  std::int64_t ns = 0;
  int count = 0;
  while (in.peek() >= '0' && in.peek() <= '9') {
    const int digit = in.next() - '0';
    if (count++ < 9) ns = ns * 10 + digit;
  }
  if (count == 0) in.fail();
  for (; count < 9; ++count) ns *= 10;
  return Duration{ns};
}

// "Z" or "+hh:mm"; the offset to subtract from the local time. Only case of letters is free (RFC
// 3339 section 5.6).
minutes read_zone(FieldReader& in) {
  const char sign = in.next();
  if (sign == 'Z' || sign == 'z') return minutes{0};
  if (sign != '+' && sign != '-') in.fail();
  const int h = in.digits(2);
  in.expect(":");
  const int m = in.digits(2);
  if (h > 23 || m > 59) in.fail();
  const minutes offset = hours{h} + minutes{m};
  return sign == '-' ? -offset : offset;
}

}  // namespace

TimeText rfc3339(Instant t, unsigned fraction_digits) {
  // In whole seconds first: the first day of all begins before an Instant can say so.
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t fraction = ns_since_epoch(t) % kSecond;
  if (fraction < 0) fraction += kSecond;
  const std::chrono::sys_seconds second{
      seconds{(ns_since_epoch(t) / kSecond) - (ns_since_epoch(t) % kSecond < 0 ? 1 : 0)}};
  const auto day = std::chrono::floor<days>(second);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{second - day};
  TimeText out;
  append_digits(out, static_cast<int>(date.year()), 4);
  out.append('-');
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out.append('-');
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  out.append('T');
  append_digits(out, clock.hours().count(), 2);
  out.append(':');
  append_digits(out, clock.minutes().count(), 2);
  out.append(':');
  append_digits(out, clock.seconds().count(), 2);
  if (fraction_digits > 0) {
    for (unsigned i = fraction_digits; i < 9; ++i) fraction /= 10;
    out.append('.');
    append_digits(out, fraction, fraction_digits);
  }
  out.append('Z');
  return out;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  FieldReader in(text);
  const std::chrono::year year{in.digits(4)};
  in.expect("-");
  const std::chrono::month month{static_cast<unsigned>(in.digits(2))};
  in.expect("-");
  const std::chrono::day day{static_cast<unsigned>(in.digits(2))};
  in.expect("Tt ");
  const int h = in.digits(2);
  in.expect(":");
  const int m = in.digits(2);
  in.expect(":");
  const int s = in.digits(2);
  const Duration fraction = read_fraction(in);
  const minutes zone = read_zone(in);
  const std::chrono::year_month_day date{year, month, day};
  if (!in.ok_and_done() || !date.ok() || h > 23 || m > 59 || s > 59) return std::nullopt;
  // Nanoseconds since 1970 hold the years 1678 to 2261 whole.
  if (year < std::chrono::year{1678} || year > std::chrono::year{2261}) return std::nullopt;
  return std::chrono::sys_days{date} + hours{h} + minutes{m} + seconds{s} + fraction - zone;
}

namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
constexpr std::int64_t kSecond = 1'000'000'000;
// Largest first; "min" before "m" only matters for reading, where the whole word is compared.
constexpr std::array<Unit, 9> kUnits{{{"w", 7 * 86400 * kSecond},
                                      {"d", 86400 * kSecond},
                                      {"h", 3600 * kSecond},
                                      {"min", 60 * kSecond},
                                      {"m", 60 * kSecond},
                                      {"s", kSecond},
                                      {"ms", 1'000'000},
                                      {"us", 1'000},
                                      {"ns", 1}}};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::string_view take_while(std::string_view& text, bool (*wanted)(char)) {
  std::size_t n = 0;
  while (n < text.size() && wanted(text[n])) ++n;
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  std::int64_t last_unit = std::numeric_limits<std::int64_t>::max();
  while (!text.empty()) {
    const auto digits = take_while(text, [](char c) { return c >= '0' && c <= '9'; });
    const auto word = take_while(text, [](char c) { return c >= 'a' && c <= 'z'; });
    const Unit* unit = find_unit(word);
    if (digits.empty() || digits.size() > 18 || unit == nullptr || unit->ns >= last_unit) {
      return std::nullopt;
    }
    last_unit = unit->ns;
    std::int64_t amount = 0;
    for (const char c : digits) amount = amount * 10 + (c - '0');
    std::int64_t part = 0;
    if (__builtin_mul_overflow(amount, unit->ns, &part) ||
        __builtin_add_overflow(total, part, &total)) {
      return std::nullopt;
    }
  }
  return Duration{total};
}

std::string duration_text(Duration d) {
  std::int64_t ns = d.count();
  if (ns == 0) return "0s";
  std::string out;
  for (const Unit& unit : kUnits) {
    if (unit.name == "min" || ns / unit.ns == 0) continue;
    out += std::to_string(ns / unit.ns);
    out += unit.name;
    ns %= unit.ns;
  }
  return out;
}

}  // namespace cutoffd
