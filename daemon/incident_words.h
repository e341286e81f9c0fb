// How an incident's state is called in lists, explanations and reports.
#pragma once

#include <string_view>

#include "rules/ledger_rows.h"

namespace cutoffd {

// "exempt" and "acknowledged" hide what it is besides.
std::string_view state_word(const rules::IncidentRow& row);

}  // namespace cutoffd
