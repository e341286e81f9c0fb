// The syntax of name patterns, and how one label is matched.
//
// A family's "[00-19]" stands for a number of exactly that many digits, "[0-99]" (ends of different
// width) for one without leading zeros; both ends belong to it. A glob's "*" stands for one or more
// characters of its label, never for a dot. Either may stand in any label but the last, so that
// every pattern has a literal end to be found by. Pure functions; no allocation but in fault_of.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "rules/watchlist.h"

namespace cutoffd::rules {

// What is wrong with the pattern, as the end of a sentence ("expected …"); nothing if it is whole.
std::optional<std::string> fault_of(const NamePattern& pattern);

// One label against one label of a pattern of the kind. `pattern` is without fault.
bool label_matches(NamePattern::Match kind, std::string_view pattern, std::string_view label);

// The literal labels at the end of a pattern, by which a name is looked up: all of an exact name,
// "upd.vendor.example" of "s[00-19].upd.vendor.example" and of "*.upd.vendor.example".
std::string_view anchor_of(const NamePattern& pattern);

// "*.vendor.example": the names below, not the name itself.
bool only_below(const NamePattern& pattern);

std::size_t labels_in(std::string_view name);

std::string_view name_of(NamePattern::Match match);

}  // namespace cutoffd::rules
