#include "daemon/page/words.h"

#include <array>
#include <cstdio>

namespace cutoffd::page {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kNarrowSpace = "\xE2\x80\xAF";

std::string formatted(const char* format, double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// The largest unit that fits, whole.
std::string span_text(Duration d) {
  if (d < 1min) return std::to_string(std::chrono::floor<std::chrono::seconds>(d).count()) + " s";
  if (d < 1h) return std::to_string(std::chrono::floor<std::chrono::minutes>(d).count()) + " min";
  if (d < 48h) return std::to_string(std::chrono::floor<std::chrono::hours>(d).count()) + " h";
  return std::to_string(std::chrono::floor<std::chrono::days>(d).count()) + " days";
}

}  // namespace

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += kNarrowSpace;
    out += digits[i];
  }
  return out;
}

std::string octets_text(std::uint64_t octets) {
  constexpr std::array<const char*, 5> kUnits{"%.3g KiB", "%.3g MiB", "%.3g GiB", "%.3g TiB",
                                              "%.3g PiB"};
  if (octets < 1'000) return std::to_string(octets) + " B";
  double value = static_cast<double>(octets) / 1024;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return formatted(kUnits[unit], value);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "–";
  const double percent = static_cast<double>(part) * 100 / static_cast<double>(whole);
  if (part == 0) return "0 %";
  if (part < whole && percent > 99) return "> 99 %";  // not all
  return formatted(percent < 9.5 ? "%.2g %%" : "%.0f %%", percent);
}

std::string rate_text(double per_second) {
  return per_second < 10 ? formatted("%.1f", per_second)
                         : grouped(static_cast<std::uint64_t>(per_second));
}

std::string ago(Instant time, Instant now) {
  if (time > now + 1min) return "in " + span_text(time - now);
  if (now - time < 5s) return "just now";
  return span_text(now - time) + " ago";
}

std::string moment(Instant time) {
  std::string text(rfc3339(time, 0).view());
  if (const std::size_t at = text.find('T'); at != std::string::npos) text[at] = ' ';
  if (text.ends_with('Z')) text.replace(text.size() - 1, 1, " UTC");
  return text;
}

std::string date(Instant time) { return std::string(rfc3339(time, 0).view().substr(0, 10)); }

std::string counted(std::uint64_t number, std::string_view one) {
  return grouped(number) + ' ' + std::string(one) + (number == 1 ? "" : "s");
}

std::string known_as(const DeviceView& device) {
  if (!device.name.empty()) return device.name;
  if (device.identity != IdentityGrade::address && device.mac)
    return std::string(text(*device.mac).view());
  return device.ips.empty() ? device.id : std::string(text(device.ips.front()).view());
}

}  // namespace cutoffd::page
