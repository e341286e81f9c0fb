#include "rules/ledger_damage.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "rules/ledger.h"
#include "rules/sqlite.h"
#include "tests/unit/rules/small_ledger.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::ledger_damage_test {
namespace {

namespace fs = std::filesystem;

class LedgerDamageTest : public testing::Test {
 protected:
  // Several pages' worth.
  void fill() const {
    const auto ledger = Ledger::open(directory_.path(), Ledger::Access::read_write);
    for (int i = 0; i < 500; ++i) {
      Alert alert;
      alert.message = std::string(200, 'x');
      ledger->write_alert(alert);
    }
    ledger->commit();
  }
  [[nodiscard]] std::optional<fs::path> put_aside() const {
    return move_damaged_ledger(directory_.path(), "then");
  }
  void expect_moved_and_new() const {
    const auto moved = put_aside();
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->filename(), "ledger.db.damaged-then");
    EXPECT_TRUE(fs::exists(*moved));
    EXPECT_FALSE(fs::exists(directory_.file()));
    EXPECT_FALSE(fs::exists(directory_.path() / "ledger.db-wal"));
    const auto ledger = Ledger::open(directory_.path(), Ledger::Access::read_write);
    EXPECT_TRUE(ledger->alerts_after(0, 10).empty());
    EXPECT_EQ(ledger->last_sequence(), 500U) << "no number is borne twice";
    EXPECT_FALSE(ledger->lost_end()) << "that it was damaged is told already";
  }

  stage::StateDirectory directory_;
};

TEST_F(LedgerDamageTest, LeavesAWholeLedgerAlone) {
  EXPECT_FALSE(put_aside()) << "none is there";
  fill();
  EXPECT_FALSE(put_aside());
  EXPECT_EQ(Ledger::open(directory_.path(), Ledger::Access::read_write)->last_sequence(), 500U);
}

// Found by fuzzing: the program ended at the first row of a device that is not there.
TEST_F(LedgerDamageTest, RowsOfADeviceThatIsNotThereTellOfNobody) {
  stage::write_small_ledger(directory_.path());
  {
    sqlite::Connection connection(directory_.file().string(), SQLITE_OPEN_READWRITE, "");
    connection.run("DELETE FROM device WHERE key = (SELECT min(key) FROM device)");
  }
  const auto ledger = Ledger::open(directory_.path(), Ledger::Access::read_write);
  Counters counters;
  Judge judge(stage::rules(), {}, *ledger, counters);
  judge.on_fact(stage::hello(stage::kDesk, stage::kUpdate, stage::after(200), 2));
  judge.on_time(stage::after(300));
  judge.save();
  ledger->commit();
}

TEST_F(LedgerDamageTest, PutsACutOneAside) {
  fill();
  fs::resize_file(directory_.file(), fs::file_size(directory_.file()) / 2);
  expect_moved_and_new();
}

TEST_F(LedgerDamageTest, PutsAnOverwrittenOneAside) {
  fill();
  {
    std::fstream file(directory_.file(), std::ios::in | std::ios::out | std::ios::binary);
    const auto size = fs::file_size(directory_.file());
    for (std::uintmax_t at = 4096; at + 2048 < size; at += 8192) {
      file.seekp(static_cast<std::streamoff>(at));
      file << std::string(2048, '\xaa');
    }
  }
  expect_moved_and_new();
}

TEST_F(LedgerDamageTest, PutsOneWithoutItsBeginningAside) {
  fill();
  {
    std::fstream file(directory_.file(), std::ios::in | std::ios::out | std::ios::binary);
    file << std::string(4096, '\0');
  }
  expect_moved_and_new();
}

TEST_F(LedgerDamageTest, TouchesNothingThatAnotherProcessUses) {
  fill();
  const auto running = Ledger::open(directory_.path(), Ledger::Access::read_write);
  EXPECT_THROW((void)put_aside(), LedgerError);
}

}  // namespace
}  // namespace cutoffd::rules::ledger_damage_test
