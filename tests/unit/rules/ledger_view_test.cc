// What those who only look are shown is what everybody else is told.
#include "rules/ledger_view.h"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::ledger_view_test {
namespace {

using namespace stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kMac = "02:00:00:00:00:20";

// Three devices, of which one calls, one did before the cutoff, one reads the news.
void fill(Court& court) {
  court.hear(hello(host("10.0.0.21"), kUpdate, after(-86'400)),
             hello(host("10.0.0.22"), kNews, after(10)), hello(kDesk, kUpdate, after(20)),
             hello(kDesk, kTelemetry, after(86'420)));
  court.finish();
}

std::map<std::string, std::uint64_t> counts(const std::vector<StateCount>& all) {
  std::map<std::string, std::uint64_t> out;
  for (const StateCount& one : all) out[one.state] = one.count;
  return out;
}

TEST(LedgerView, ShowsTheLinesOfTheListThoseThatCallFirst) {
  Court court;
  fill(court);
  const auto all = court.ledger().device_services();
  auto shown = court.ledger().view().lines({});
  ASSERT_EQ(shown.size(), all.size());
  EXPECT_EQ(shown[0].service.state, "calling");
  EXPECT_EQ(shown[1].service.state, "calling");
  EXPECT_GE(shown[0].service.after.last, shown[1].service.after.last);
  for (const DeviceService& line : all) {
    const auto found = std::find_if(shown.begin(), shown.end(), [&line](const LedgerLine& one) {
      return one.service.device == line.device && one.service.vendor == line.vendor &&
             one.service.service == line.service;
    });
    ASSERT_NE(found, shown.end());
    EXPECT_EQ(found->service.after.count, line.after.count);
    EXPECT_EQ(found->service.evidence, line.evidence);
    EXPECT_EQ(found->service.state, line.state);
  }
}

TEST(LedgerView, ShowsPartsThatMakeTheWhole) {
  Court court;
  fill(court);
  Ledger::View& view = court.ledger().view();
  const auto whole = view.lines({});
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    const auto part = view.lines({"", 1, i});
    ASSERT_EQ(part.size(), i < whole.size() ? 1U : 0U);
    if (!part.empty()) {
      EXPECT_EQ(part[0].service.device, whole[i].service.device);
    }
  }
  std::uint64_t sum = 0;
  for (const auto& [state, count] : counts(view.line_states())) {
    EXPECT_THAT(view.lines({state, 50, 0}), SizeIs(count));
    sum += count;
  }
  EXPECT_EQ(sum, whole.size());
  EXPECT_THAT(view.lines({"no' such", 50, 0}), IsEmpty());
}

TEST(LedgerView, CountsWhoCallsAndWhen) {
  Court court;
  EXPECT_EQ(court.ledger().view().calling_devices(), 0U);
  EXPECT_FALSE(court.ledger().view().last_call());
  fill(court);
  EXPECT_EQ(court.ledger().view().calling_devices(), 1U);
  EXPECT_EQ(court.ledger().view().last_call(), after(86'420));
  EXPECT_EQ(counts(court.ledger().view().incident_states())["open"], 2U);
}

TEST(LedgerView, ShowsOneDeviceAndItsIncidentsWithTheirProofs) {
  Court court;
  fill(court);
  Ledger::View& view = court.ledger().view();
  const auto device = view.device("ip:10.0.0.20");
  ASSERT_TRUE(device);
  EXPECT_FALSE(view.device("ip:10.0.0.99"));
  EXPECT_THAT(view.lines_of(*device), SizeIs(3)) << "one name is on two vendors' lists";
  EXPECT_THAT(view.names_of(device->key), SizeIs(2));
  const auto incidents = view.incidents_of(device->key);
  ASSERT_THAT(incidents, SizeIs(2));
  const auto stored = court.ledger().rows().all_incidents();
  for (const IncidentRow& row : incidents) {
    EXPECT_TRUE(row.proofs[static_cast<std::size_t>(Evidence::contacted)]);
    EXPECT_THAT(view.incidents_called(row.id), SizeIs(1));
  }
  EXPECT_EQ(view.incidents({}).front().service, "telemetry") << "the latest first";
  EXPECT_EQ(stored.size(), 2U);
}

std::vector<std::uint64_t> contacts(const DayCounts& days) {
  std::vector<std::uint64_t> out;
  for (const DayCount& one : days) out.push_back(one.contacts);
  return out;
}

TEST(LedgerView, CountsContactsADay) {
  Court court;
  fill(court);
  court.hear(hello(kDesk, kUpdate, after(7'200), 9), hello(kDesk, kUpdate, after(7'201), 10));
  court.restart();
  court.hear(hello(kDesk, kUpdate, after(172'800), 11));
  court.finish();
  Ledger::View& view = court.ledger().view();
  std::uint64_t told = 0;
  for (const DeviceService& line : court.ledger().device_services()) {
    told += line.before.count + line.after.count;
  }
  std::uint64_t counted = 0;
  for (const std::uint64_t n : contacts(view.history())) counted += n;
  EXPECT_EQ(counted, told);
  EXPECT_EQ(view.history().front().day, day_of(after(-86'400)));
  const auto device = view.device("ip:10.0.0.20");
  std::uint64_t of_device = 0;
  std::uint64_t in_lines = 0;
  for (const LedgerLine& line : view.lines_of(*device)) {
    for (const std::uint64_t n : contacts(line.days)) of_device += n;
    in_lines += line.service.after.count + line.service.before.count;
  }
  EXPECT_EQ(of_device, in_lines);
}

TEST(LedgerView, ForgetsDaysThatAreLongOver) {
  Court court;
  for (int day = 0; day < 100; day += 10) {
    court.hear(hello(kDesk, kUpdate, after(day * 86'400.0), static_cast<std::uint64_t>(day) + 1));
    court.keep();
  }
  court.finish();
  const auto device = court.ledger().view().device("ip:10.0.0.20");
  const auto lines = court.ledger().view().lines_of(*device);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(contacts(lines[0].days), ElementsAre(1, 1, 1));
  EXPECT_THAT(court.ledger().view().history(), SizeIs(10));
}

// Known by its address first; then a proof makes it a device that was known already.
TEST(LedgerView, GivesTheDaysOfADeviceToTheOneThatItTurnsOutToBe) {
  Court court;
  court.hear(binding("10.0.0.20", kMac, after(0)), hello(kDesk, kUpdate, after(1)));
  court.keep();
  court.hear(hello(host("10.0.0.30"), kUpdate, after(90'000), 2));
  court.keep();
  court.hear(hello(host("10.0.0.30"), kUpdate, after(180'000), 3),
             binding("10.0.0.30", kMac, after(180'001)));
  court.finish();
  std::uint64_t days = 0;
  std::uint64_t told = 0;
  for (const LedgerLine& line : court.ledger().view().lines({})) {
    for (const std::uint64_t n : contacts(line.days)) days += n;
    told += line.service.after.count;
  }
  EXPECT_EQ(days, told);
  EXPECT_EQ(told, 3U);
}

// What `cutoffd devices` and `cutoffd incident list` would count.
void expect_tallies_right(Ledger& ledger) {
  std::map<std::string, std::uint64_t> lines;
  std::set<std::string> calling;
  for (const DeviceService& line : ledger.device_services()) {
    ++lines[line.state];
    if (line.state == "calling") calling.insert(line.device.id);
  }
  EXPECT_EQ(counts(ledger.view().line_states()), lines);
  EXPECT_EQ(ledger.view().calling_devices(), calling.size());
  std::uint64_t told = 0;
  for (const IncidentRow& row : ledger.rows().all_incidents()) {
    told += row.id.empty() || row.state == IncidentState::joined ? 0 : 1;
  }
  std::uint64_t counted = 0;
  for (const auto& [word, count] : counts(ledger.view().incident_states())) {
    EXPECT_THAT(ledger.view().incidents({word, 1'000, 0}), SizeIs(count)) << word;
    counted += count;
  }
  EXPECT_EQ(counted, told);
}

TEST(LedgerView, CountsWhatTheListsCount) {
  Court court;
  expect_tallies_right(court.ledger());
  fill(court);
  expect_tallies_right(court.ledger());
  court.restart();
  court.hear(binding("10.0.0.20", kMac, after(90'000)),
             hello(host("10.0.0.30"), kUpdate, after(90'001), 2));
  court.keep();
  expect_tallies_right(court.ledger());
  court.hear(binding("10.0.0.30", kMac, after(180'001)));  // both are one
  court.keep();
  expect_tallies_right(court.ledger());
  court.hear(hello(host("10.0.0.40"), kNews, after(86'400 * 60.0), 5));  // the others are silent
  court.finish();
  expect_tallies_right(court.ledger());
  const auto device = court.ledger().view().lines({}).front().service.device.id;
  court.ledger().rows().erase_device(court.ledger().view().device(device)->key);
  court.ledger().commit();
  expect_tallies_right(court.ledger());
}

// What SQLite did for a look at each of the page's lists: the steps of its machine, counted.
sqlite3* opened = nullptr;
int remember(sqlite3* database, char**, const sqlite3_api_routines*) {
  opened = database;
  return SQLITE_OK;
}

std::int64_t steps() {
  std::int64_t sum = 0;
  for (sqlite3_stmt* one = sqlite3_next_stmt(opened, nullptr); one != nullptr;
       one = sqlite3_next_stmt(opened, one)) {
    sum += sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 1);
  }
  return sum;
}

std::int64_t steps_of_a_look(int devices) {
  Court court;
  for (int i = 0; i < devices; ++i) {
    const Host one = host("10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250));
    court.hear(
        hello(one, i % 3 == 0 ? kNews : kUpdate, after(i), static_cast<std::uint64_t>(i) + 1));
  }
  court.finish();
  Ledger::View& view = court.ledger().view();
  const auto id = view.incidents({"", 1, 0}).front().id;
  steps();
  view.line_states();
  view.incident_states();
  view.calling_devices();
  view.last_call();
  view.lines({"", 10, 0});
  view.lines({"calling", 10, 0});
  view.lines({"exempt", 10, 0});
  view.incidents({"", 10, 0});
  view.incidents({"open", 10, 0});
  view.incidents_called(id);
  view.decisions_of(id);
  view.history();
  return steps();
}

TEST(LedgerView, LooksAtNothingThatIsNotShown) {
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(&remember));
  const std::int64_t few = steps_of_a_look(40);
  const std::int64_t many = steps_of_a_look(800);
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&remember));
  EXPECT_GT(few, 100);
  EXPECT_LT(many, few + few / 10);
}

TEST(LedgerView, CountsTransactions) {
  Court court;
  const std::uint64_t before = court.ledger().view().commits();
  court.ledger().commit();
  EXPECT_EQ(court.ledger().view().commits(), before) << "nothing to write";
  fill(court);
  EXPECT_GT(court.ledger().view().commits(), before);
}

}  // namespace
}  // namespace cutoffd::rules::ledger_view_test
