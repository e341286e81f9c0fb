// The ledger's copy on flash: whole at any moment, whatever happens while it is written.
#include "rules/ledger_copy.h"

#include <chrono>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rules/ledger_damage.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::ledger_copy_test {
namespace {

using stage::StateDirectory;
using testing::HasSubstr;

void write_alerts(Ledger& ledger, int alerts) {
  Alert alert;
  alert.message = std::string(1000, 'm');
  for (int i = 0; i < alerts; ++i) ledger.write_alert(alert);
  ledger.commit();
}

std::unique_ptr<Ledger> open_in(const StateDirectory& directory) {
  return Ledger::open(directory.path(), Ledger::Access::read_write);
}

// How many alerts it holds; it is whole. Looked at as a copy of it: the directory may be in use.
std::size_t alerts_in(const StateDirectory& directory) {
  const StateDirectory aside;
  std::filesystem::copy(directory.path(), aside.path());
  EXPECT_FALSE(move_damaged_ledger(aside.path(), "test").has_value());
  return Ledger::open(aside.path(), Ledger::Access::read_only)->alerts_after(0, 1'000'000).size();
}

bool has_leftovers(const StateDirectory& directory) {
  return std::filesystem::exists(directory.path() / "ledger.db.unfinished");
}

TEST(LedgerCopy, IsTheWholeLedgerAndIsBroughtBackWhereThereIsNone) {
  StateDirectory state;
  StateDirectory flash;
  {
    const auto ledger = open_in(state);
    LedgerCopy copy(*ledger, flash.path());
    write_alerts(*ledger, 700);
    copy.finish();
  }
  EXPECT_EQ(alerts_in(flash), 700U);
  EXPECT_FALSE(has_leftovers(flash));
  struct stat file {};
  ASSERT_EQ(stat(flash.file().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0007, 0U) << "it says who called whom: not for everybody";

  EXPECT_FALSE(restore_ledger(flash.path(), state.path())) << "what is in memory is newer";
  StateDirectory fresh;
  std::filesystem::remove(fresh.path());
  EXPECT_TRUE(restore_ledger(flash.path(), fresh.path()));
  EXPECT_EQ(alerts_in(fresh), 700U);
  const auto goes_on = open_in(fresh);
  write_alerts(*goes_on, 1);
  EXPECT_EQ(goes_on->last_sequence(), 701U);
  StateDirectory nothing;
  EXPECT_FALSE(restore_ledger(nothing.path(), nothing.path() / "state"));
}

TEST(LedgerCopy, HasWhatIsCommittedWhileItIsWritten) {
  StateDirectory state;
  StateDirectory flash;
  const auto ledger = open_in(state);
  write_alerts(*ledger, 500);
  LedgerCopy copy(*ledger, flash.path());
  copy.begin();
  int steps = 0;
  for (; copy.under_way(); ++steps) {
    copy.step(8);
    if (steps < 10) write_alerts(*ledger, 5);
  }
  EXPECT_GT(steps, 10);
  EXPECT_EQ(alerts_in(flash), 550U);
}

TEST(LedgerCopy, WritesNothingWhereNothingIsNew) {
  StateDirectory state;
  StateDirectory flash;
  const auto ledger = open_in(state);
  write_alerts(*ledger, 10);
  LedgerCopy copy(*ledger, flash.path());
  copy.finish();
  const auto first = std::filesystem::last_write_time(flash.file());
  std::filesystem::last_write_time(flash.file(), first - std::chrono::hours(1));
  copy.finish();
  EXPECT_EQ(std::filesystem::last_write_time(flash.file()), first - std::chrono::hours(1));
  write_alerts(*ledger, 1);
  copy.finish();
  EXPECT_EQ(alerts_in(flash), 11U);
}

// Copies again and again, a few pages at a time, and commits in between.
[[noreturn]] void copy_until_killed(const StateDirectory& state, const StateDirectory& flash) {
  try {
    const auto ledger = open_in(state);
    LedgerCopy copy(*ledger, flash.path());
    for (;;) {
      write_alerts(*ledger, 20);
      copy.begin();
      while (copy.under_way()) copy.step(4);
    }
  } catch (...) {
    _exit(1);
  }
}

TEST(LedgerCopy, KilledAtAnyMomentLeavesAFormerOneWhole) {
  StateDirectory state;
  StateDirectory flash;
  {
    const auto ledger = open_in(state);
    write_alerts(*ledger, 300);
    LedgerCopy(*ledger, flash.path()).finish();
  }
  std::mt19937 random(20240929);
  std::size_t before = 300;
  int in_the_middle = 0;
  for (int round = 0; round < 25; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) copy_until_killed(state, flash);
    std::this_thread::sleep_for(std::chrono::milliseconds(10 + random() % 60));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child failed by itself";
    in_the_middle += has_leftovers(flash) ? 1 : 0;
    const std::size_t now = alerts_in(flash);
    EXPECT_GE(now, before);
    before = now;
  }
  EXPECT_GT(in_the_middle, 0);
  const auto ledger = open_in(state);
  LedgerCopy(*ledger, flash.path()).finish();
  EXPECT_FALSE(has_leftovers(flash));
}

TEST(LedgerCopy, FullFlashIsToldAndTheFormerOneStays) {
  StateDirectory state;
  StateDirectory flash;
  if (mount("tmpfs", flash.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "no small file system can be mounted here";
  }
  {
    const auto ledger = open_in(state);
    LedgerCopy copy(*ledger, flash.path());
    write_alerts(*ledger, 100);
    copy.finish();
    write_alerts(*ledger, 2000);
    for (int tries = 0; tries < 3; ++tries) {
      try {
        copy.begin();
        while (copy.under_way()) copy.step(16);
        ADD_FAILURE() << "2 MB fit into 1 MiB";
      } catch (const LedgerError& error) {
        EXPECT_THAT(error.what(), HasSubstr("the disk is full"));
      }
      EXPECT_FALSE(copy.under_way());
      EXPECT_FALSE(has_leftovers(flash)) << "the room is given back";
      write_alerts(*ledger, 1);
    }
    ASSERT_EQ(mount("tmpfs", flash.path().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
    EXPECT_EQ(Ledger::open(flash.path(), Ledger::Access::read_only)->alerts_after(0, 9999).size(),
              100U);
    copy.finish();
  }
  EXPECT_EQ(alerts_in(flash), 2103U);
  EXPECT_EQ(umount2(flash.path().c_str(), MNT_DETACH), 0);
}

// The directory was a daemon's state before, and the daemon was killed.
TEST(LedgerCopy, TakesOverWhatAKilledDaemonLeftThere) {
  StateDirectory flash;
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto ledger = open_in(flash);
    write_alerts(*ledger, 40);
    _exit(0);  // without closing it: all is in the side file
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(std::filesystem::exists(flash.file().string() + "-wal"));
  StateDirectory state;
  ASSERT_TRUE(restore_ledger(flash.path(), state.path()));
  EXPECT_EQ(alerts_in(state), 40U);
  const auto ledger = open_in(state);
  write_alerts(*ledger, 2);
  LedgerCopy(*ledger, flash.path()).finish();
  EXPECT_EQ(alerts_in(flash), 42U);
}

TEST(LedgerCopy, IsNeverWhereAnotherHasItsState) {
  StateDirectory state;
  StateDirectory other;
  const auto ledger = open_in(state);
  const auto theirs = open_in(other);
  write_alerts(*theirs, 1);
  LedgerCopy copy(*ledger, other.path());
  EXPECT_THROW(copy.finish(), LedgerError);
  EXPECT_EQ(theirs->last_sequence(), 1U);
}

}  // namespace
}  // namespace cutoffd::rules::ledger_copy_test
