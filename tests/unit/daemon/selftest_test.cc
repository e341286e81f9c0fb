// The self-test's steps: passed by what it makes itself, and named where something is broken.
#include "daemon/selftest.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::selftest_test {
namespace {

const Instant kNow = *parse_rfc3339("2026-11-29T03:00:00.5Z");

std::vector<std::string> names(const SelfTestOutcome& outcome) {
  std::vector<std::string> out;
  for (const SelfTestStep& step : outcome.steps) out.push_back(step.name);
  return out;
}

TEST(SelfTest, PassesEveryStepBeforeTheSinks) {
  const auto outcome = self_test_to_outbox(self_test_capture(kNow, kSelfTestName), "attic");
  EXPECT_TRUE(outcome.passed());
  EXPECT_EQ(names(outcome),
            (std::vector<std::string>{"capture", "track", "match", "judge", "ledger", "outbox"}));
  EXPECT_EQ(outcome.alert.event, AlertEvent::opened);
  EXPECT_EQ(outcome.alert.time, kNow);
  EXPECT_EQ(outcome.alert.vendor, kSelfTestVendor);
  EXPECT_EQ(outcome.alert.sensor, "attic");
  EXPECT_TRUE(outcome.alert.message.starts_with("TEST: "));
}

TEST(SelfTest, NamesTheStepThatFailed) {
  const std::string whole = self_test_capture(kNow, kSelfTestName);
  const auto failed_at = [](const std::string& capture) {
    const auto outcome = self_test_to_outbox(capture, "attic");
    EXPECT_FALSE(outcome.passed());
    return outcome.steps.back().name;
  };
  EXPECT_EQ(failed_at(""), "capture");
  EXPECT_EQ(failed_at(whole.substr(0, 24)), "capture") << "a file without a packet";
  EXPECT_EQ(failed_at(whole.substr(0, whole.size() - 1)), "capture") << "cut inside the packet";
  std::string not_ip = whole;
  not_ip[24 + 16 + 12] = '\x7f';  // the Ethernet type
  EXPECT_EQ(failed_at(not_ip), "track");
  EXPECT_EQ(failed_at(self_test_capture(kNow, "call.selftest.example")), "match");
}

}  // namespace
}  // namespace cutoffd::selftest_test
