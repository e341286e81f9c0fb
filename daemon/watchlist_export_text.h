// What the writers of exports share: walking a plan, comments, regular expressions of names.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/watchlist_export_plan.h"
#include "daemon/watchlist_export_targets.h"

namespace cutoffd {

// Text of a list on one line: UTF-8 without control characters.
std::string on_one_line(std::string_view text);
// What every rule language takes unquoted in a text: letters, digits, space, . _ / - ( )
std::string plain_words(std::string_view text);

// "update, prohibited from 2024-09-29T04:00:00Z: s[00-19].upd.vendor.example (documented; SOURCE)"
std::string about(const ExportEntry& entry);

// Counts names by what the target does with them instead, and words the warnings.
class ShortfallCount {
 public:
  void note(const std::string& kind, const std::string& name);
  // "KIND: 66 names, downloads.upd.vendor.example and others" each.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  struct Kind {
    std::string kind;
    std::size_t count = 0;
    std::string first;
  };
  std::vector<Kind> kinds_;
};

// Calls `line` for each name, in the order of the list's entries, and writes a comment before the
// first of each entry. An entry that wider ones cover, or of which `line` writes nothing, is a
// comment alone.
void write_by_entry(const ExportPlan& plan, std::string_view comment, std::string& out,
                    const std::function<void(const ExportList&, const ExportName&)>& line);

// The same for a target that holds whole names and nothing wider: `line` is called for each name
// that is listed, and for those that wider ones would cover. What is exempt needs no word there.
void write_whole_names(const ExportPlan& plan, std::string_view comment, std::string& out,
                       ShortfallCount& shortfalls,
                       const std::function<void(const ExportList&, const ExportName&)>& line);

// The names that are exempt directly below this one.
std::vector<const ExportName*> exempt_within(const ExportList& list, const ExportName& name);

// A regular expression (PCRE, Python, Go) without anchors for all names that it stands for.
std::string expression_of(const ExportName& name);

// Rule numbers from what the rule says: a rule keeps its number when others come and go.
class RuleNumbers {
 public:
  std::uint32_t of(std::string_view what);

 private:
  std::set<std::uint32_t> taken_;
};

}  // namespace cutoffd
