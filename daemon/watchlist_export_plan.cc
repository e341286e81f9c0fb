#include "daemon/watchlist_export_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>

#include "rules/matcher.h"
#include "rules/name_pattern.h"

namespace cutoffd {
namespace {

using Reach = ExportName::Reach;
using rules::NamePattern;
using rules::WatchEntry;
using Match = NamePattern::Match;

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool below(std::string_view name, std::string_view domain) {
  return name.size() > domain.size() && name.ends_with(domain) &&
         name[name.size() - domain.size() - 1] == '.';
}

bool glob_holds(std::string_view pattern, std::string_view name) {
  if (rules::labels_in(pattern) != rules::labels_in(name)) return false;
  while (!pattern.empty()) {
    const std::string_view wanted = pattern.substr(0, pattern.find('.'));
    const std::string_view label = name.substr(0, name.find('.'));
    if (!rules::label_matches(Match::glob, wanted, label)) return false;
    pattern.remove_prefix(std::min(pattern.size(), wanted.size() + 1));
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  return true;
}

// `outer` says something of every name that `inner` stands for. A glob inside a glob is not
// recognised: each then speaks for itself.
bool covers(const ExportName& outer, const ExportName& inner) {
  switch (outer.reach) {
    case Reach::exact:
      return false;
    case Reach::glob:
      return inner.reach == Reach::exact && glob_holds(outer.name, inner.name);
    case Reach::tree:
      if (inner.name == outer.name) return inner.reach != Reach::tree;
      return below(inner.name, outer.name);
    case Reach::below:
      return below(inner.name, outer.name);
  }
  return false;
}

// How particular a rule is, in the matcher's order: exact, glob, suffix; longer before shorter.
std::pair<int, std::size_t> weight(const ExportName& name) {
  const int kind = name.reach == Reach::exact ? 2 : name.reach == Reach::glob ? 1 : 0;
  return {kind, name.name.size() + (name.reach == Reach::below ? 1 : 0)};
}

class Planning {
 public:
  Planning(const rules::RuleSet& rules, const ExportSelection& selection,
           const rules::Watchlist& list)
      : rules_(rules), selection_(selection) {
    plan_.list = &list;
  }

  ExportList run() {
    for (const WatchEntry& entry : plan_.list->entries) take(entry);
    apart_from_own_name();
    keep_what_differs();
    drop_lone_addresses();
    return std::move(plan_);
  }

 private:
  bool selected(const WatchEntry& entry) {
    if (selection_.all) return true;
    const bool wanted = selection_.services.empty()
                            ? !rules_.prohibitions(plan_.list->vendor, entry.service).empty()
                            : contains(selection_.services, entry.service);
    const bool sure = entry.confidence != rules::Confidence::inferred;
    if (!wanted) ++plan_.other_services;
    if (wanted && !sure) ++plan_.inferred;
    return wanted && sure;
  }

  void take(const WatchEntry& entry) {
    current_ = &entry;
    ExportEntry said{&entry, {}, selected(entry), {}};
    for (const auto& prohibition : rules_.prohibitions(plan_.list->vendor, entry.service)) {
      const Instant from = prohibition.activity->from;
      if (!said.cutoff || from < *said.cutoff) said.cutoff = from;
    }
    if (const auto* pattern = std::get_if<NamePattern>(&entry.mark)) {
      said.mark = pattern->text;
      take(*pattern, said.listed);
    } else if (const auto* address = std::get_if<rules::AddressMark>(&entry.mark)) {
      said.mark = text(address->prefix).view();
      plan_.addresses.push_back({address->prefix, said.listed, plan_.entries.size()});
    } else {
      if (said.listed) ++plan_.other_marks;
      return;
    }
    plan_.entries.push_back(std::move(said));
  }

  void take(const NamePattern& pattern, bool listed) {
    switch (pattern.match) {
      case Match::exact:
        return add(pattern.text, Reach::exact, listed);
      case Match::suffix:
        return add(std::string(rules::anchor_of(pattern)),
                   rules::only_below(pattern) ? Reach::below : Reach::tree, listed);
      case Match::glob:
        return add(pattern.text, Reach::glob, listed);
      case Match::family:
        break;
    }
    const auto names = names_of_family(pattern.text, kMaxFamily);
    if (!names) {
      plan_.too_many.push_back(pattern.text);
      return;
    }
    for (const std::string& name : *names) add(name, Reach::exact, listed);
  }

  void add(std::string name, Reach reach, bool listed) {
    // The matcher answers which of several entries decides for a single name.
    if (reach == Reach::exact && decides(name) != current_) return;
    plan_.names.push_back({std::move(name), reach, listed, 0, std::nullopt, plan_.entries.size()});
  }

  [[nodiscard]] const WatchEntry* decides(std::string_view name) const {
    std::array<rules::Match, rules::kMaxLists> found{};
    const std::size_t count = std::min(rules_.match(name, found), found.size());
    for (std::size_t i = 0; i < count; ++i) {
      if (found[i].list == plan_.list) return found[i].entry;
    }
    return nullptr;
  }

  // A tree whose own name has an entry of its own speaks only for what is below; and for nothing
  // where that has an entry of its own too.
  void apart_from_own_name() {
    std::unordered_map<std::string, bool> listed;  // of whole names; each stands once
    std::unordered_set<std::string> below;
    for (const ExportName& name : plan_.names) {
      if (name.reach == Reach::exact) listed.emplace(name.name, name.listed);
      if (name.reach == Reach::below) below.insert(name.name);
    }
    const auto parted = [&listed](const ExportName& name) {
      if (name.reach != Reach::tree) return false;
      const auto own = listed.find(name.name);
      return own != listed.end() && own->second != name.listed;
    };
    std::erase_if(plan_.names,
                  [&](const auto& name) { return parted(name) && below.contains(name.name); });
    for (ExportName& name : plan_.names) {
      if (parted(name)) name.reach = Reach::below;
    }
  }

  // Names by what may cover others: trees by their names, and all globs. A rank is a place in the
  // order of the widest first.
  class Wider {
   public:
    explicit Wider(const std::vector<ExportName>& names) : names_(names) {}

    void add(std::size_t name, std::size_t rank) {
      const ExportName& one = names_[name];
      if (one.reach == Reach::exact) return;
      (one.reach == Reach::glob ? globs_ : trees_[one.name]).push_back({rank, name});
    }
    // Of those that cover it the most particular one, which would decide without it.
    [[nodiscard]] std::optional<std::size_t> of(const ExportName& inner) const {
      std::optional<Ranked> best;
      const auto look = [&](const std::vector<Ranked>& candidates) {
        for (const Ranked& one : candidates) {
          if ((!best || one.rank > best->rank) && covers(names_[one.name], inner)) best = one;
        }
      };
      for (std::string_view suffix = inner.name;;) {
        if (const auto at = trees_.find(suffix); at != trees_.end()) look(at->second);
        const std::size_t dot = suffix.find('.');
        if (dot == std::string_view::npos) break;
        suffix.remove_prefix(dot + 1);
      }
      look(globs_);
      return best ? std::optional(best->name) : std::nullopt;
    }

   private:
    struct Ranked {
      std::size_t rank = 0;
      std::size_t name = 0;
    };
    const std::vector<ExportName>& names_;
    std::unordered_map<std::string_view, std::vector<Ranked>> trees_;
    std::vector<Ranked> globs_;
  };

  void keep_what_differs() {
    auto& names = plan_.names;
    std::vector<std::size_t> widest_first(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) widest_first[i] = i;
    std::stable_sort(widest_first.begin(), widest_first.end(),
                     [&names](auto a, auto b) { return weight(names[a]) < weight(names[b]); });
    std::vector<bool> kept(names.size(), false);
    Wider wider(names);
    for (std::size_t rank = 0; rank < widest_first.size(); ++rank) {
      ExportName& name = names[widest_first[rank]];
      const std::optional<std::size_t> outer = wider.of(name);
      if (name.listed == (outer && names[*outer].listed)) continue;
      name.depth = outer ? names[*outer].depth + 1 : 0;
      name.within = outer;
      kept[widest_first[rank]] = true;
      wider.add(widest_first[rank], rank);
    }
    drop_all_but(kept);
  }

  void drop_all_but(const std::vector<bool>& kept) {
    std::vector<std::size_t> place(kept.size(), 0);
    std::vector<ExportName> left;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (!kept[i] && plan_.names[i].listed) plan_.covered.push_back(plan_.names[i]);
      if (!kept[i]) continue;
      place[i] = left.size();
      left.push_back(std::move(plan_.names[i]));
    }
    for (ExportName& name : left) {
      if (name.within) name.within = place[*name.within];
    }
    plan_.names = std::move(left);
  }

  // What is exempt matters inside of something listed only.
  void drop_lone_addresses() {
    auto& all = plan_.addresses;
    const auto alone = [&all](const ExportAddress& exempt) {
      return !exempt.listed && std::none_of(all.begin(), all.end(), [&](const ExportAddress& a) {
        return a.listed && a.prefix.length() < exempt.prefix.length() &&
               a.prefix.contains(exempt.prefix.network());
      });
    };
    std::vector<ExportAddress> left;
    for (const ExportAddress& address : all) {
      if (!alone(address)) left.push_back(address);
    }
    all = std::move(left);
  }

  const rules::RuleSet& rules_;
  const ExportSelection& selection_;
  const WatchEntry* current_ = nullptr;
  ExportList plan_;
};

// "update: prohibited from 2024-09-29T04:00:00Z by our-order (99 FR 12345), updates"
std::vector<std::string> cutoffs_of(const rules::RuleSet& rules, const rules::Watchlist& list) {
  std::vector<std::string> said;
  std::vector<std::string> seen;
  for (const WatchEntry& entry : list.entries) {
    if (contains(seen, entry.service)) continue;
    seen.push_back(entry.service);
    for (const auto& prohibition : rules.prohibitions(list.vendor, entry.service)) {
      std::string line = list.vendor + ", " + entry.service + ": prohibited from " +
                         std::string(rfc3339(prohibition.activity->from, 0).view()) + " by " +
                         prohibition.determination->id;
      if (!prohibition.determination->citation.empty()) {
        line += " (" + prohibition.determination->citation + ")";
      }
      if (!contains(said, line)) said.push_back(std::move(line));
    }
  }
  return said;
}

// "[00-19]": its place in the pattern, and the numbers.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  unsigned low = 0;
  unsigned high = 0;
  std::size_t width = 0;  // 0: not padded
};

// A pattern without fault has nothing but ranges in brackets (rules/name_pattern.h).
std::optional<Range> first_range(const std::string& pattern) {
  Range range;
  range.begin = pattern.find('[');
  if (range.begin == std::string::npos) return std::nullopt;
  const std::size_t dash = pattern.find('-', range.begin);
  const std::size_t close = pattern.find(']', range.begin);
  std::from_chars(&pattern[range.begin + 1], &pattern[dash], range.low);
  std::from_chars(&pattern[dash + 1], &pattern[close], range.high);
  const std::size_t digits = dash - range.begin - 1;
  if (digits == close - dash - 1) range.width = digits;
  range.end = close + 1;
  return range;
}

std::string padded(unsigned number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

}  // namespace

std::optional<std::vector<std::string>> names_of_family(const std::string& pattern,
                                                        std::size_t limit) {
  std::vector<std::string> names{pattern};
  while (const auto range = first_range(names.front())) {
    if (range->high - range->low >= limit) return std::nullopt;
    std::vector<std::string> next;
    for (const std::string& name : names) {
      const auto here = first_range(name);  // at another place where an earlier number was wider
      for (unsigned n = range->low; n <= range->high; ++n) {
        next.push_back(name.substr(0, here->begin) + padded(n, range->width) +
                       name.substr(here->end));
        if (next.size() > limit) return std::nullopt;
      }
    }
    names = std::move(next);
  }
  return names;
}

bool ExportPlan::empty() const {
  return std::all_of(lists.begin(), lists.end(), [](const ExportList& list) {
    return list.names.empty() && list.addresses.empty();
  });
}

ExportPlan plan_export(const rules::RuleSet& rules, const ExportSelection& selection) {
  ExportPlan plan;
  plan.by_determination = selection.services.empty() && !selection.all;
  for (const rules::Watchlist& list : rules.lists()) {
    if (selection.list && *selection.list != list.id) continue;
    plan.lists.push_back(Planning(rules, selection, list).run());
    for (std::string& line : cutoffs_of(rules, list)) plan.cutoffs.push_back(std::move(line));
  }
  return plan;
}

}  // namespace cutoffd
