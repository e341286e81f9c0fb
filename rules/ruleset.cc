#include "rules/ruleset.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/words.h"
#include "rules/address_ranges.h"

namespace cutoffd::rules {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The activity under which the service is prohibited; the earliest where several name it.
const Activity* activity_for(const Determination& determination, std::string_view service) {
  const Activity* found = nullptr;
  for (const Activity& activity : determination.activities) {
    if (!contains(activity.services, service)) continue;
    if (found == nullptr || activity.from < found->from) found = &activity;
  }
  return found;
}

}  // namespace

std::string_view name_of(KeptNames kept) {
  constexpr std::array<std::string_view, 2> kWords{"domains", "all"};
  return word_of<KeptNames>(kWords, kept);
}

struct RuleSet::Compiled {
  Compiled(Watchlists lists_, std::vector<Determination> determinations_, std::vector<Rule> rules_,
           std::vector<InventoryEntry> inventory_, KeptNames kept_)
      : lists(std::move(lists_)),
        determinations(std::move(determinations_)),
        rules(std::move(rules_)),
        inventory(std::move(inventory_)),
        matcher(lists),
        marks(lists),
        marked(networks_of(lists)),
        kept(kept_) {
    for (const Watchlist& list : lists) {
      for (const WatchEntry& entry : list.entries) {
        if (std::holds_alternative<AddressMark>(entry.mark)) networks.push_back({&list, &entry});
      }
    }
    std::stable_sort(networks.begin(), networks.end(), [](const Match& a, const Match& b) {
      return prefix_of(a).length() > prefix_of(b).length();
    });
  }

  static const Prefix& prefix_of(const Match& match) {
    return std::get<AddressMark>(match.entry->mark).prefix;
  }

  static std::vector<Prefix> networks_of(const Watchlists& lists) {
    std::vector<Prefix> all;
    for (const Watchlist& list : lists) {
      for (const WatchEntry& entry : list.entries) {
        if (const auto* mark = std::get_if<AddressMark>(&entry.mark)) all.push_back(mark->prefix);
      }
    }
    return all;
  }

  Watchlists lists;
  std::vector<Determination> determinations;
  std::vector<Rule> rules;
  Inventory inventory;
  Matcher matcher;              // refers to `lists`
  MarkMatcher marks;            // likewise
  std::vector<Match> networks;  // likewise; the smallest first
  AddressRanges marked;         // all of them
  KeptNames kept;

  [[nodiscard]] const Determination* determination(std::string_view id) const {
    const auto at = std::find_if(determinations.begin(), determinations.end(),
                                 [id](const Determination& d) { return d.id == id; });
    return at == determinations.end() ? nullptr : &*at;
  }
};

RuleSet::RuleSet(Watchlists lists, std::vector<Determination> determinations,
                 std::vector<Rule> rules, std::vector<InventoryEntry> inventory, KeptNames kept)
    : compiled_(std::make_unique<const Compiled>(std::move(lists), std::move(determinations),
                                                 std::move(rules), std::move(inventory), kept)) {}
RuleSet::~RuleSet() = default;

std::size_t RuleSet::match(std::string_view name, std::span<Match> out) const {
  return compiled_->matcher.match(name, out);
}

bool RuleSet::of_interest(std::string_view name) const {
  const Matcher& matcher = compiled_->matcher;
  return matcher.worth_a_walk(name) && (matcher.match(name, {}) > 0 || matcher.of_interest(name));
}

const MarkMatcher& RuleSet::marks() const { return compiled_->marks; }

std::vector<Match> RuleSet::marks_of(const IpAddress& address) const {
  std::vector<Match> found;
  for (const Match& match : compiled_->networks) {
    const bool told = std::any_of(found.begin(), found.end(),
                                  [&](const Match& known) { return known.list == match.list; });
    if (!told && Compiled::prefix_of(match).contains(address)) found.push_back(match);
  }
  return found;
}

bool RuleSet::is_marked(const IpAddress& address) const {
  return compiled_->marked.contain(address);
}

std::vector<Prohibition> RuleSet::prohibitions(std::string_view vendor,
                                               std::string_view service) const {
  std::vector<Prohibition> found;
  for (const Rule& rule : compiled_->rules) {
    const Determination* determination = compiled_->determination(rule.determination);
    if (determination == nullptr || determination->vendor != vendor) continue;
    if (contains(determination->exempt_services, service)) continue;
    if (!rule.services.empty() && !contains(rule.services, service)) continue;
    const Activity* activity = activity_for(*determination, service);
    if (activity != nullptr) found.push_back({&rule, determination, activity});
  }
  return found;
}

bool RuleSet::exempt(std::string_view vendor, std::string_view service) const {
  const auto& all = compiled_->determinations;
  return std::any_of(all.begin(), all.end(), [&](const Determination& determination) {
    return determination.vendor == vendor && contains(determination.exempt_services, service);
  });
}

KeptNames RuleSet::kept_names() const { return compiled_->kept; }

const std::vector<Watchlist>& RuleSet::lists() const { return compiled_->lists.all(); }
const std::vector<Determination>& RuleSet::determinations() const {
  return compiled_->determinations;
}
const std::vector<Rule>& RuleSet::rules() const { return compiled_->rules; }
const Inventory& RuleSet::inventory() const { return compiled_->inventory; }

}  // namespace cutoffd::rules
