// A collector that is down for weeks: what waits for it, what goes first, and that it is told.
#include "rules/outbox_keeper.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::outbox_keeper_test {
namespace {

using namespace stage;
using testing::HasSubstr;
using testing::SizeIs;
using enum AlertEvent;

class OutboxKeeperTest : public ::testing::Test {
 protected:
  std::uint64_t write(AlertEvent event, const std::string& incident, std::uint64_t count = 1,
                      Evidence evidence = Evidence::asked) {
    Alert alert;
    alert.time = after(static_cast<double>(ledger->last_sequence()));
    alert.event = event;
    alert.incident = incident;
    alert.count = count;
    alert.evidence = evidence;
    alert.message = std::string(name_of(event)) + " " + std::to_string(count);
    return ledger->write_alert(alert);
  }
  void keep(std::uint64_t rows, OutboxProgress progress = {}) {
    bounds.rows = rows;
    ledger->commit();
    keeper.keep(bounds, progress, now);
    ledger->commit();
  }
  [[nodiscard]] std::vector<Alert> left() const { return ledger->alerts_after(0, 1'000'000); }
  [[nodiscard]] std::map<AlertEvent, int> kinds() const {
    std::map<AlertEvent, int> kinds;
    for (const Alert& alert : left()) ++kinds[alert.event];
    return kinds;
  }

  StateDirectory state;
  std::unique_ptr<Ledger> ledger = Ledger::open(state.path(), Ledger::Access::read_write);
  OutboxKeeper keeper{*ledger, "tap-1"};
  OutboxBounds bounds;
  Instant now = after(100'000);
};

TEST_F(OutboxKeeperTest, KeepsEverythingWithinTheBounds) {
  for (int i = 0; i < 50; ++i) write(continuing, "a");
  keep(50);
  EXPECT_THAT(left(), SizeIs(50));
}

TEST_F(OutboxKeeperTest, ForgetsWhatEverySinkHas) {
  for (int i = 0; i < 200; ++i) write(opened, std::to_string(i));
  keep(1000, {150, 150, ""});
  EXPECT_THAT(left(), SizeIs(50));
  EXPECT_EQ(left().front().sequence, 151U);
  EXPECT_EQ(ledger->outbox().size().rows, 50U);
}

TEST_F(OutboxKeeperTest, OldestRemindersGoFirstThenEscalationsAndNeverABeginning) {
  for (int i = 0; i < 10; ++i) {
    const std::string incident = "incident " + std::to_string(i);
    write(opened, incident);
    write(escalated, incident, 2, Evidence::answered);
    for (std::uint64_t n = 3; n < 8; ++n) write(continuing, incident, n, Evidence::answered);
  }
  keep(60);  // of 70: a tenth less than 60 is 54, so 16 reminders go
  EXPECT_EQ(kinds(), (std::map<AlertEvent, int>{
                         {opened, 10}, {escalated, 10}, {continuing, 34}, {sensor, 1}}));
  EXPECT_EQ(left()[2].incident, "incident 1") << "the oldest went";
  keep(20);
  EXPECT_EQ(kinds(), (std::map<AlertEvent, int>{{opened, 10}, {escalated, 7}, {sensor, 1}}));
  keep(5);
  EXPECT_EQ(kinds(), (std::map<AlertEvent, int>{{opened, 10}, {sensor, 1}}));
}

TEST_F(OutboxKeeperTest, WhatStaysTellsItsIncidentsPresentState) {
  write(opened, "a", 1, Evidence::asked);
  write(escalated, "a", 20, Evidence::transferred);
  write(continuing, "a", 37, Evidence::transferred);
  for (int i = 0; i < 9; ++i) write(opened, std::to_string(i));
  keep(10);
  const Alert told = left().front();
  EXPECT_EQ(told.sequence, 1U) << "in its place";
  EXPECT_EQ(told.event, opened);
  EXPECT_EQ(told.evidence, Evidence::transferred);
  EXPECT_EQ(told.count, 37U);
  EXPECT_EQ(told.message, "continuing 37");
}

TEST_F(OutboxKeeperTest, FoldsAnIncidentThatCameAndWentIntoItsBeginningAndItsEnd) {
  write(opened, "a", 1);
  for (std::uint64_t n = 1; n <= 20; ++n) {
    write(quiet, "a", 10 * n);
    write(returned, "a", 10 * n + 1);
  }
  write(quiet, "a", 500);
  for (int i = 0; i < 5; ++i) write(opened, std::to_string(i));
  keep(7);
  EXPECT_EQ(kinds(), (std::map<AlertEvent, int>{{opened, 6}, {quiet, 1}, {sensor, 1}}));
  EXPECT_EQ(left().front().count, 201U) << "as when it last returned";
  EXPECT_THAT(left().back().message, HasSubstr("40 more were folded"));
  EXPECT_EQ(left().back().count, 0U) << "nothing was lost";
}

TEST_F(OutboxKeeperTest, TellsTheLossOnceWithItsCountThatGrows) {
  for (int i = 0; i < 100; ++i) write(continuing, "a");
  keep(50, {0, 0, "collector"});
  ASSERT_EQ(left().back().event, sensor);
  EXPECT_EQ(left().back().count, 55U);
  EXPECT_EQ(left().back().severity, Severity::warning);
  EXPECT_THAT(left().back().message,
              HasSubstr("because collector did not take them: 55 reminders"));
  for (int i = 0; i < 100; ++i) write(continuing, "a");
  keep(50, {0, 0, "collector"});
  EXPECT_EQ(kinds()[sensor], 1) << "one alert, not one for each time";
  EXPECT_EQ(left().size() - 1 + left().back().count, 200U) << "what is left and what is counted";
}

TEST_F(OutboxKeeperTest, KeepsTellingTheLossWhereWhatStaysIsMoreThanTheBound) {
  for (int i = 0; i < 100; ++i) write(opened, std::to_string(i));
  for (int i = 0; i < 10; ++i) write(continuing, "a");
  for (int looks = 0; looks < 3; ++looks) {
    keep(50);
    EXPECT_EQ(kinds()[opened], 100);
    EXPECT_EQ(kinds()[sensor], 1);
    EXPECT_EQ(left().back().count, 10U);
  }
}

// Else each moment costs a walk over all that waits, and the sensor does little else.
TEST_F(OutboxKeeperTest, LooksAgainWhereNothingCouldGoWhenATenthMoreHasCome) {
  for (int i = 0; i < 100; ++i) write(opened, std::to_string(i));
  keep(50);
  for (int i = 0; i < 9; ++i) write(continuing, "1");
  keep(50);
  EXPECT_EQ(kinds()[continuing], 9);
  for (int i = 0; i < 2; ++i) write(continuing, "1");
  keep(50);
  EXPECT_EQ(kinds()[continuing], 0);
  EXPECT_EQ(left().back().count, 11U);
  // Sinks took some: the bound holds again.
  keep(50, {70, 70, ""});
  keep(50, {70, 70, ""});
  for (int i = 0; i < 20; ++i) write(continuing, "1");
  keep(50, {70, 70, ""});
  EXPECT_LE(left().size(), 46U);
}

TEST_F(OutboxKeeperTest, CountsAnewOnceTheLossWasDelivered) {
  for (int i = 0; i < 100; ++i) write(continuing, "a");
  keep(50);
  const std::uint64_t told = left().back().sequence;
  keep(50, {told, told, ""});
  EXPECT_THAT(left(), SizeIs(0));
  for (int i = 0; i < 100; ++i) write(continuing, "a");
  keep(50, {told, told, ""});
  EXPECT_EQ(left().back().count, 55U);
}

TEST_F(OutboxKeeperTest, LeavesAloneWhatTheSlowestSinkHoldsInItsHand) {
  for (int i = 0; i < 100; ++i) write(continuing, "a");
  keep(50, {10, 40, ""});
  EXPECT_EQ(left().at(29).sequence, 30U);
  EXPECT_EQ(left().at(39).sequence, 40U);
  EXPECT_GT(left().at(40).sequence, 41U);
}

TEST_F(OutboxKeeperTest, AgesOutAllButWhatTellsAnIncidentsState) {
  write(opened, "a", 1);
  write(continuing, "a", 9);
  write(suspected, "");
  now = after(0) + std::chrono::hours(24 * 31);
  keep(1000);
  EXPECT_EQ(kinds(), (std::map<AlertEvent, int>{{opened, 1}, {sensor, 1}}));
  EXPECT_EQ(left().front().count, 9U);
  EXPECT_EQ(left().back().count, 2U);
}

TEST_F(OutboxKeeperTest, BoundsOctetsToo) {
  for (int i = 0; i < 100; ++i) write(continuing, "a");
  ledger->commit();
  bounds.octets = ledger->outbox().size().octets / 2;
  keep(1000);
  EXPECT_LE(ledger->outbox().size().octets, bounds.octets + 400);
  EXPECT_GT(left().size(), 40U);
}

// Any history: nothing that begins an incident goes unless it is folded into an earlier one that
// waits, the order of what is left is kept, and counts add up.
TEST_F(OutboxKeeperTest, NeverLosesABeginningWhateverHappened) {
  std::mt19937 random(7);
  std::map<AlertEvent, std::uint64_t> written;
  std::set<std::string> begun;
  for (int i = 0; i < 3000; ++i) {
    const auto event = static_cast<AlertEvent>(random() % 11);
    const std::string incident = event <= returned ? std::to_string(random() % 40) : "";
    write(event, incident);
    ++written[event];
    if (event == opened || event == returned) begun.insert(incident);
    if (i % 100 == 0) keep(200);
  }
  keep(100);
  std::uint64_t sequence = 0;
  std::set<std::string> told;
  for (const Alert& alert : left()) {
    EXPECT_GT(alert.sequence, sequence);
    sequence = alert.sequence;
    if (alert.event == opened || alert.event == returned) told.insert(alert.incident);
  }
  EXPECT_EQ(told, begun);
  EXPECT_LE(left().size(), 100U + 2);
  const OutboxLoss loss = ledger->outbox().loss();
  EXPECT_EQ(loss.lost() + loss.folded + left().size() - 1, 3000U);
}

TEST_F(OutboxKeeperTest, ItsSizeIsRightAfterAnything) {
  for (int i = 0; i < 300; ++i) write(static_cast<AlertEvent>(i % 11), std::to_string(i % 7));
  keep(100, {20, 30, ""});
  const OutboxSize counted = ledger->outbox().size();
  ledger.reset();
  ledger = Ledger::open(state.path(), Ledger::Access::read_write);
  EXPECT_EQ(ledger->outbox().size().rows, counted.rows);
  EXPECT_EQ(ledger->outbox().size().octets, counted.octets);
  EXPECT_EQ(ledger->outbox().size().rows, left().size());
}

TEST(LedgerCursors, CommittedAloneAreThereForTheNextAndNothingElseIs) {
  StateDirectory state;
  {
    const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
    ledger->write_alert({});
    ledger->set_cursor("syslog", 7);
    ledger->commit_cursors();
    EXPECT_THAT(ledger->alerts_after(0, 10), SizeIs(0));
  }
  const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
  EXPECT_EQ(ledger->cursor("syslog"), 7U);
  EXPECT_EQ(ledger->last_sequence(), 0U);
}

}  // namespace
}  // namespace cutoffd::rules::outbox_keeper_test
