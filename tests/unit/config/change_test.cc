// What a reload would change is said in one line, and a list that loses most of itself is refused.
#include "config/change.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cutoffd::config::change_test {
namespace {

using ::testing::IsEmpty;

rules::WatchEntry entry(const std::string& name, const std::string& service = "update") {
  rules::WatchEntry made;
  made.mark = rules::NamePattern{rules::NamePattern::Match::exact, name};
  made.service = service;
  return made;
}

rules::Watchlist list(const std::string& id, std::size_t entries) {
  rules::Watchlist made;
  made.id = made.vendor = id;
  for (std::size_t i = 0; i < entries; ++i) {
    made.entries.push_back(entry("s" + std::to_string(i) + "." + id + ".example"));
  }
  return made;
}

struct Loaded {
  std::vector<rules::Watchlist> lists = {list("acme", 10)};
  std::vector<rules::Determination> determinations = {{}};
  std::vector<rules::Rule> rules = {{}};
  std::vector<alerts::SinkOptions> sinks = {{}};
  Loaded() {
    determinations[0].id = "order";
    rules[0].name = "acme-order";
    sinks[0].name = "mail";
  }
  [[nodiscard]] Reloadable all() const { return {lists, determinations, rules, sinks}; }
};

std::string line(const Loaded& before, const Loaded& after) {
  return change_of(before.all(), after.all()).line;
}

TEST(Change, OfTheSameFilesIsNothing) { EXPECT_EQ(line({}, {}), "nothing"); }

TEST(Change, CountsTheEntriesOfAList) {
  Loaded after;
  after.lists[0].entries.erase(after.lists[0].entries.begin());
  after.lists[0].entries.push_back(entry("new1.acme.example"));
  after.lists[0].entries.push_back(entry("new2.acme.example"));
  after.lists[0].entries[3].service = "information";
  EXPECT_EQ(line({}, after), "watchlists: acme +2 -1 entries, 1 changed");
  after = {};
  after.lists[0].entries[0].said =
      std::make_shared<const rules::EntryAbout>(rules::EntryAbout{"", "", "", "for people"});
  EXPECT_EQ(line({}, after), "nothing");
  after.lists[0].date = "2026-01-01";
  EXPECT_EQ(line({}, after), "watchlists: changed acme");
}

TEST(Change, NamesWhatCameAndWent) {
  Loaded after;
  after.lists.push_back(list("other", 2));
  after.determinations[0].activities.push_back({"updates", "Updates", {}, {"update"}});
  after.rules[0].minimum = Evidence::contacted;
  after.rules.push_back({});
  after.rules[1].name = "another";
  after.sinks[0].name = "syslog";
  EXPECT_EQ(line({}, after),
            "watchlists: added other; determinations: changed order; rules: changed acme-order, "
            "added another; sinks: added syslog, removed mail");
  EXPECT_EQ(line(after, {}),
            "watchlists: removed other; determinations: changed order; rules: changed acme-order, "
            "removed another; sinks: added mail, removed syslog");
}

TEST(Change, AListThatShrinksByMoreThanHalfIsRefused) {
  Loaded after;
  after.lists = {list("acme", 5)};
  EXPECT_THAT(change_of(Loaded().all(), after.all()).refusal(), IsEmpty());  // half is not more
  after.lists = {list("acme", 4)};
  EXPECT_EQ(change_of(Loaded().all(), after.all()).refusal(),
            "watchlist acme would shrink from 10 to 4 entries");
  // Growing, or another list in its place, is somebody's decision.
  EXPECT_THAT(change_of(after.all(), Loaded().all()).refusal(), IsEmpty());
  after.lists = {list("other", 1)};
  EXPECT_THAT(change_of(Loaded().all(), after.all()).refusal(), IsEmpty());
}

}  // namespace
}  // namespace cutoffd::config::change_test
