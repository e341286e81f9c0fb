// The compiled whole of watchlists, determinations and rules: const once made, swapped whole at
// reload.
//
// Threads: shared by all workers and the judge through std::shared_ptr<const RuleSet>.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain_name.h"
#include "rules/determination.h"
#include "rules/inventory.h"
#include "rules/mark_matcher.h"
#include "rules/matcher.h"
#include "rules/watchlist.h"

namespace cutoffd::rules {

// A rule that forbids this contact, and since when.
struct Prohibition {
  const Rule* rule = nullptr;
  const Determination* determination = nullptr;
  const Activity* activity = nullptr;
};

// Which names are kept for rules that come later.
enum class KeptNames : std::uint8_t {
  domains,  // those below a domain of interest, and those that an entry matches
  all,      // every name of every device, in a table of its own
};
std::string_view name_of(KeptNames kept);

class RuleSet {
 public:
  // Takes validated values (config/ has told every mistake already).
  RuleSet(Watchlists lists, std::vector<Determination> determinations, std::vector<Rule> rules,
          std::vector<InventoryEntry> inventory = {}, KeptNames kept = KeptNames::domains);
  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  // No allocation; at most one probe a label. Matches of different lists are written to `out`, up
  // to its size; the number of matches is returned. 0 is the usual answer.
  std::size_t match(std::string_view name, std::span<Match> out) const;
  // True if the name is at or below a domain of interest (every matched name is).
  bool of_interest(std::string_view name) const;

  // What watchlists know beside names.
  const MarkMatcher& marks() const;

  // The entries of the networks that the address lies in, the smallest network first; at most one
  // of each list.
  [[nodiscard]] std::vector<Match> marks_of(const IpAddress& address) const;
  // True if there is any. No allocation.
  [[nodiscard]] bool is_marked(const IpAddress& address) const;

  // The rules that a contact of this vendor and service falls under, whatever its time, in the
  // order written; a service that the rule's determination exempts or does not name falls under
  // none.
  std::vector<Prohibition> prohibitions(std::string_view vendor, std::string_view service) const;
  // True if an enabled determination on this vendor exempts the service.
  bool exempt(std::string_view vendor, std::string_view service) const;

  KeptNames kept_names() const;

  const std::vector<Watchlist>& lists() const;
  const std::vector<Determination>& determinations() const;
  const std::vector<Rule>& rules() const;
  const Inventory& inventory() const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace cutoffd::rules
