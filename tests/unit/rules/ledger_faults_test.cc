// The ledger when the world is unkind: killed between writes, no room left on the disk, held by
// another process.
#include <chrono>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rules/ledger_rows.h"
#include "tests/unit/rules/scene.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::ledger_faults_test {
namespace {

using namespace stage;
using testing::SizeIs;

// Judges the same endless story from its beginning: every host calls three times.
[[noreturn]] void judge_until_killed(const std::filesystem::path& directory) {
  try {
    const auto ledger = Ledger::open(directory, Ledger::Access::read_write);
    Counters counters;
    Judge judge(rules(), {}, *ledger, counters);
    for (std::uint32_t i = 0;; ++i) {
      const Host who{IpAddress::v4(0x0a000000 + i / 3 + 1), std::nullopt};
      judge.on_fact(hello(who, kUpdate, after(i * 7.0), i + 1));
      if (i % 5 == 0) {
        judge.save();
        ledger->commit();
      }
    }
  } catch (...) {
    _exit(1);
  }
}

TEST(LedgerKilled, HoldsAnAlertAndTheStateThatItTellsBothOrNeitherAndNeverOpensTwice) {
  StateDirectory state;
  std::mt19937 random(20240929);
  std::uint64_t alerts_before = 0;
  for (int round = 0; round < 20; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) judge_until_killed(state.path());
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 60));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child failed by itself";

    const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
    std::set<std::string> told;
    std::uint64_t sequence = 0;
    for (const Alert& alert : ledger->alerts_after(0, 1'000'000)) {
      EXPECT_EQ(alert.sequence, ++sequence);
      EXPECT_EQ(alert.event, AlertEvent::opened);
      EXPECT_TRUE(told.insert(alert.incident).second) << "opened twice: " << alert.message;
    }
    EXPECT_GE(sequence, alerts_before);
    alerts_before = sequence;
    std::set<std::string> known;
    for (const IncidentRow& row : ledger->rows().incidents()) {
      EXPECT_EQ(row.told.has_value(), !row.id.empty());
      if (row.told) known.insert(row.id);
    }
    EXPECT_EQ(told, known);
  }
  EXPECT_GT(alerts_before, 0U);
}

void fill(Ledger& ledger, int alerts) {
  Alert alert;
  alert.message = std::string(1000, 'm');
  for (int i = 0; i < alerts; ++i) ledger.write_alert(alert);
}

TEST(LedgerFullDisk, SaysSoLosesNothingAndGoesOnWhenThereIsRoomAgain) {
  StateDirectory state;
  if (mount("tmpfs", state.path().c_str(), "tmpfs", 0, "size=512k") != 0) {
    GTEST_SKIP() << "no small file system can be mounted here";
  }
  {
    const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
    fill(*ledger, 10);
    ledger->commit();
    fill(*ledger, 2000);
    for (int tries = 0; tries < 3; ++tries) {
      try {
        ledger->commit();
        ADD_FAILURE() << "2 MB fit into 512 kB";
      } catch (const LedgerError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("the disk is full"));
      }
      EXPECT_THAT(ledger->alerts_after(0, 10'000), SizeIs(10));
    }
    ASSERT_EQ(mount("tmpfs", state.path().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
    ledger->commit();
    EXPECT_THAT(ledger->alerts_after(0, 10'000), SizeIs(2010));
  }
  EXPECT_EQ(umount2(state.path().c_str(), MNT_DETACH), 0);
}

// The same without privileges: the kernel refuses to let files grow.
TEST(LedgerFullDisk, AFileThatMayNotGrowIsToldAndTriedAgain) {
  StateDirectory state;
  const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  struct sigaction ignore {};
  struct sigaction old {};
  ignore.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGXFSZ, &ignore, &old), 0);
  const rlimit small{512 * 1024, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  fill(*ledger, 2000);
  EXPECT_THROW(ledger->commit(), LedgerError);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  sigaction(SIGXFSZ, &old, nullptr);
  EXPECT_THAT(ledger->alerts_after(0, 10'000), SizeIs(0));
  ledger->commit();
  EXPECT_THAT(ledger->alerts_after(0, 10'000), SizeIs(2000));
}

TEST(LedgerFullDisk, TheJudgeGoesOnInMemoryMeanwhile) {
  StateDirectory state;
  if (mount("tmpfs", state.path().c_str(), "tmpfs", 0, "size=256k") != 0) {
    GTEST_SKIP() << "no small file system can be mounted here";
  }
  {
    const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
    Counters counters;
    Judge judge(rules(), {}, *ledger, counters);
    int refused = 0;
    for (std::uint32_t i = 0; i < 2000; ++i) {
      judge.on_fact(hello({IpAddress::v4(0x0a000001 + i), {}}, kUpdate, after(i), i + 1));
      if (i % 100 != 99) continue;
      judge.save();
      try {
        ledger->commit();
      } catch (const LedgerError&) {
        ++refused;
      }
    }
    EXPECT_GT(refused, 0);
    judge.finish();
    judge.save();
    ASSERT_EQ(mount("tmpfs", state.path().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
    ledger->commit();
    EXPECT_THAT(ledger->alerts_after(0, 10'000), SizeIs(2000));
    EXPECT_THAT(ledger->device_services(), SizeIs(2000));
  }
  EXPECT_EQ(umount2(state.path().c_str(), MNT_DETACH), 0);
}

// Whoever may read the side files can take a lock in them, and hold it for as long as he likes.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& file) {
    EXPECT_EQ(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~Holder() { sqlite3_close(database_); }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

 private:
  sqlite3* database_ = nullptr;
};

TEST(LedgerHeldByAnother, IsToldSoonLosesNothingAndGoesOnWhenItIsLetGo) {
  StateDirectory state;
  const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
  ledger->wait_for_others(std::chrono::milliseconds(50));
  fill(*ledger, 10);
  ledger->commit();
  {
    const Holder holder(state.file());
    fill(*ledger, 5);
    ledger->set_cursor("log", 3);
    const auto before = std::chrono::steady_clock::now();
    for (int tries = 0; tries < 3; ++tries) {
      try {
        ledger->commit();
        ADD_FAILURE() << "committed";
      } catch (const LedgerError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("another process holds it"));
      }
      EXPECT_THROW(ledger->commit_cursors(), LedgerError);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(4));
    EXPECT_THAT(ledger->alerts_after(0, 100), SizeIs(10)) << "what is there can be read";
  }
  ledger->commit();
  EXPECT_THAT(ledger->alerts_after(0, 100), SizeIs(15));
  EXPECT_EQ(ledger->last_sequence(), 15U);
  EXPECT_EQ(ledger->cursor("log"), 3U);
}

TEST(LedgerHeldByAnother, TheJudgeGoesOnInMemoryMeanwhile) {
  StateDirectory state;
  const auto ledger = Ledger::open(state.path(), Ledger::Access::read_write);
  ledger->wait_for_others(std::chrono::milliseconds(5));
  Counters counters;
  Judge judge(rules(), {}, *ledger, counters);
  {
    const Holder holder(state.file());
    for (std::uint32_t i = 0; i < 200; ++i) {
      judge.on_fact(hello({IpAddress::v4(0x0a000001 + i), {}}, kUpdate, after(i), i + 1));
      if (i % 50 != 49) continue;
      judge.save();
      EXPECT_THROW(ledger->commit(), LedgerError);
    }
  }
  judge.finish();
  judge.save();
  ledger->commit();
  EXPECT_THAT(ledger->alerts_after(0, 10'000), SizeIs(200));
  EXPECT_THAT(ledger->device_services(), SizeIs(200));
}

}  // namespace
}  // namespace cutoffd::rules::ledger_faults_test
