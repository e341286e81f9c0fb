// How a vendor's service stands under the rules: looked up once, kept while the rules stay.
//
// Threads: one. Lifetime: refers to the rule set given; ask again after a change of rules.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.h"
#include "rules/ruleset.h"

namespace cutoffd::rules {

struct Standing {
  std::vector<Prohibition> prohibitions;  // in the order of the rules
  std::vector<Instant> cutoffs;           // of these
  // Parts what was before from what came after. The earliest cutoff; for a service that nothing
  // prohibits the latest of its vendor's determinations, so that its history can be compared.
  Instant divide = kBeginning;
  bool regulated = false;  // an enabled determination is about this vendor
  std::string_view title;  // how people call the vendor
  // The prohibitions as text, to know later under which ones a contact was judged. Never empty.
  std::string stamp;
};

// True if the prohibition is one of those of the stamp: the same rule, determination and cutoff.
bool is_stamped(std::string_view stamp, const Prohibition& prohibition);

class Standings {
 public:
  explicit Standings(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)) {}
  const Standing& of(const std::string& vendor, const std::string& service);

 private:
  [[nodiscard]] Standing look_up(const std::string& vendor, const std::string& service) const;

  std::shared_ptr<const RuleSet> rules_;
  std::map<std::pair<std::string, std::string>, Standing> known_;  // as many as lists have services
};

// What a name is to the rules: one for each vendor and service.
struct Subject {
  std::string vendor;
  std::string service;
  bool sure = true;  // may open an incident
  bool quiet = false;
  bool inferred = false;  // not sure because of its entry's confidence alone
};
inline constexpr std::string_view kUnclassified = "unclassified";

// Nothing if the name is of no interest.
std::vector<Subject> subjects_of(const RuleSet& rules, const DomainName& name);

}  // namespace cutoffd::rules
