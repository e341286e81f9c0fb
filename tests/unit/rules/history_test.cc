// Every name of every device, kept for lists that come later.
#include "rules/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::history_test {
namespace {

using namespace stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

bool every(const std::string&) { return true; }

std::shared_ptr<const RuleSet> keeping_all(std::vector<Watchlist> lists,
                                           const std::vector<Determination>& orders) {
  std::vector<Rule> made;
  for (const Determination& order : orders) made.push_back(rule(order.id + "-rule", order.id));
  return std::make_shared<const RuleSet>(std::move(lists), orders, made,
                                         std::vector<InventoryEntry>{}, KeptNames::all);
}

TEST(History, CountsContactsAndKeepsTheFurthest) {
  Counters counters;
  History history(100, counters);
  history.note("ip:10.0.0.20", question(kDesk, "a.example", after(0)));
  history.note("ip:10.0.0.20", question(kDesk, "a.example", after(1)));
  history.note("ip:10.0.0.20", hello(kDesk, "a.example", after(2)));
  history.note("ip:10.0.0.20", question(kDesk, "a.example", after(500)));
  const auto all = history.take(every);
  ASSERT_THAT(all, SizeIs(1));
  const NameRow& row = all[0].name;
  EXPECT_EQ(row.span.count, 2U);
  EXPECT_EQ(row.span.first, after(0));
  EXPECT_EQ(row.span.last, after(500));
  EXPECT_EQ(row.evidence, Evidence::contacted);
  EXPECT_EQ(row.proved, after(2));
  EXPECT_EQ(row.server, kServer);
  EXPECT_EQ(history.size(), 0U);
}

TEST(History, AtTheBoundTheDevicesOldestGoesAndIsCounted) {
  Counters counters;
  History history(2, counters);
  history.note("ip:10.0.0.20", question(kDesk, "a.example", after(0)));
  history.note("ip:10.0.0.20", question(kDesk, "b.example", after(1)));
  history.note("ip:10.0.0.21",
               question(kDesk, "c.example", after(2)));  // no room, nothing of its own
  history.note("ip:10.0.0.20", question(kDesk, "d.example", after(3)));
  EXPECT_EQ(counters.get(Counter::names_given_up), 2U);
  const auto all = history.take(every);
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].name.name, "b.example");
  EXPECT_EQ(all[1].name.name, "d.example");
}

TEST(History, OfOneDeviceIsBounded) {
  Counters counters;
  History history(1'000'000, counters);
  for (std::size_t i = 0; i < History::kPerDevice + 5; ++i) {
    history.note("ip:10.0.0.20", question(kDesk, "n" + std::to_string(i) + ".example",
                                          after(static_cast<double>(i))));
  }
  EXPECT_EQ(history.size(), History::kPerDevice);
  EXPECT_EQ(counters.get(Counter::names_given_up), 5U);
}

TEST(History, ForgetsADeviceInTheLedgerToo) {
  Counters counters;
  const auto ledger = Ledger::temporary();
  History history(100, counters);
  history.note("ip:10.0.0.20", question(kDesk, "a.example", after(0)));
  history.note("ip:10.0.0.21", question(kDesk, "b.example", after(0)));
  history.save(ledger->rows());
  ledger->commit();
  history.forget("ip:10.0.0.20");
  EXPECT_EQ(history.size(), 1U);
  history.save(ledger->rows());
  ledger->commit();
  const auto rows = ledger->rows().history();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].device, "ip:10.0.0.21");
}

TEST(History, SurvivesARestartAndGoesFromTheLedgerWhenItIsTaken) {
  Counters counters;
  const auto ledger = Ledger::temporary();
  History history(100, counters);
  history.note("ip:10.0.0.20", question(kDesk, "a.example", after(0)));
  history.note("ip:10.0.0.20", question(kDesk, "b.example", after(0)));
  history.save(ledger->rows());
  ledger->commit();
  History again(100, counters);
  again.load(ledger->rows());
  EXPECT_THAT(again.take([](const std::string& name) { return name == "a.example"; }), SizeIs(1));
  again.save(ledger->rows());
  ledger->commit();
  ASSERT_THAT(ledger->rows().history(), SizeIs(1));
  EXPECT_EQ(ledger->rows().history()[0].name.name, "b.example");
}

TEST(HistoryOfAll, IsJudgedByAListThatComesLater) {
  auto later = lists();
  later.resize(1);
  Court court(keeping_all({}, {}));
  court.hear(question(kDesk, kUpdate, after(5)), hello(kDesk, kUpdate, after(6)),
             question(kDesk, "www.example.org", after(7)), question(kDesk, kNews, after(8)));
  EXPECT_THAT(court.services(), IsEmpty());
  EXPECT_EQ(court.ledger().rows().history().size(), 3U);
  court.judge().use(keeping_all(later, {determination("order", "acme", kCutoff)}));
  const auto told = court.finish();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_TRUE(told[0].retroactive);
  EXPECT_EQ(told[0].service, "update");
  EXPECT_EQ(told[0].first, after(5));
  EXPECT_EQ(told[0].evidence, Evidence::contacted);
  EXPECT_EQ(court.services().size(), 2U);
  EXPECT_EQ(court.ledger().rows().history().size(), 1U);  // what nobody knows yet
}

TEST(HistoryOfAll, GoesToTheDeviceThatTheAddressWasProvedToBe) {
  auto later = lists();
  Court court(keeping_all({}, {}));
  court.hear(question(kDesk, kUpdate, after(5)),
             binding("10.0.0.20", "02:00:00:00:00:20", after(6)));
  court.judge().use(keeping_all(later, {determination("order", "acme", kCutoff)}));
  const auto told = court.finish();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].device->id, "mac:02:00:00:00:00:20");
}

TEST(HistoryOfAll, IsNotKeptUnlessAskedFor) {
  Court court;
  court.hear(question(kDesk, "www.example.org", after(5)));
  court.keep();
  EXPECT_THAT(court.ledger().rows().history(), IsEmpty());
}

}  // namespace
}  // namespace cutoffd::rules::history_test
