// What an export says, whatever the target: which names stand for a contact, and which below them
// do not.
//
// A watchlist's most specific entry decides, and a target's own order of rules may be another one.
// So the list is worked out first: families become names, entries that repeat what a wider one says
// are left out, and what is exempt stays only where something listed lies above it. Names alternate
// on the way down: listed, exempt below it, listed below that. Threads: none. Lifetime: refers to
// the rule set.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "rules/ruleset.h"

namespace cutoffd {

struct ExportSelection {
  std::vector<std::string> services;  // empty: what the enabled determinations prohibit
  bool all = false;                   // every service, and inferred entries too
  std::optional<std::string> list;    // of this list only
};

struct ExportName {
  enum class Reach {
    exact,  // the name alone
    tree,   // the name and all below
    below,  // all below, not the name
    glob,   // a pattern whose * stands for one or more characters of a label
  };
  std::string name;
  Reach reach{};
  bool listed = false;                // otherwise exempt
  unsigned depth = 0;                 // 0 listed, 1 exempt below that, 2 listed below that, …
  std::optional<std::size_t> within;  // index of the name that it lies in and differs from
  std::size_t entry = 0;              // index into ExportList::entries
};

struct ExportAddress {
  Prefix prefix;
  bool listed = false;  // otherwise exempt inside of one that is listed
  std::size_t entry = 0;
};

// An entry of the list that something is exported of, or that a wider one already says.
struct ExportEntry {
  const rules::WatchEntry* entry = nullptr;
  std::string mark;  // as written: "s[00-19].upd.vendor.example"
  bool listed = false;
  std::optional<Instant> cutoff;  // the earliest; nothing where no determination prohibits it
};

struct ExportList {
  const rules::Watchlist* list = nullptr;
  std::vector<ExportEntry> entries;      // as in the list; those without a name are covered
  std::vector<ExportName> names;         // by entry
  std::vector<ExportName> covered;       // listed, and a wider name says it too; by entry
  std::vector<ExportAddress> addresses;  // by entry
  std::size_t other_services = 0;        // entries left out: of other services,
  std::size_t inferred = 0;              // merely inferred,
  std::size_t other_marks = 0;           // neither name nor address,
  std::vector<std::string> too_many;     // families of more than kMaxFamily names
};
inline constexpr std::size_t kMaxFamily = 10'000;

struct ExportPlan {
  std::vector<ExportList> lists;
  // Which service is prohibited from when on, a line for people each: "update: from … (…)".
  std::vector<std::string> cutoffs;
  bool by_determination = false;  // the selection was left to the determinations

  [[nodiscard]] bool empty() const;
};

ExportPlan plan_export(const rules::RuleSet& rules, const ExportSelection& selection);

// All names of a family, in order; nothing if there are more than `limit`.
std::optional<std::vector<std::string>> names_of_family(const std::string& pattern,
                                                        std::size_t limit);

}  // namespace cutoffd
