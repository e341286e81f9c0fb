// The log beside a ledger whose program was killed: for a small one it is all there is. What is
// damage, what a kill or a power cut leaves, and what only the number in the lock file tells.
#include "rules/ledger_log.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rules/ledger.h"
#include "rules/ledger_damage.h"
#include "rules/state_lock.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::ledger_log_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFrame = 24 + 4096;
constexpr std::uint64_t kAlerts = 1000;  // in ten commits

std::string octets_in(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put_octets(const fs::path& file, const std::string& octets) {
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(octets.data(), static_cast<std::streamsize>(octets.size()));
}

std::string noise(std::size_t octets) {
  std::string out(octets, '\0');
  std::uint32_t state = 1;
  for (char& octet : out) octet = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return out;
}

void write_alerts(Ledger& ledger, int count) {
  Alert alert;
  alert.message = std::string(200, 'x');
  for (int i = 0; i < count; ++i) ledger.write_alert(alert);
  ledger.commit();
}

void checkpoint(const fs::path& file) {
  sqlite3* database = nullptr;
  sqlite3_open(file.c_str(), &database);
  sqlite3_exec(database, "PRAGMA wal_checkpoint", nullptr, nullptr, nullptr);
  sqlite3_close(database);
}

class LedgerLogTest : public testing::Test {
 protected:
  // A process that ends without closing anything.
  template <typename Work>
  void killed_after(const Work& work) const {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        const auto ledger = open();
        work(*ledger);
        _exit(0);
      } catch (...) {
        _exit(1);
      }
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  void SetUp() override {
    killed_after([](Ledger& ledger) {
      for (int i = 0; i < 10; ++i) write_alerts(ledger, 100);
    });
    content_ = octets_in(log());
    ASSERT_GT(content_.size(), 32 + 60 * kFrame);
    ASSERT_EQ((content_.size() - 32) % kFrame, 0U);
    ASSERT_EQ(fs::file_size(directory_.file()), 4096U) << "all of it is in the log";
  }

  [[nodiscard]] std::unique_ptr<Ledger> open() const {
    return Ledger::open(directory_.path(), Ledger::Access::read_write);
  }
  [[nodiscard]] fs::path log() const { return directory_.file().string() + "-wal"; }
  [[nodiscard]] std::size_t frames() const { return (content_.size() - 32) / kFrame; }
  void overwrite(std::size_t frame, const std::string& by) {
    content_.replace(32 + frame * kFrame, by.size(), by);
  }
  void change() { put_octets(log(), content_); }
  void expect_put_aside() {
    change();
    const std::string file = octets_in(directory_.file());
    EXPECT_THROW((void)open(), LedgerError)
        << "whoever does not put it aside does not go on with it";
    const auto moved = move_damaged_ledger(directory_.path(), "then");
    ASSERT_TRUE(moved);
    EXPECT_EQ(octets_in(*moved), file);
    EXPECT_EQ(octets_in(moved->string() + "-wal"), content_) << "kept as it was";
    EXPECT_FALSE(fs::exists(directory_.file()));
    EXPECT_FALSE(fs::exists(log()));
    const auto ledger = open();
    EXPECT_FALSE(ledger->lost_end()) << "that was told already";
    EXPECT_EQ(ledger->write_alert({}), kAlerts + 1) << "a number is borne once";
  }
  // What reached the disk, and with it the lock file, ended here.
  void knows_of(std::uint64_t alerts) const {
    StateLock(directory_.path() / kLedgerLock).keep_number(alerts);
  }
  void expect_whole(std::uint64_t alerts) {
    change();
    EXPECT_FALSE(is_damaged_log(log()));
    EXPECT_FALSE(move_damaged_ledger(directory_.path(), "then"));
    const auto ledger = open();
    EXPECT_FALSE(ledger->lost_end());
    EXPECT_EQ(ledger->last_sequence(), alerts);
    EXPECT_EQ(ledger->alerts_after(0, 10'000).size(), alerts);
  }

  stage::StateDirectory directory_;
  std::string content_;
};

TEST_F(LedgerLogTest, AsAKillLeavesItIsWhole) { expect_whole(kAlerts); }

TEST_F(LedgerLogTest, NoiseOverAllOfItIsDamage) {
  content_ = noise(content_.size());
  expect_put_aside();
}

TEST_F(LedgerLogTest, NoiseOverItsHeaderIsDamage) {
  content_.replace(12, 8, noise(8));
  expect_put_aside();
}

TEST_F(LedgerLogTest, AClearedHeaderIsDamage) {
  content_.replace(0, 32, std::string(32, '\0'));
  expect_put_aside();
}

TEST_F(LedgerLogTest, ACutHeaderIsDamage) {
  content_.resize(20);
  expect_put_aside();
}

TEST_F(LedgerLogTest, NoiseInTheMiddleIsDamage) {
  overwrite(frames() / 4, noise(kFrame));
  expect_put_aside();
}

TEST_F(LedgerLogTest, OneOctetInTheMiddleIsDamage) {
  content_[32 + frames() / 2 * kFrame + 2000] ^= 1;
  expect_put_aside();
}

TEST_F(LedgerLogTest, BesideAFileThatWasCutToNothingIsDamage) {
  put_octets(directory_.file(), "");
  const auto moved = move_damaged_ledger(directory_.path(), "then");
  ASSERT_TRUE(moved);
  EXPECT_EQ(octets_in(moved->string() + "-wal"), content_);
}

TEST_F(LedgerLogTest, ATornEndIsNoDamage) {
  content_ += content_.substr(content_.size() - kFrame, kFrame / 2);
  expect_whole(kAlerts);
}

// A transaction that failed when all of it was written (its fsync did), and was rolled back.
TEST_F(LedgerLogTest, ATransactionThatWasRolledBackIsNoDamage) {
  content_ += content_.substr(content_.size() - 8 * kFrame);
  expect_whole(kAlerts);
}

// A power cut before the last fsync has returned: what came behind it may be there and it not.
TEST_F(LedgerLogTest, AHoleInTheLastTransactionIsNoDamage) {
  overwrite(frames() - 3, std::string(kFrame, '\0'));
  knows_of(kAlerts - 100);
  expect_whole(kAlerts - 100);
}

TEST_F(LedgerLogTest, FramesOfAFormerRoundAreNoDamage) {
  killed_after([this](Ledger& ledger) {
    checkpoint(directory_.file());
    write_alerts(ledger, 20);
  });
  const std::string before = content_;
  content_ = octets_in(log());
  ASSERT_EQ(content_.size(), before.size()) << "it begins anew in the same file";
  ASSERT_NE(content_.substr(0, 32), before.substr(0, 32));
  ASSERT_EQ(content_.substr(content_.size() - kFrame), before.substr(before.size() - kFrame));
  expect_whole(kAlerts + 20);
}

TEST_F(LedgerLogTest, ThatIsAbsentOrEmptyOrOfAHeaderThatWasNotWrittenYetIsNoDamage) {
  const fs::path other = directory_.path() / "other";
  EXPECT_FALSE(is_damaged_log(other));
  put_octets(other, "");
  EXPECT_FALSE(is_damaged_log(other));
  put_octets(other, std::string(32, '\0'));
  EXPECT_FALSE(is_damaged_log(other));
}

// It cannot be seen in the log itself.
TEST_F(LedgerLogTest, CutBetweenFramesItHasLostItsEndAndNumbersGoOnBehindIt) {
  content_.resize(32 + frames() * 2 / 3 * kFrame);
  change();
  EXPECT_FALSE(move_damaged_ledger(directory_.path(), "then"));
  {
    const auto ledger = open();
    const std::uint64_t left = ledger->alerts_after(0, 10'000).size();
    EXPECT_LT(left, kAlerts);
    ASSERT_TRUE(ledger->lost_end());
    EXPECT_EQ(ledger->lost_end()->first, left + 1);
    EXPECT_EQ(ledger->lost_end()->last, kAlerts);
  }
  {
    const auto ledger = open();
    EXPECT_TRUE(ledger->lost_end()) << "until an alert could tell it";
    EXPECT_EQ(ledger->write_alert({}), kAlerts + 1);
    ledger->commit();
  }
  EXPECT_FALSE(open()->lost_end());
}

TEST_F(LedgerLogTest, ThatIsGoneIsALostEnd) {
  fs::remove(log());
  const auto ledger = open();
  ASSERT_TRUE(ledger->lost_end());
  EXPECT_EQ(ledger->lost_end()->first, 1U);
  EXPECT_EQ(ledger->lost_end()->last, kAlerts);
}

// Whoever takes a ledger away wants a new one, and hears of no damage; its alerts are new, too.
TEST_F(LedgerLogTest, ALedgerThatWasTakenAwayBeginsAnewBehindTheFormersNumbers) {
  for (const char* name : {"ledger.db", "ledger.db-wal", "ledger.db-shm"}) {
    fs::remove(directory_.path() / name);
  }
  for (int start = 0; start < 2; ++start) {
    const auto ledger = open();
    EXPECT_FALSE(ledger->lost_end());
    EXPECT_EQ(ledger->last_sequence(), kAlerts);
    EXPECT_TRUE(ledger->alerts_after(0, 10).empty());
  }
}

TEST_F(LedgerLogTest, ALockFileOfAnOlderProgramOrWithNoiseInItTakesTheLedgersNumber) {
  const fs::path lock = directory_.path() / kLedgerLock;
  for (const std::string& octets : {std::string(), noise(42), std::string("99999999999999999999"),
                                    "00000000000000009999 00000000000000001000\n" + noise(5)}) {
    put_octets(lock, octets);
    EXPECT_FALSE(open()->lost_end());
    EXPECT_EQ(StateLock(lock).last_number(), kAlerts);
  }
}

TEST_F(LedgerLogTest, WhoOnlyReadsTakesTheLedgerAsItIs) {
  content_.resize(32 + frames() * 2 / 3 * kFrame);
  change();
  const std::string number = octets_in(directory_.path() / kLedgerLock);
  const auto reader = Ledger::open(directory_.path(), Ledger::Access::read_only);
  EXPECT_FALSE(reader->lost_end());
  EXPECT_LT(reader->alerts_after(0, 10'000).size(), kAlerts);
  EXPECT_EQ(octets_in(directory_.path() / kLedgerLock), number);
}

}  // namespace
}  // namespace cutoffd::rules::ledger_log_test
