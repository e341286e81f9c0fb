// The sink's own decisions, with a transport that does what the test says.
#include "alerts/sink.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "tests/unit/alerts/delivery_support.h"

namespace cutoffd::alerts::sink_test {
namespace {

using test::run_for;
using test::run_until;

// Records what it is given; acknowledges and fails when told.
class ScriptedTransport final : public Transport {
 public:
  ScriptedTransport(boost::asio::io_context& io, TransportEvents& events, std::size_t window)
      : io_(io), events_(&events), window_(window) {}
  void open() override {
    boost::asio::post(io_, [this] {
      if (events_ != nullptr && opens) events_->on_open();
    });
  }
  void send(const Message& message) override {
    sent.push_back(message.alert.sequence);
    bytes.emplace_back(message.bytes);
    boost::asio::post(io_, [this] {
      if (events_ != nullptr) events_->on_sent();
    });
  }
  void close() override { events_ = nullptr; }
  [[nodiscard]] std::size_t window() const override { return window_; }

  void acknowledge(std::uint64_t sequence) { events_->on_acknowledged(sequence); }
  void refuse(std::uint64_t sequence) { events_->on_refused(sequence, "too long"); }
  void take_back(std::uint64_t sequence, ConnectionEnd end = ConnectionEnd::broken) {
    events_->on_taken_back(sequence, end);
  }
  void fail(const std::string& reason) {
    TransportEvents* const events = events_;
    events_ = nullptr;
    events->on_failed(reason);
  }

  bool opens = true;
  std::vector<std::uint64_t> sent;
  std::vector<std::string> bytes;

 private:
  boost::asio::io_context& io_;
  TransportEvents* events_;
  std::size_t window_;
};

class SinkTest : public ::testing::Test {
 protected:
  void start(SinkOptions options, std::size_t window = 8) {
    sink = std::make_shared<Sink>(
        io, outbox, completed(std::move(options), "sensor1"), test::surroundings(),
        [this, window](TransportEvents& events) {
          transports.push_back(std::make_shared<ScriptedTransport>(io, events, window));
          transports.back()->opens = opens;
          return transports.back();
        });
    sink->start();
  }
  void TearDown() override {
    if (sink) sink->stop();
  }
  ScriptedTransport& now() { return *transports.back(); }
  // Fails, and waits for the next one.
  bool fails(const std::string& reason) {
    const std::size_t before = transports.size();
    now().fail(reason);
    return run_until(io, [&] { return transports.size() > before; });
  }
  bool sends(std::vector<std::uint64_t> expected) {
    return run_until(
        io, [&] { return !transports.empty() && now().sent == expected; }, std::chrono::seconds(5));
  }

  boost::asio::io_context io;
  test::MemoryOutbox outbox;
  std::vector<std::shared_ptr<ScriptedTransport>> transports;
  bool opens = true;
  std::shared_ptr<Sink> sink;
};

SinkOptions options() { return test::quick(SinkType::standard_output, "out"); }

TEST_F(SinkTest, SendsInOrderAndMovesItsCursorWhenTheTransportHasThem) {
  outbox.write(3);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3}));
  EXPECT_EQ(outbox.cursors["out"], 0U);
  now().acknowledge(2);
  EXPECT_EQ(outbox.cursors["out"], 2U);
  now().acknowledge(3);
  EXPECT_EQ(outbox.cursors["out"], 3U);
  EXPECT_TRUE(sink->idle());
  EXPECT_EQ(sink->statistics().acknowledged, 3U);
  EXPECT_EQ(sink->statistics().latency.count, 3U);
}

TEST_F(SinkTest, BeginsAfterItsCursor) {
  outbox.write(5);
  outbox.cursors["out"] = 3;
  start(options());
  EXPECT_TRUE(sends({4, 5}));
}

TEST_F(SinkTest, SendsNoMoreThanTheWindowBeforeAnAcknowledgement) {
  outbox.write(10);
  start(options(), 3);
  ASSERT_TRUE(sends({1, 2, 3}));
  run_for(io, std::chrono::milliseconds(30));
  EXPECT_EQ(now().sent.size(), 3U);
  now().acknowledge(1);
  EXPECT_TRUE(sends({1, 2, 3, 4}));
}

TEST_F(SinkTest, SendsAgainWhatWasNotAcknowledgedAfterAFailure) {
  outbox.write(5);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3, 4, 5}));
  const std::vector<std::string> first = now().bytes;
  now().acknowledge(2);
  now().fail("gone");
  EXPECT_EQ(sink->statistics().last_error, "gone");
  EXPECT_FALSE(sink->statistics().connected);
  ASSERT_TRUE(sends({3, 4, 5}));
  EXPECT_EQ(now().bytes, std::vector<std::string>(first.begin() + 2, first.end()));
  EXPECT_EQ(sink->statistics().retried, 3U);
  EXPECT_EQ(sink->statistics().failures, 1U);
  now().acknowledge(5);
  EXPECT_EQ(sink->statistics().acknowledged, 5U);
}

TEST_F(SinkTest, TellsNewAlertsWhenItIsAskedToLook) {
  start(options());
  ASSERT_TRUE(run_until(io, [&] { return sink->statistics().connected; }));
  outbox.write(1);
  sink->look();
  EXPECT_TRUE(sends({1}));
}

TEST_F(SinkTest, PassesOverWhatItsFilterDoesNotWant) {
  outbox.write(2, AlertEvent::opened);
  outbox.write(3, AlertEvent::heartbeat);
  SinkOptions filtered = options();
  filtered.filter.events = {AlertEvent::opened};
  start(filtered);
  ASSERT_TRUE(sends({1, 2}));
  EXPECT_EQ(outbox.cursors["out"], 0U) << "the filtered wait behind those under way";
  now().acknowledge(2);
  EXPECT_EQ(outbox.cursors["out"], 5U);
  EXPECT_EQ(sink->statistics().filtered, 3U);
  EXPECT_EQ(sink->statistics().sent, 2U);
}

TEST_F(SinkTest, PassesOverALongHistoryWithoutHoldingTheLoop) {
  outbox.write(5000, AlertEvent::heartbeat);
  SinkOptions filtered = options();
  filtered.filter.events = {AlertEvent::opened};
  start(filtered);
  EXPECT_LT(outbox.cursors["out"], 5000U);
  EXPECT_TRUE(run_until(io, [&] { return outbox.cursors["out"] == 5000; }));
}

TEST_F(SinkTest, HoldsLittleWhileItsTransportIsDown) {
  outbox.write(5000);
  opens = false;
  start(options());
  run_for(io, std::chrono::milliseconds(30));
  EXPECT_LE(sink->statistics().in_hand, 512U);
  EXPECT_EQ(sink->statistics().queued, 5000U);
}

TEST_F(SinkTest, CountsWhatTheOutboxGaveUpBeforeItCame) {
  outbox.write(10);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3, 4, 5, 6, 7, 8}));
  now().acknowledge(8);
  ASSERT_TRUE(sends({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  now().acknowledge(10);
  outbox.write(5);
  outbox.alerts.erase(outbox.alerts.begin() + 10, outbox.alerts.begin() + 13);
  sink->look();
  ASSERT_TRUE(run_until(io, [&] { return now().sent.back() == 15; }));
  EXPECT_EQ(sink->statistics().dropped, 3U);
}

TEST_F(SinkTest, GoesOnAfterAMessageThatCanNeverBeSent) {
  outbox.write(3);
  start(options(), 1);
  ASSERT_TRUE(sends({1}));
  now().refuse(1);
  ASSERT_TRUE(sends({1, 2}));
  EXPECT_EQ(sink->statistics().refused, 1U);
  EXPECT_EQ(outbox.cursors["out"], 1U);
}

TEST_F(SinkTest, SendsAgainWhatWasTakenBack) {
  outbox.write(6);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3, 4, 5, 6}));
  now().acknowledge(5);
  now().take_back(3);
  EXPECT_EQ(outbox.cursors["out"], 2U);
  now().fail("reset");
  ASSERT_TRUE(sends({3, 4, 5, 6}));
  now().acknowledge(6);
  EXPECT_EQ(outbox.cursors["out"], 6U);
  EXPECT_EQ(sink->statistics().acknowledged, 6U) << "each alert once";
  EXPECT_EQ(sink->statistics().dropped, 0U);
}

TEST_F(SinkTest, BearsAnOutboxThatCannotBeReadOrWrittenAndGoesOnWhenItCan) {
  outbox.write(3);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3}));
  outbox.write(2);
  outbox.fails = true;
  sink->look();
  now().acknowledge(2);
  EXPECT_EQ(outbox.cursors["out"], 0U);
  EXPECT_EQ(sink->statistics().last_error, "the disk reports an error");
  EXPECT_EQ(sink->statistics().acknowledged, 2U);
  now().acknowledge(3);
  EXPECT_FALSE(sink->idle()) << "more may wait";
  outbox.fails = false;
  sink->look();
  EXPECT_EQ(outbox.cursors["out"], 3U);
  ASSERT_TRUE(sends({1, 2, 3, 4, 5}));
  now().acknowledge(5);
  EXPECT_EQ(outbox.cursors["out"], 5U);
  EXPECT_EQ(sink->statistics().retried, 0U);
  EXPECT_EQ(sink->statistics().dropped, 0U);
}

TEST_F(SinkTest, KeepsWhatWasTakenBackThoughTheOutboxFails) {
  outbox.write(4);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3, 4}));
  now().acknowledge(3);
  outbox.fails = true;
  now().take_back(2, ConnectionEnd::broken);
  now().fail("reset");
  run_for(io, std::chrono::milliseconds(30));
  EXPECT_EQ(outbox.cursors["out"], 3U);
  outbox.fails = false;
  sink->look();
  EXPECT_EQ(outbox.cursors["out"], 1U);
  EXPECT_TRUE(sends({2, 3, 4}));
}

TEST_F(SinkTest, BeginsWhenTheOutboxCanSayWhere) {
  outbox.write(3);
  outbox.cursors["out"] = 1;
  outbox.fails = true;
  start(options());
  sink->look();
  run_for(io, std::chrono::milliseconds(30));
  EXPECT_TRUE(transports.empty());
  outbox.fails = false;
  EXPECT_TRUE(sends({2, 3}));
}

// A peer that ends whenever it is idle, or after each few alerts.
TEST_F(SinkTest, OrderlyEndsBringAnAlertBackOnce) {
  outbox.write(4);
  start(options());
  ASSERT_TRUE(sends({1, 2, 3, 4}));
  now().acknowledge(3);
  now().take_back(1, ConnectionEnd::orderly);
  EXPECT_EQ(outbox.cursors["out"], 0U);
  ASSERT_TRUE(fails("closed"));
  ASSERT_TRUE(sends({1, 2, 3, 4}));
  now().acknowledge(4);
  now().take_back(1, ConnectionEnd::orderly);
  EXPECT_EQ(outbox.cursors["out"], 3U) << "the fourth came back by no orderly end yet";
  ASSERT_TRUE(fails("closed"));
  ASSERT_TRUE(sends({4}));
  now().acknowledge(4);
  now().take_back(4, ConnectionEnd::orderly);
  EXPECT_EQ(outbox.cursors["out"], 4U);
  now().take_back(2, ConnectionEnd::broken);
  EXPECT_EQ(outbox.cursors["out"], 1U) << "a reset says that something was not read";
  EXPECT_EQ(sink->statistics().acknowledged, 4U) << "each alert once";
}

TEST_F(SinkTest, WaitsLongerAfterEachFailureInARow) {
  SinkOptions slow = options();
  slow.retry_minimum = std::chrono::milliseconds(20);
  slow.retry_maximum = std::chrono::milliseconds(100);
  outbox.write(1);
  start(slow);
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(run_until(io, [&] { return now().sent.size() == 1; }));
    const std::size_t before = transports.size();
    now().fail("refused");
    const auto since = test::Clock::now();
    ASSERT_TRUE(run_until(io, [&] { return transports.size() > before; }));
    pauses.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(test::Clock::now() - since));
  }
  EXPECT_GE(pauses[0].count(), 10);
  EXPECT_GE(pauses[1].count(), 20);
  EXPECT_GE(pauses[2].count(), 40);
  EXPECT_GE(pauses[3].count(), 50);
}

TEST_F(SinkTest, SaysWhenNothingIsLeft) {
  outbox.write(2);
  start(options());
  ASSERT_TRUE(sends({1, 2}));
  bool idle = false;
  sink->hurry([&] { idle = true; });
  EXPECT_FALSE(idle);
  now().acknowledge(2);
  EXPECT_TRUE(idle);
}

TEST_F(SinkTest, TriesAtOnceWhenHurried) {
  SinkOptions slow = options();
  slow.retry_minimum = std::chrono::hours(1);
  slow.retry_maximum = std::chrono::hours(1);
  outbox.write(1);
  start(slow);
  ASSERT_TRUE(sends({1}));
  now().fail("refused");
  sink->hurry([] {});
  EXPECT_TRUE(run_until(io, [&] { return transports.size() == 2; }));
}

TEST_F(SinkTest, NumbersItsOwnMessagesWithoutGaps) {
  outbox.write(1, AlertEvent::opened);
  outbox.write(1, AlertEvent::heartbeat);
  outbox.write(1, AlertEvent::opened);
  SinkOptions filtered = options();
  filtered.format = FormatKind::rfc5424;
  filtered.filter.events = {AlertEvent::opened};
  start(filtered);
  ASSERT_TRUE(sends({1, 3}));
  EXPECT_NE(now().bytes[0].find("sequenceId=\"1\""), std::string::npos);
  EXPECT_NE(now().bytes[1].find("sequenceId=\"2\""), std::string::npos);
}

}  // namespace
}  // namespace cutoffd::alerts::sink_test
