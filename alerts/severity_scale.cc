#include "alerts/severity_scale.h"

#include <array>

namespace cutoffd::alerts {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kCyan = "\x1b[36m";

// In the order of Severity.
constexpr std::array<SeverityScale, 8> kScales{{
    // cef, leef, eve, ecs, ntfy, colour
    {10, 10, 1, 99, 5, kRed},   // emerg
    {10, 10, 1, 99, 5, kRed},   // alert
    {9, 9, 1, 99, 5, kRed},     // crit
    {8, 8, 1, 84, 4, kRed},     // err
    {7, 7, 2, 73, 4, kYellow},  // warning
    {5, 5, 3, 47, 3, kCyan},    // notice
    {3, 3, 4, 21, 2, {}},       // info
    {1, 1, 4, 1, 1, {}},        // debug
}};

}  // namespace

const SeverityScale& scale_of(Severity severity) {
  return kScales.at(static_cast<std::size_t>(severity));
}

}  // namespace cutoffd::alerts
