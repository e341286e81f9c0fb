// Webhooks against a server in this process: every alert until 2xx, whatever it answers meanwhile.
#include <fstream>

#include <gmock/gmock.h>

#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts::webhook_transport_test {
namespace {

using test::run_until;
using test::Session;
using testing::ElementsAre;
using testing::HasSubstr;

class WebhookTransportTest : public test::DeliveryTest {
 protected:
  void SetUp() override {
    server.on_data = [this](Session& session) {
      const std::size_t end = session.received.find("\r\n\r\n");
      if (end == std::string::npos) return;
      const std::size_t length = session.received.find("Content-Length: ");
      if (session.received.size() < end + 4 + std::stoul(session.received.substr(length + 16)))
        return;
      requests.push_back(session.received);
      arrivals.add(session.received);
      const std::string answer =
          answers.empty() ? "HTTP/1.1 204 No Content\r\n\r\n" : answers.front();
      if (!answers.empty()) answers.erase(answers.begin());
      if (!answer.empty()) session.send(answer);
    };
    server.start();
  }
  SinkOptions webhook(const std::string& path = "/hook") {
    SinkOptions options = test::quick(SinkType::webhook);
    options.webhook.url = "http://127.0.0.1:" + std::to_string(server.port()) + path;
    return options;
  }
  std::vector<std::string> answers;  // one for each request, then 204
  std::vector<std::string> requests;
  test::Arrivals arrivals;
};

TEST_F(WebhookTransportTest, EachAlertOnceWhereAllIsWell) {
  outbox.write(20);
  start(webhook());
  ASSERT_TRUE(delivered(20));
  EXPECT_EQ(arrivals.numbers, test::all_to(20));
  EXPECT_THAT(requests[0], testing::StartsWith("POST /hook HTTP/1.1\r\n"));
  EXPECT_THAT(requests[0], HasSubstr("Content-Type: application/json\r\n"));
}

TEST_F(WebhookTransportTest, ErrorsRedirectsAndNonsenseAreTriedAgainUntil2xx) {
  answers = {"HTTP/1.1 500 Oops\r\n\r\n", "HTTP/1.1 503 Later\r\nRetry-After: 1\r\n\r\n",
             "HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\n\r\n",
             "HTTP/1.1 429 Slow\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n\r\n"};
  outbox.write(2);
  start(webhook());
  ASSERT_TRUE(delivered(2));
  EXPECT_THAT(arrivals.numbers, ElementsAre(1, 1, 1, 1, 1, 1, 2));
  EXPECT_EQ(statistics().failures, 5U);
  EXPECT_EQ(statistics().acknowledged, 2U);
}

TEST_F(WebhookTransportTest, AServerThatClosesWithoutAnAnswerGetsItAgain) {
  int accepted = 0;
  server.on_accept = [&](Session&) { ++accepted; };
  const auto usual = server.on_data;
  server.on_data = [&, usual](Session& session) {
    accepted == 1 ? session.close() : usual(session);
  };
  outbox.write(1);
  start(webhook());
  EXPECT_TRUE(delivered(1));
  EXPECT_EQ(accepted, 2);
}

TEST_F(WebhookTransportTest, SilenceIsGivenUpAfterTheTimeout) {
  answers = {""};
  SinkOptions options = webhook();
  options.timeout = std::chrono::milliseconds(100);
  outbox.write(1);
  start(options);
  EXPECT_THAT(trouble(), HasSubstr("no answer in time"));
  EXPECT_TRUE(delivered(1));
}

TEST_F(WebhookTransportTest, ChunkedAnswersInterimOnesAndPiecesAreUnderstood) {
  answers = {
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nbody\r\n0\r\n\r\n",
      "HTTP/1.0 202 Accepted\r\nContent-Length: 0\r\n\r\n"};
  outbox.write(2);
  start(webhook());
  ASSERT_TRUE(delivered(2));
  EXPECT_THAT(arrivals.numbers, ElementsAre(1, 2));
}

TEST_F(WebhookTransportTest, AnAnswerThatComesOctetByOctetCountsWhenItsHeadIsWhole) {
  server.on_data = [](Session& session) {
    for (const char c : std::string("HTTP/1.1 200 OK\r\nX: y\r\n\r\n")) session.send({c});
  };
  outbox.write(1);
  start(webhook());
  EXPECT_TRUE(delivered(1));
}

TEST_F(WebhookTransportTest, ATokenComesFromItsFileAnewEachTime) {
  const std::string file = std::string(::testing::TempDir()) + "token." + std::to_string(getpid());
  std::ofstream(file) << "first\r\nX-Forged: yes\n";
  SinkOptions options = webhook();
  options.webhook.token_file = file;
  outbox.write(1);
  start(options);
  ASSERT_TRUE(delivered(1));
  EXPECT_THAT(requests[0], HasSubstr("Authorization: Bearer first\r\n"));
  EXPECT_THAT(requests[0], testing::Not(HasSubstr("X-Forged")));
  std::ofstream(file) << "second";
  outbox.write(1);
  dispatcher->notify();
  ASSERT_TRUE(delivered(2));
  EXPECT_THAT(requests[1], HasSubstr("Bearer second\r\n"));
  std::remove(file.c_str());
}

TEST_F(WebhookTransportTest, NtfyAndSlackHaveBodiesOfTheirOwn) {
  outbox.write(1);
  outbox.alerts[0].message = "\"<!channel>\" & <b> number 1";
  SinkOptions ntfy = webhook("/topic");
  ntfy.webhook.body = WebhookOptions::Template::ntfy;
  SinkOptions slack = webhook("/slack");
  slack.name = "slack";
  slack.webhook.body = WebhookOptions::Template::slack;
  dispatcher.emplace(io, outbox, std::vector{ntfy, slack}, around);
  dispatcher->start();
  ASSERT_TRUE(run_until(io, [&] { return requests.size() == 2; }));
  if (requests[0].find("POST /topic") == std::string::npos) std::swap(requests[0], requests[1]);
  EXPECT_THAT(requests[0], HasSubstr("Priority: 4\r\n"));
  EXPECT_THAT(requests[0], testing::EndsWith("\r\n\r\n\"<!channel>\" & <b> number 1"));
  EXPECT_THAT(requests[1], HasSubstr("&lt;!channel&gt;"));
  EXPECT_THAT(requests[1], testing::Not(HasSubstr("<!channel>")));
}

TEST_F(WebhookTransportTest, HttpsVerifiesWhomItTalksTo) {
  test::Authority authority;
  server.tls = authority.server(authority.issue({"127.0.0.1", -3600, 3600}));
  SinkOptions options = webhook();
  options.webhook.url.replace(0, 4, "https");
  options.tls.ca_file = authority.ca_file();
  outbox.write(1);
  start(options);
  ASSERT_TRUE(delivered(1));
  server.tls = authority.server(authority.issue({"other.example", -3600, 3600}));
  outbox.write(1);
  dispatcher->notify();
  EXPECT_THAT(trouble(), HasSubstr("mismatch"));
  EXPECT_EQ(requests.size(), 1U);
}

}  // namespace
}  // namespace cutoffd::alerts::webhook_transport_test
