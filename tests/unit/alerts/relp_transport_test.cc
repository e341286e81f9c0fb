// RELP against a server in this process that answers late, wrongly, out of order or not at all.
#include <map>

#include <gmock/gmock.h>

#include "alerts/relp_frame.h"
#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts::relp_transport_test {
namespace {

using test::run_for;
using test::run_until;
using test::Session;
using testing::HasSubstr;

class RelpTransportTest : public test::DeliveryTest {
 protected:
  void SetUp() override {
    server.on_data = [this](Session& session) { read(session); };
    server.start();
  }
  SinkOptions relp() { return to_server(SinkType::relp); }

  void read(Session& session) {
    RelpReader& reader = readers[&session];
    reader.add(session.received);
    session.received.clear();
    while (const auto frame = reader.next()) take(session, *frame);
    EXPECT_FALSE(reader.broken());
  }
  void take(Session& session, const RelpFrame& frame) {
    if (frame.command == "open") {
      EXPECT_THAT(frame.data, HasSubstr("commands=syslog"));
      return answer(session, frame.transaction, opening);
    }
    if (frame.command != "syslog") return;
    arrivals.add(frame.data);
    on_message(session, frame);
  }
  static void answer(Session& session, std::uint32_t transaction, const std::string& text) {
    std::string out;
    append_relp_frame(out, transaction, "rsp", text);
    session.send(out);
  }

  std::string opening = "200 OK\nrelp_version=0\ncommands=syslog";
  std::function<void(Session&, const RelpFrame&)> on_message = [](Session& session,
                                                                  const RelpFrame& frame) {
    answer(session, frame.transaction, "200 OK");
  };
  std::map<Session*, RelpReader> readers;
  test::Arrivals arrivals;
};

TEST_F(RelpTransportTest, IsAcknowledgedMessageByMessage) {
  outbox.write(500);
  start(relp());
  ASSERT_TRUE(delivered(500));
  EXPECT_EQ(arrivals.numbers, test::all_to(500));
}

TEST_F(RelpTransportTest, MovesNoFurtherThanWhatWasAnswered) {
  on_message = [](Session& session, const RelpFrame& frame) {
    if (test::number_in(frame.data) <= 7) answer(session, frame.transaction, "200 OK");
  };
  outbox.write(20);
  start(relp());
  ASSERT_TRUE(delivered(7));
  EXPECT_FALSE(delivered(8, std::chrono::milliseconds(100)));
  EXPECT_EQ(statistics().acknowledged, 7U);
}

TEST_F(RelpTransportTest, TakesAnswersInAnyOrderAndTheCursorWaitsForTheGap) {
  std::vector<std::uint32_t> held;
  on_message = [&](Session& session, const RelpFrame& frame) {
    held.push_back(frame.transaction);
    if (held.size() < 10) return;
    for (std::size_t i = 9; i > 0; --i) answer(session, held[i], "200 OK");
    EXPECT_EQ(outbox.cursors["sink"], 0U);
    answer(session, held[0], "200 OK");
  };
  outbox.write(10);
  start(relp());
  ASSERT_TRUE(delivered(10));
  EXPECT_EQ(arrivals.repeats(), 0U);
}

TEST_F(RelpTransportTest, AServerThatClosesInTheMiddleOfAMessageGetsItAgain) {
  int ends = 0;
  on_message = [&](Session& session, const RelpFrame& frame) {
    if (test::number_in(frame.data) % 7 == 0 && ends < 5) {
      ++ends;
      return ends % 2 == 0 ? session.reset() : session.close();
    }
    answer(session, frame.transaction, "200 OK");
  };
  outbox.write(100);
  start(relp());
  ASSERT_TRUE(delivered(100));
  EXPECT_EQ(arrivals.without_repeats(), test::all_to(100));
}

TEST_F(RelpTransportTest, AnAnswerCutInTheMiddleIsNoAnswer) {
  bool cut = false;
  on_message = [&](Session& session, const RelpFrame& frame) {
    if (!std::exchange(cut, true)) {
      session.send(std::to_string(frame.transaction) + " rsp 6 200");
      return session.close();
    }
    answer(session, frame.transaction, "200 OK");
  };
  outbox.write(1);
  start(relp());
  ASSERT_TRUE(delivered(1));
  EXPECT_EQ(arrivals.numbers, (std::vector<std::uint64_t>{1, 1}));
}

TEST_F(RelpTransportTest, ARefusalIsTriedAgain) {
  int refusals = 3;
  on_message = [&](Session& session, const RelpFrame& frame) {
    answer(session, frame.transaction, refusals-- > 0 ? "500 queue full" : "200 OK");
  };
  outbox.write(1);
  start(relp());
  EXPECT_THAT(trouble(), HasSubstr("500 queue full"));
  ASSERT_TRUE(delivered(1));
  EXPECT_EQ(statistics().retried, 3U);
}

TEST_F(RelpTransportTest, ASessionThatIsNotOpenedCarriesNothing) {
  opening = "500 no";
  outbox.write(1);
  start(relp());
  EXPECT_THAT(trouble(), HasSubstr("500 no"));
  EXPECT_TRUE(arrivals.numbers.empty());
  opening = "200 OK";
  EXPECT_TRUE(delivered(1));
}

TEST_F(RelpTransportTest, SilenceEndsTheSessionAfterTheTimeout) {
  bool silent = true;
  on_message = [&](Session& session, const RelpFrame& frame) {
    if (!silent) answer(session, frame.transaction, "200 OK");
  };
  SinkOptions options = relp();
  options.timeout = std::chrono::milliseconds(100);
  outbox.write(3);
  start(options);
  EXPECT_THAT(trouble(), HasSubstr("no acknowledgement in time"));
  silent = false;
  EXPECT_TRUE(delivered(3));
}

TEST_F(RelpTransportTest, HearsThatTheServerCloses) {
  on_message = [](Session& session, const RelpFrame&) { session.send("0 serverclose 0\n"); };
  outbox.write(1);
  start(relp());
  EXPECT_THAT(trouble(), HasSubstr("closed the session"));
}

TEST_F(RelpTransportTest, WhatIsNoRelpIsTold) {
  server.on_data = [](Session& session) { session.send("HTTP/1.1 400 Bad Request\r\n\r\n"); };
  outbox.write(1);
  start(relp());
  EXPECT_THAT(trouble(), HasSubstr("does not speak RELP"));
}

TEST_F(RelpTransportTest, SpeaksTls) {
  test::Authority authority;
  server.tls = authority.server(authority.issue({}), true);
  const auto ours = authority.issue({"sensor1", -3600, 3600});
  SinkOptions options = relp();
  options.tls.enabled = true;
  options.tls.ca_file = authority.ca_file();
  options.tls.server_name = "collector.example";
  options.tls.certificate_file = ours.certificate;
  options.tls.key_file = ours.key;
  outbox.write(50);
  start(options);
  ASSERT_TRUE(delivered(50));
  EXPECT_EQ(arrivals.numbers, test::all_to(50));
}

}  // namespace
}  // namespace cutoffd::alerts::relp_transport_test
