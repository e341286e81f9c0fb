// Families written out, and what is left of a list once its most specific entries have decided.
#include "daemon/watchlist_export_plan.h"

#include <gtest/gtest.h>

namespace cutoffd {
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
}  // namespace cutoffd
