// Ledgers of every version that there has been, as SQL in tests/unit/rules/ledgers, are brought up
// to this one and go on.
//
// CUTOFFD_WRITE_GENERATED=1 writes the one of this version anew: until a version is released its
// tables may still change in place; from then on a change is a step (rules/ledger_schema.cc), and
// its file stays as it is.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "rules/ledger_schema.h"
#include "tests/support/places.h"
#include "tests/unit/rules/small_ledger.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::ledger_upgrade_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

fs::path fixtures() { return test::source_folder() / "tests/unit/rules/ledgers"; }
std::string name_of_version(std::int64_t version) {
  return "version_" + std::to_string(version) + ".sql";
}

// SQLite as anybody has it, without this program's own door.
class Plain {
 public:
  explicit Plain(const fs::path& file) { sqlite3_open(file.c_str(), &database_); }
  ~Plain() { sqlite3_close(database_); }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  [[nodiscard]] Rows ask(const std::string& sql) const {
    Rows rows;
    const auto take = [](void* all, int columns, char** values, char** /*names*/) {
      auto& row = static_cast<Rows*>(all)->emplace_back();
      for (int i = 0; i < columns; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "");
      return 0;
    };
    char* trouble = nullptr;
    if (sqlite3_exec(database_, sql.c_str(), take, &rows, &trouble) != SQLITE_OK) {
      ADD_FAILURE() << trouble << " in " << sql.substr(0, 200);
      sqlite3_free(trouble);
    }
    return rows;
  }
  [[nodiscard]] std::vector<std::string> column(const std::string& sql) const {
    std::vector<std::string> out;
    for (auto& row : ask(sql)) out.push_back(row.at(0));
    return out;
  }
  [[nodiscard]] std::vector<std::string> schema() const {
    return column(
        "SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE sql NOT NULL"
        " AND name NOT LIKE 'sqlite_%' ORDER BY type, name");
  }

 private:
  sqlite3* database_ = nullptr;
};

// All of it as SQL: tables, their rows, then what looks after them (a trigger must not count
// twice).
std::string dumped(const fs::path& file) {
  const Plain ledger(file);
  std::string out = "PRAGMA foreign_keys = OFF;\n";
  for (const char* pragma : {"application_id", "user_version"}) {
    const std::string ask = std::string("PRAGMA ") + pragma;
    out += ask + " = " + ledger.column(ask).at(0) + ";\n";
  }
  const std::string every = "FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%'";
  const auto tables = ledger.column("SELECT name " + every + " AND type = 'table' ORDER BY rowid");
  for (const auto& sql :
       ledger.column("SELECT sql " + every + " AND type = 'table' ORDER BY rowid")) {
    out += sql + ";\n";
  }
  for (const std::string& table : tables) {
    std::string names;
    std::string values;
    for (const auto& name : ledger.column("SELECT name FROM pragma_table_info('" + table + "')")) {
      names += (names.empty() ? "" : ", ") + name;
      values += (values.empty() ? "quote(" : " || ', ' || quote(") + name + ")";
    }
    for (const auto& row : ledger.column("SELECT " + values + " FROM " + table)) {
      out += "INSERT INTO " + table + " (" + names + ") VALUES (" + row + ");\n";
    }
  }
  out += "DELETE FROM sqlite_sequence;\n";
  for (const auto& row : ledger.ask("SELECT name, seq FROM sqlite_sequence ORDER BY name")) {
    out += "INSERT INTO sqlite_sequence VALUES ('" + row[0] + "', " + row[1] + ");\n";
  }
  for (const auto& sql :
       ledger.column("SELECT sql " + every + " AND type <> 'table' ORDER BY rowid")) {
    out += sql + ";\n";
  }
  return out;
}

std::string octets_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class LedgerUpgrade : public testing::Test {
 protected:
  void SetUp() override {
    stage::write_small_ledger(fresh_.path());
    if (std::getenv("CUTOFFD_WRITE_GENERATED") != nullptr) {
      fs::create_directories(fixtures());
      std::ofstream(fixtures() / name_of_version(kSchemaVersion)) << dumped(fresh_.file());
    }
  }
  // Puts a ledger of that version into the directory.
  static void put(const fs::path& fixture, const stage::StateDirectory& where) {
    const Plain ledger(where.file());
    (void)ledger.ask(octets_of(fixture));
  }
  [[nodiscard]] std::vector<std::string> current_schema() const {
    return Plain(fresh_.file()).schema();
  }

  stage::StateDirectory fresh_;
};

TEST_F(LedgerUpgrade, EachVersionHasItsFileAndThisOneIsUpToDate) {
  for (std::int64_t version = 1; version <= kSchemaVersion; ++version) {
    ASSERT_TRUE(fs::exists(fixtures() / name_of_version(version))) << "version " << version;
  }
  const stage::StateDirectory now;
  put(fixtures() / name_of_version(kSchemaVersion), now);
  EXPECT_EQ(Plain(now.file()).schema(), current_schema())
      << "not released yet: write it anew, with CUTOFFD_WRITE_GENERATED=1. Released: a new version";
}

TEST_F(LedgerUpgrade, ALedgerOfEachVersionIsBroughtUpAndGoesOn) {
  for (const auto& fixture : fs::directory_iterator(fixtures())) {
    SCOPED_TRACE(fixture.path().filename());
    const stage::StateDirectory state;
    put(fixture.path(), state);
    std::uint64_t written = 0;
    {
      const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
      written = ledger->last_sequence();
      EXPECT_EQ(ledger->alerts_after(0, 100).size(), written);
      EXPECT_GE(written, 2U) << "one of the device that called, one of the one that asked";
      EXPECT_EQ(ledger->cursor("log"), 1U);
      ASSERT_EQ(ledger->replay_marks().size(), 1U);
      EXPECT_EQ(ledger->replay_marks()[0].frames, 7U);
      EXPECT_EQ(ledger->device_services().size(), 3U) << "one service is two vendors'";

      Counters counters;
      Judge judge(stage::rules(), {}, *ledger, counters);
      judge.on_fact(stage::hello(stage::kDesk, stage::kUpdate, stage::after(200), 2));
      judge.on_time(stage::after(300));
      judge.save();
      ledger->commit();
      for (const Alert& alert : ledger->alerts_after(written, 100)) {
        EXPECT_NE(alert.event, AlertEvent::opened) << "that incident is open already";
      }
    }
    EXPECT_EQ(Plain(state.file()).schema(), current_schema());
  }
}

// The next version is made up: a column more.
std::vector<SchemaStep> steps_and(const SchemaStep& next) {
  std::vector<SchemaStep> steps(schema_steps().begin(), schema_steps().end());
  steps.push_back(next);
  return steps;
}

TEST_F(LedgerUpgrade, AStepIsTakenOnceAndTheOlderProgramSaysThatItIsTooOld) {
  const auto steps = steps_and({"ALTER TABLE device ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",
                                "PRAGMA user_version = 1000"});
  {
    sqlite::Connection connection(fresh_.file(), SQLITE_OPEN_READWRITE, "ledger");
    upgrade_schema(connection, steps);
    upgrade_schema(connection, steps);
    EXPECT_EQ(schema_state(connection), SchemaState::newer);
  }
  EXPECT_EQ(Plain(fresh_.file()).column("SELECT mood FROM device"),
            (std::vector<std::string>{"calm", "calm"}));
  for (const auto access : {Ledger::Access::read_write, Ledger::Access::read_only}) {
    try {
      (void)Ledger::open(fresh_.path(), access);
      ADD_FAILURE() << "opened";
    } catch (const LedgerOfAnother& refusal) {
      EXPECT_THAT(refusal.what(), HasSubstr("was written by a newer cutoffd"));
    }
  }
  EXPECT_EQ(Plain(fresh_.file()).column("PRAGMA user_version").at(0), "1000") << "left as it is";
}

TEST_F(LedgerUpgrade, AStepThatFailsLeavesTheLedgerAsItWas) {
  const auto before = dumped(fresh_.file());
  {
    sqlite::Connection connection(fresh_.file(), SQLITE_OPEN_READWRITE, "ledger");
    EXPECT_THROW(upgrade_schema(connection, steps_and({"ALTER TABLE device ADD COLUMN mood TEXT",
                                                       "no such statement"})),
                 LedgerError);
  }
  EXPECT_EQ(dumped(fresh_.file()), before);
  EXPECT_EQ(Ledger::open(fresh_.path(), Ledger::Access::read_write)->cursor("log"), 1U);
}

}  // namespace
}  // namespace cutoffd::rules::ledger_upgrade_test
