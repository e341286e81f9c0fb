// Instants and durations. Below daemon/ nobody asks a clock: time comes with the packet.
//
// Units: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted (as pcap files count).
// Range: years 1678 to 2262. Texts: RFC 3339.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/inline_text.h"

namespace cutoffd {

using Duration = std::chrono::nanoseconds;
using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;

inline constexpr Instant kBeginning = Instant::min();

constexpr Instant instant_from_ns(std::int64_t ns) { return Instant{Duration{ns}}; }
constexpr std::int64_t ns_since_epoch(Instant t) { return t.time_since_epoch().count(); }

// "2024-09-29T04:00:00.000000000Z": UTC with as many fraction digits as asked (0, 3, 6 or 9).
using TimeText = InlineText<32>;
TimeText rfc3339(Instant t, unsigned fraction_digits = 9);

// Reads RFC 3339 (section 5.6) with a zone: "2024-09-29T00:00:00-04:00". A text without a zone, a
// date without a time, a leap second or trailing characters is nothing: a cutoff is an instant.
std::optional<Instant> parse_rfc3339(std::string_view text);

// "10s", "1h30m", "250ms", "7d", "2w": one or more number-and-unit pairs, largest unit first. A
// bare number is nothing. Units: ns us ms s m|min h d w.
std::optional<Duration> parse_duration(std::string_view text);
// The shortest such text: "1h30m"; "0s" for zero.
std::string duration_text(Duration d);

}  // namespace cutoffd
