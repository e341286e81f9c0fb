#include "rules/ruleset.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::rules::ruleset_test {
namespace {

constexpr Instant kJuly = instant_from_ns(1'721'448'000'000'000'000);
constexpr Instant kSeptember = instant_from_ns(1'727'582'400'000'000'000);

Watchlist vendor_list() {
  Watchlist list;
  list.id = list.vendor = "vendor";
  WatchEntry entry;
  entry.mark = NamePattern{NamePattern::Match::suffix, "upd.vendor.example"};
  entry.service = "update";
  list.entries = {entry};
  list.domains_of_interest = {*DomainName::from_text("vendor.example")};
  return list;
}

Determination order() {
  Determination d;
  d.id = "order";
  d.vendor = "vendor";
  d.activities = {{"operation", "Operation", kSeptember, {"update", "telemetry"}},
                  {"agreements", "New agreements", kJuly, {"activation"}},
                  {"service", "Service", kSeptember, {"activation"}}};
  d.exempt_services = {"training"};
  return d;
}

Rule rule_named(std::string name) {
  Rule rule;
  rule.name = std::move(name);
  rule.determination = "order";
  return rule;
}

TEST(RuleSet, ServiceFallsUnderEachRuleOfItsDeterminationInOrder) {
  Rule narrow = rule_named("narrow");
  narrow.services = {"telemetry"};
  const RuleSet rules({vendor_list()}, {order()}, {rule_named("broad"), narrow});
  const auto telemetry = rules.prohibitions("vendor", "telemetry");
  ASSERT_EQ(telemetry.size(), 2U);
  EXPECT_EQ(telemetry[0].rule->name, "broad");
  EXPECT_EQ(telemetry[1].rule->name, "narrow");
  EXPECT_EQ(telemetry[0].determination->id, "order");
  EXPECT_EQ(telemetry[0].activity->id, "operation");
  EXPECT_EQ(rules.prohibitions("vendor", "update").size(), 1U);
}

TEST(RuleSet, EarliestActivityThatNamesTheServiceCounts) {
  const RuleSet rules({vendor_list()}, {order()}, {rule_named("broad")});
  const auto found = rules.prohibitions("vendor", "activation");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].activity->from, kJuly);
}

TEST(RuleSet, ExemptAndUnnamedServicesAndOtherVendorsFallUnderNothing) {
  Determination greedy = order();
  greedy.activities[0].services.push_back("training");  // exemption beats prohibition
  const RuleSet rules({vendor_list()}, {greedy}, {rule_named("broad")});
  EXPECT_TRUE(rules.prohibitions("vendor", "training").empty());
  EXPECT_TRUE(rules.exempt("vendor", "training"));
  EXPECT_TRUE(rules.prohibitions("vendor", "account").empty());
  EXPECT_FALSE(rules.exempt("vendor", "account"));
  EXPECT_TRUE(rules.prohibitions("other", "update").empty());
  EXPECT_FALSE(rules.exempt("other", "training"));
}

TEST(RuleSet, DeterminationWithoutRuleProhibitsNothing) {
  const RuleSet rules({vendor_list()}, {order()}, {});
  EXPECT_TRUE(rules.prohibitions("vendor", "update").empty());
}

TEST(RuleSet, EveryMatchedNameIsOfInterest) {
  Watchlist list = vendor_list();
  WatchEntry elsewhere;
  elsewhere.mark = NamePattern{NamePattern::Match::exact, "kit.reseller.example"};
  list.entries.push_back(elsewhere);
  const RuleSet rules({list}, {}, {});
  EXPECT_TRUE(rules.of_interest("kit.reseller.example"));
  EXPECT_FALSE(rules.of_interest("www.reseller.example"));
  EXPECT_TRUE(rules.of_interest("www.vendor.example"));
  std::array<Match, 1> out;
  EXPECT_EQ(rules.match("s1.upd.vendor.example", out), 1U);
  EXPECT_EQ(out[0].entry->service, "update");
  EXPECT_EQ(out[0].list, rules.lists().data());
}

TEST(Rule, LoudnessFollowsEvidenceServiceAndQuiet) {
  Rule rule = rule_named("r");
  EXPECT_EQ(severity_of(rule, "update", false, Evidence::asked), Severity::notice);
  EXPECT_EQ(severity_of(rule, "update", false, Evidence::answered), Severity::warning);
  EXPECT_EQ(severity_of(rule, "update", false, Evidence::transferred), Severity::err);

  rule.severity = {{Evidence::transferred, Severity::warning}, {Evidence::asked, Severity::info}};
  rule.service_severity["update"] = {{Evidence::transferred, Severity::crit}};
  EXPECT_EQ(severity_of(rule, "update", false, Evidence::transferred), Severity::crit);
  EXPECT_EQ(severity_of(rule, "console", false, Evidence::transferred), Severity::warning);
  EXPECT_EQ(severity_of(rule, "update", false, Evidence::asked), Severity::info);

  rule.quiet_services = {"download"};
  EXPECT_EQ(severity_of(rule, "download", false, Evidence::answered), Severity::notice);
  EXPECT_EQ(severity_of(rule, "download", false, Evidence::transferred), Severity::warning);
  EXPECT_EQ(severity_of(rule, "download", false, Evidence::asked), Severity::info);
  EXPECT_EQ(severity_of(rule, "update", true, Evidence::answered), Severity::notice);
}

}  // namespace
}  // namespace cutoffd::rules::ruleset_test
