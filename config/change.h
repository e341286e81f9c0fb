// What a reload would change, in one line; and watchlists that would lose most of their entries.
//
// A list that is suddenly much shorter is more often a broken download or a half-written file than
// somebody's wish, and a sensor that forgets names looks like a clean network. Pure: compares two
// loaded sets. Threads: none of its own.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "alerts/options.h"
#include "config/settings.h"
#include "rules/determination.h"
#include "rules/ruleset.h"
#include "rules/watchlist.h"

namespace cutoffd::config {

// The part of the settings that a reload brings into use.
struct Reloadable {
  std::span<const rules::Watchlist> watchlists;
  std::span<const rules::Determination> determinations;
  std::span<const rules::Rule> rules;
  std::span<const alerts::SinkOptions> sinks;

  static Reloadable of(const Settings& settings);
  static Reloadable of(const rules::RuleSet& rules, std::span<const alerts::SinkOptions> sinks);
};

// A list that keeps its id and has less than half as many entries as before.
struct ShrunkList {
  std::string id;
  std::size_t before = 0;
  std::size_t after = 0;
};

struct Change {
  // "watchlists: acme +3 -1 entries, added other; sinks: removed mail"; "nothing" where all is the
  // same.
  std::string line;
  std::vector<ShrunkList> shrunk;

  // Why it is not taken without force; empty where it may be.
  [[nodiscard]] std::string refusal() const;
};

Change change_of(const Reloadable& before, const Reloadable& after);

}  // namespace cutoffd::config
