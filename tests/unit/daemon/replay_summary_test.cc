#include "daemon/replay_summary.h"

#include <gtest/gtest.h>

namespace cutoffd::replay_summary_test {
namespace {

TEST(ReplaySummary, TellsWhatWasThereWhatWasWrongAndTheVerdictLast) {
  Counters counters;
  counters.add(Counter::packets, 329);
  counters.add(Counter::octets, 233'007);
  counters.add(Counter::dns_malformed, 2);
  ReplaySummary summary;
  summary.files = 1;
  summary.first = parse_rfc3339("2024-09-26T14:00:00.5Z");
  summary.last = parse_rfc3339("2024-10-02T08:19:44Z").value();
  summary.devices = 6;
  summary.incidents = 1;
  summary.counters = &counters;
  Coverage coverage;
  coverage.verdict = Verdict::found;
  coverage.reasons = {"one reason", "another"};
  EXPECT_EQ(summary_text(summary, coverage),
            "1 file, 329 packets, 233.0 kB, from 2024-09-26T14:00:00Z to 2024-10-02T08:19:44Z\n"
            "6 devices with watched contacts, 1 incident\n"
            "  2 DNS messages that contradict themselves\n"
            "coverage: found (one reason; another)\n");
}

TEST(ReplaySummary, AnEmptyCaptureHasNoSpan) {
  Counters counters;
  ReplaySummary summary;
  summary.counters = &counters;
  EXPECT_EQ(summary_text(summary, {}),
            "0 files, 0 packets, 0 B\n"
            "0 devices with watched contacts, 0 incidents\n"
            "coverage: clean\n");
}

}  // namespace
}  // namespace cutoffd::replay_summary_test
