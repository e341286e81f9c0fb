#include "rules/standing.h"

#include <algorithm>
#include <array>

#include "rules/matcher.h"

namespace cutoffd::rules {
namespace {

// The vendor below whose domain of interest the name lies; the most specific domain decides.
const Watchlist* list_of_interest(const RuleSet& rules, const DomainName& name) {
  const Watchlist* found = nullptr;
  std::size_t labels = 0;
  for (const Watchlist& list : rules.lists()) {
    for (const DomainName& domain : list.domains_of_interest) {
      if (domain.label_count() > labels && name.is_at_or_below(domain)) {
        found = &list;
        labels = domain.label_count();
      }
    }
  }
  return found;
}

// Two lists may say the same of a name: the surer word counts.
void add(std::vector<Subject>& subjects, const Subject& subject) {
  const auto same = std::find_if(subjects.begin(), subjects.end(), [&](const Subject& other) {
    return other.vendor == subject.vendor && other.service == subject.service;
  });
  if (same == subjects.end()) {
    subjects.push_back(subject);
  } else {
    same->sure = same->sure || subject.sure;
    same->inferred = !same->sure;
    same->quiet = same->quiet && subject.quiet;
  }
}

// A line of its own: neither a rule's name nor an id bears a line's end.
std::string stamp_of(const Prohibition& prohibition) {
  return prohibition.rule->name + ' ' + prohibition.determination->id + ' ' +
         std::string(rfc3339(prohibition.activity->from).view()) + '\n';
}

}  // namespace

bool is_stamped(std::string_view stamp, const Prohibition& prohibition) {
  const std::string line = stamp_of(prohibition);
  const std::size_t at = stamp.find(line);
  return at != std::string_view::npos && (at == 0 || stamp[at - 1] == '\n');
}

const Standing& Standings::of(const std::string& vendor, const std::string& service) {
  const auto key = std::pair(vendor, service);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, look_up(vendor, service)).first->second;
}

Standing Standings::look_up(const std::string& vendor, const std::string& service) const {
  Standing standing;
  standing.prohibitions = rules_->prohibitions(vendor, service);
  for (const Prohibition& prohibition : standing.prohibitions) {
    standing.cutoffs.push_back(prohibition.activity->from);
    standing.stamp += stamp_of(prohibition);
  }
  for (const Determination& determination : rules_->determinations()) {
    if (determination.vendor != vendor) continue;
    standing.regulated = true;
    for (const Activity& activity : determination.activities) {
      standing.divide = std::max(standing.divide, activity.from);
    }
  }
  if (!standing.cutoffs.empty()) {
    standing.divide = *std::min_element(standing.cutoffs.begin(), standing.cutoffs.end());
  }
  standing.stamp += "divide " + std::string(rfc3339(standing.divide).view());
  for (const Watchlist& list : rules_->lists()) {
    if (list.vendor == vendor && standing.title.empty()) standing.title = list.title;
  }
  return standing;
}

std::vector<Subject> subjects_of(const RuleSet& rules, const DomainName& name) {
  std::array<Match, kMaxLists> matches;
  const std::size_t count = std::min(rules.match(name.view(), matches), matches.size());
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < count; ++i) {
    const WatchEntry& entry = *matches[i].entry;
    // A name that the vendor uses and that any browser may ask for: known, and not worth telling.
    const bool hushed = entry.quiet && entry.service == kUnclassified;
    const bool inferred = entry.confidence == Confidence::inferred;
    add(subjects, {matches[i].list->vendor, entry.service, !inferred && !hushed, entry.quiet,
                   inferred && !hushed});
  }
  if (subjects.empty() && rules.of_interest(name.view())) {
    if (const Watchlist* list = list_of_interest(rules, name)) {
      subjects.push_back({list->vendor, std::string(kUnclassified), true, true});
    }
  }
  return subjects;
}

}  // namespace cutoffd::rules
