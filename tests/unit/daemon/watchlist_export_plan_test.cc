// Families written out, and what is left of a list once its most specific entries have decided.
#include "daemon/watchlist_export_plan.h"

#include <array>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::watchlist_export_plan_test {
namespace {

using Names = std::vector<std::string>;
using Match = rules::NamePattern::Match;

TEST(FamilyNames, ArePaddedAsWritten) {
  EXPECT_EQ(names_of_family("s[08-11].x.example", 10),
            (Names{"s08.x.example", "s09.x.example", "s10.x.example", "s11.x.example"}));
  EXPECT_EQ(names_of_family("[9-11].x.example", 10),
            (Names{"9.x.example", "10.x.example", "11.x.example"}));
  EXPECT_EQ(names_of_family("[9-10]a.[1-2].example", 10),
            (Names{"9a.1.example", "9a.2.example", "10a.1.example", "10a.2.example"}));
}

TEST(FamilyNames, AreNotWrittenOutBeyondTheLimit) {
  EXPECT_EQ(names_of_family("[0-99].x.example", 100)->size(), 100U);
  EXPECT_FALSE(names_of_family("[0-99].x.example", 99));
  EXPECT_FALSE(names_of_family("[0-999999999].[0-999999999].example", kMaxFamily));
}

rules::WatchEntry entry(Match match, const std::string& text, const std::string& service) {
  rules::WatchEntry made;
  made.mark = rules::NamePattern{match, text};
  made.service = service;
  return made;
}

TEST(ExportPlan, AlternatesBetweenListedAndExemptOnTheWayDown) {
  rules::Watchlist list;
  list.id = "acme";
  list.vendor = "acme";
  list.entries = {entry(Match::exact, "a.b.c.x.example", "update"),
                  entry(Match::suffix, "x.example", "information"),
                  entry(Match::suffix, "c.x.example", "update"),
                  entry(Match::exact, "c.x.example", "update"),
                  entry(Match::suffix, "b.c.x.example", "information"),
                  entry(Match::exact, "www.x.example", "information")};
  const rules::RuleSet rules({list}, {}, {});
  const ExportPlan plan = plan_export(rules, {{"update"}, false, std::nullopt});
  ASSERT_EQ(plan.lists.size(), 1U);
  const auto& names = plan.lists[0].names;
  ASSERT_EQ(names.size(), 3U);
  EXPECT_EQ(names[0].name, "a.b.c.x.example");
  EXPECT_TRUE(names[0].listed);
  EXPECT_EQ(names[0].depth, 2U);
  EXPECT_EQ(names[0].within, 2U);
  EXPECT_EQ(names[1].name, "c.x.example");
  EXPECT_EQ(names[1].reach, ExportName::Reach::tree);
  EXPECT_EQ(names[1].depth, 0U);
  EXPECT_EQ(names[2].name, "b.c.x.example");
  EXPECT_FALSE(names[2].listed);
  EXPECT_EQ(names[2].within, 1U);
  ASSERT_EQ(plan.lists[0].covered.size(), 1U) << "the exact name says what the suffix says";
  EXPECT_EQ(plan.lists[0].covered[0].name, "c.x.example");
}

std::span<const ExportName> rules_of(const ExportPlan& plan) {
  return plan.lists.empty() ? std::span<const ExportName>{} : plan.lists[0].names;
}

// Of each name whether it is exempt or listed, found out by asking every entry, against what the
// plan's rules say when the most particular one decides.
TEST(ExportPlanProperty, DecidesEveryNameAsTheListDoes) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const auto invented = [&random] {
      std::string name = "x";
      for (auto labels = random() % 4; labels > 0; --labels) {
        name.insert(0, std::string(1, "abc"[random() % 3]) + ".");
      }
      return name + ".example";
    };
    rules::Watchlist list;
    list.id = list.vendor = "acme";
    std::set<std::string> once;
    for (int n = 0; n < 12; ++n) {
      const Match match = random() % 3 == 0 ? Match::exact : Match::suffix;
      const std::string text =
          (match == Match::suffix && random() % 3 == 0 ? "*." : "") + invented();
      if (!once.insert(std::to_string(static_cast<int>(match)) + text).second) continue;
      list.entries.push_back(entry(match, text, random() % 2 == 0 ? "update" : "information"));
    }
    const rules::RuleSet rules({list}, {}, {});
    const ExportPlan plan = plan_export(rules, {{"update"}, false, std::nullopt});
    for (int n = 0; n < 60; ++n) {
      const std::string name = (random() % 2 == 0 ? "q." : "") + invented();
      std::array<rules::Match, 1> found{};
      const bool listed = rules.match(name, found) > 0 && found[0].entry->service == "update";
      const ExportName* best = nullptr;
      for (const ExportName& rule : rules_of(plan)) {
        const bool is_name = rule.name == name;
        const bool below = name.ends_with("." + rule.name);
        const bool takes = rule.reach == ExportName::Reach::exact  ? is_name
                           : rule.reach == ExportName::Reach::tree ? is_name || below
                                                                   : below;
        if (takes && (best == nullptr || rule.depth > best->depth)) best = &rule;
      }
      ASSERT_EQ(best != nullptr && best->listed, listed) << "round " << round << ": " << name;
    }
  }
}

TEST(ExportPlan, IsEmptyWhereNothingIsProhibited) {
  rules::Watchlist list;
  list.id = "acme";
  list.vendor = "acme";
  list.entries = {entry(Match::exact, "a.example", "update")};
  const rules::RuleSet rules({list}, {}, {});
  EXPECT_TRUE(plan_export(rules, {}).empty());
  EXPECT_FALSE(plan_export(rules, {{}, true, std::nullopt}).empty());
}

}  // namespace
}  // namespace cutoffd::watchlist_export_plan_test
