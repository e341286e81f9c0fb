// Figures and times as people read them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/alert.h"
#include "core/time.h"

namespace cutoffd::page {

std::string grouped(std::uint64_t number);                        // "1 234 567", with narrow spaces
std::string octets_text(std::uint64_t octets);                    // "3.4 MiB"
std::string share_text(std::uint64_t part, std::uint64_t whole);  // "0.12 %"; "–" of nothing
std::string rate_text(double per_second);
std::string ago(Instant time, Instant now);  // "5 min ago", "just now", "in 3 h"
std::string moment(Instant time);            // "2026-11-29 07:12:05 UTC"
std::string date(Instant time);              // "2026-11-29"
std::string counted(std::uint64_t number, std::string_view one);  // "1 device", "2 devices"
// A device as people know it: its name, else its own MAC, else an address.
std::string known_as(const DeviceView& device);

}  // namespace cutoffd::page
