// What proves each step of an incident, in the order in which it happened, with the cutoff among
// it.
#pragma once

#include "daemon/page/html.h"
#include "daemon/page/view.h"
#include "rules/ledger_rows.h"

namespace cutoffd::page {

void write_timeline(Html& html, const View& view, const rules::IncidentRow& incident);

}  // namespace cutoffd::page
