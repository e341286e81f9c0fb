// How old the watchlists are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/time.h"
#include "rules/watchlist.h"

namespace cutoffd {

// Whole days from the oldest list's date to `now`; 0 where the list is younger than the packets;
// nothing where there is no list.
std::optional<std::int64_t> oldest_list_days(std::span<const rules::Watchlist> lists, Instant now);

}  // namespace cutoffd
