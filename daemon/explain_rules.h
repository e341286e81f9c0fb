// What the configuration says of a name or a service: which entry, from where, under which rules.
//
// Pure: settings and rule set in, outline out; no ledger is needed. Threads: none of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "core/domain_name.h"
#include "daemon/outline.h"
#include "rules/ruleset.h"

namespace cutoffd {

// The files in force, and what they were compiled to.
struct InForce {
  const std::vector<config::LoadedFile>& files;
  const rules::RuleSet& rules;
};

// `cutoffd explain NAME`.
Outline explain_name(const InForce& in_force, const DomainName& name);

// Every entry that the name matches, one for each watchlist that has one.
std::vector<Outline> entries_of(const InForce& in_force, std::string_view name);
// Every rule that the vendor's service falls under.
std::vector<Outline> rules_of(const InForce& in_force, const std::string& vendor,
                              const std::string& service);
// The determination's title and citation, after its id.
std::string title_of(const InForce& in_force, std::string_view determination);
// What would have to be otherwise for this service to open an incident, or to open none.
std::vector<std::string> what_would_change(const InForce& in_force, const std::string& vendor,
                                           const std::string& service, bool sure);

}  // namespace cutoffd
