#include "rules/stable_id.h"

namespace cutoffd::rules {
namespace {

// FNV-1a, 64 bits (draft-eastlake-fnv section 2), each part followed by an octet that no text has
// (0xff is not UTF-8), so that ("ab", "c") and ("a", "bc") differ.
std::uint64_t hash(std::initializer_list<std::string_view> parts) {
  std::uint64_t value = 0xcbf29ce484222325;
  const auto add = [&value](std::uint8_t octet) {
    value ^= octet;
    value *= 0x100000001b3;
  };
  for (const std::string_view part : parts) {
    for (const char c : part) add(static_cast<std::uint8_t>(c));
    add(0xff);
  }
  return value;
}

std::string hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits(16, '0');
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, value >>= 4) *at = kDigits[value & 15];
  return digits;
}

}  // namespace

std::string group_id(std::string_view device, std::string_view vendor, std::string_view service) {
  return hex(hash({"group", device, vendor, service}));
}

std::string incident_id(std::string_view sensor, std::string_view device, std::string_view rule,
                        std::string_view vendor, std::string_view service, Instant first) {
  const std::string time = std::to_string(ns_since_epoch(first));
  return hex(hash({"incident", sensor, device, rule, vendor, service, time}));
}

}  // namespace cutoffd::rules
