// The facts of all workers in order of packet time.
//
// A DNS answer in one worker and the connection in another must meet in order: a fact is handed on
// when no worker can still send an older one, which is what their watermarks say. Threads: the
// control thread.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/fact.h"
#include "core/time.h"
#include "daemon/capture_worker.h"

namespace cutoffd {

// When a fact was seen.
Instant time_of(const Fact& fact);

// Hands on every fact that is due; returns the time that all workers have reached. At most `limit`
// facts, so that the control loop breathes.
Instant merge_facts(const std::vector<std::unique_ptr<CaptureWorker>>& workers, FactSink& judge,
                    std::size_t limit);

}  // namespace cutoffd
