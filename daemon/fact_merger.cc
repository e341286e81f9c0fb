#include "daemon/fact_merger.h"

#include <algorithm>
#include <variant>

namespace cutoffd {

Instant time_of(const Fact& fact) {
  return std::visit([](const auto& seen) { return seen.time; }, fact);
}

Instant merge_facts(const std::vector<std::unique_ptr<CaptureWorker>>& workers, FactSink& judge,
                    std::size_t limit) {
  // Watermarks first: a fact pushed after they were read is younger than they are.
  Instant reached = Instant::max();
  for (const auto& worker : workers) reached = std::min(reached, worker->watermark());
  for (std::size_t n = 0; n < limit; ++n) {
    CaptureWorker* oldest_worker = nullptr;
    Instant oldest = Instant::max();
    for (const auto& worker : workers) {
      const Fact* fact = worker->facts().front();
      if (fact == nullptr || (oldest_worker != nullptr && time_of(*fact) >= oldest)) continue;
      oldest_worker = worker.get();
      oldest = time_of(*fact);
    }
    if (oldest_worker == nullptr || oldest > reached) return reached;
    judge.on_fact(*oldest_worker->facts().front());
    oldest_worker->facts().pop();
  }
  // More are due: time has come no further than to the next of them.
  return kBeginning;
}

}  // namespace cutoffd
