// Between the sinks and the ledger: what the one cannot do now must neither end nor hold up the
// other.
#include "daemon/ledger_outbox.h"

#include <chrono>
#include <memory>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/unit/rules/state_directory.h"

namespace cutoffd::ledger_outbox_test {
namespace {

class LedgerOutboxTest : public testing::Test {
 protected:
  LedgerOutboxTest() {
    ledger_->wait_for_others(std::chrono::milliseconds(50));
    Alert alert;
    alert.event = AlertEvent::opened;
    for (int i = 0; i < 1000; ++i) ledger_->write_alert(alert);
    save();
    EXPECT_EQ(sqlite3_open(directory_.file().c_str(), &other_), SQLITE_OK);
  }
  ~LedgerOutboxTest() override { sqlite3_close(other_); }
  void other_does(const char* sql) {
    EXPECT_EQ(sqlite3_exec(other_, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }
  void save() {
    ledger_->commit();
    outbox_.committed(ledger_->last_sequence());
  }

  rules::stage::StateDirectory directory_;
  std::unique_ptr<rules::Ledger> ledger_ =
      rules::Ledger::open(directory_.path(), rules::Ledger::Access::read_write);
  LedgerOutbox outbox_{*ledger_};
  sqlite3* other_ = nullptr;
};

TEST_F(LedgerOutboxTest, WaitsOnceForAFileThatAnotherHoldsNotWithEachAcknowledgement) {
  EXPECT_EQ(outbox_.cursor("log"), 0U);
  other_does("BEGIN IMMEDIATE");
  const auto before = std::chrono::steady_clock::now();
  for (std::uint64_t i = 1; i <= 1000; ++i) outbox_.set_cursor("log", i);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(4)) << "not 50 s";
  EXPECT_EQ(outbox_.cursor("log"), 1000U);
  EXPECT_THROW(save(), rules::LedgerError);
  other_does("ROLLBACK");
  save();
  const auto reader = rules::Ledger::open(directory_.path(), rules::Ledger::Access::read_only);
  EXPECT_EQ(reader->cursor("log"), 1000U);
}

TEST_F(LedgerOutboxTest, WhatCannotBeReadIsASinksToBearAndTheSaversToTell) {
  other_does("UPDATE alert SET event = 'nonsense' WHERE sequence = 500");
  EXPECT_EQ(outbox_.alerts_after(0, 100).size(), 100U);
  EXPECT_EQ(outbox_.trouble(), "");
  EXPECT_THROW((void)outbox_.alerts_after(450, 100), alerts::OutboxError);
  EXPECT_NE(outbox_.trouble(), "");
  outbox_.forget_trouble();
  other_does("UPDATE alert SET event = 'opened' WHERE sequence = 500");
  const auto alerts = outbox_.alerts_after(450, 100);
  ASSERT_EQ(alerts.size(), 100U);
  EXPECT_EQ(alerts.front().sequence, 451U) << "from the beginning, not from where it had failed";
  EXPECT_EQ(outbox_.trouble(), "");
}

}  // namespace
}  // namespace cutoffd::ledger_outbox_test
