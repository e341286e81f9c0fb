// Small drawings as inline SVG: how far a contact went, how often in the last days, and the history
// with the cutoff in it. Each says in words what it shows.
//
// Colours come from the style by class, since the page forbids styles within it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/evidence.h"
#include "core/time.h"
#include "daemon/page/html.h"
#include "rules/day_counts.h"

namespace cutoffd::page {

// Five steps; nothing is filled where nothing is proved.
void draw_evidence(Html& html, std::optional<Evidence> evidence, bool blocked);

// The thirty days up to `today`.
void draw_sparkline(Html& html, const rules::DayCounts& days, std::int64_t today);

struct CutoffLine {
  Instant at{};
  std::string label;
};
// Contacts a day, drawn a day or a week a bar, whatever fits; at most `kMostBars`.
inline constexpr std::size_t kMostBars = 160;
void draw_history(Html& html, const rules::DayCounts& days, std::int64_t today,
                  const std::vector<CutoffLine>& cutoffs);

}  // namespace cutoffd::page
