// What an earlier run learnt of addresses, so that after a restart a connection is known by the
// address that its device was answered, and a shared address is still known to be one.
#pragma once

#include <memory>

#include "capture/track/tracker.h"
#include "daemon/answered_table.h"
#include "rules/ledger.h"

namespace cutoffd {

// Into a table that knows what it has read since. Whoever reads packets again that an earlier run
// judged does so before the first new one: earlier, connections would be followed that were not
// followed then, and flows would get other numbers.
void recall_answers(rules::Ledger& ledger, AnsweredTable& answers);
// A table for the workers of one sensor.
std::shared_ptr<AnsweredTable> recall_answers(rules::Ledger& ledger,
                                              const track::TrackOptions& options);

}  // namespace cutoffd
