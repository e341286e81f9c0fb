// The kinds of marks that a watchlist entry can have: each key of an entry that says what to
// recognise.
#pragma once

#include <string>

#include "config/kind.h"
#include "rules/watchlist.h"

namespace cutoffd::config {

// Names: read in any case, kept in lower case.
Kind<rules::Mark> name_mark(rules::NamePattern::Match match);
Kind<rules::Mark> address_mark();
Kind<rules::Mark> path_mark();
Kind<rules::Mark> issuer_mark();
Kind<rules::Mark> ja3_mark();
Kind<rules::Mark> ja4_mark();
Kind<rules::Mark> port_mark();
Kind<rules::Mark> first_bytes_mark();
Kind<rules::Mark> resolver_mark();

// The mark as it would be written, with its key: "exact: time.vendor.example". Two entries with the
// same text say the same.
std::string text_of(const rules::Mark& mark);

}  // namespace cutoffd::config
