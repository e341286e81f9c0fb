// The alerts that marks cause: a device suspected, managed behind a relay, or going around a block.
#pragma once

#include <string>

#include "core/alert.h"
#include "rules/contact.h"
#include "rules/telling.h"

namespace cutoffd::rules {

// "path /index/x.xml": a mark as people read it.
std::string text_of(const MarkRow& mark);

// `marks`: those that were weighed, for people. `row`: of the one seen last.
Alert suspected_alert(const MarkRow& row, const std::string& marks, Instant time,
                      const Scene& scene);
// `row` is of kind relay, and its relay is known.
Alert managed_alert(const MarkRow& row, Instant time, const Scene& scene);
// `row` is of kind resolver.
Alert evasion_alert(const MarkRow& row, const IncidentRow& incident, const Scene& scene);

}  // namespace cutoffd::rules
