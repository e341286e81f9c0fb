// How servers answer: told of watched connections, status and whither, however it is cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/track/tracker.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::track::http_answers_test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using wire::Octets;

Octets text(std::string_view s) { return {s.begin(), s.end()}; }

class HttpAnswers : public testing::Test, public ObservationSink, public FactSink {
 public:
  Interest on_observation(const Observation&) override { return interest; }
  void on_fact(const Fact& fact) override {
    if (const auto* one = std::get_if<HttpAnswer>(&fact)) answers.push_back(*one);
  }

 protected:
  void show(bool up, const wire::TcpFields& fields, const Octets& payload) {
    const Octets ip =
        wire::tcp_packet(up ? client_ : server_, up ? server_ : client_, fields, payload);
    const wire::Built built{LinkType{1},
                            wire::ether(wire::server_mac(), wire::client_mac(), 0x0800, ip)};
    now_ += std::chrono::milliseconds(1);
    const Packet packet = wire::packet_of(built, ++frame_, now_);
    tracker_.on_packets({&packet, 1});
  }
  void open() {
    show(true, {.sequence = 999, .syn = true}, {});
    show(false, {.sequence = 4999, .acknowledgement = 1000, .syn = true, .ack = true}, {});
  }
  void ask(std::string_view request = "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n") {
    show(true, {.sequence = up_, .acknowledgement = down_, .ack = true}, text(request));
    up_ += static_cast<std::uint32_t>(request.size());
  }
  void answer(std::string_view octets) {
    show(false, {.sequence = down_, .acknowledgement = up_, .ack = true}, text(octets));
    down_ += static_cast<std::uint32_t>(octets.size());
  }

  Interest interest = Interest::watched;
  std::vector<HttpAnswer> answers;
  Endpoint client_ = wire::at("192.0.2.10", 50'000);
  Endpoint server_ = wire::at("198.51.100.20", 80);
  std::uint32_t up_ = 1000, down_ = 5000;
  Counters counters_;
  Tracker tracker_{TrackOptions{}, *this, *this, counters_};
  Instant now_ = instant_from_ns(1'700'000'000'000'000'000);
  std::uint64_t frame_ = 0;
};

constexpr std::string_view kElsewhere =
    "HTTP/1.1 302 Found\r\nLocation: http://Block.Example.net:8080/page\r\n\r\n";

TEST_F(HttpAnswers, StatusAndPlaceAreTold) {
  open();
  ask();
  answer(kElsewhere);
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].status, 302);
  EXPECT_EQ(answers[0].leads, HttpAnswer::Leads::to_name);
  EXPECT_EQ(answers[0].name.view(), "block.example.net");
  EXPECT_EQ(answers[0].bytes_down, kElsewhere.size());
  EXPECT_EQ(answers[0].frame, frame_);
}

TEST_F(HttpAnswers, AnAddressIsNoName) {
  open();
  ask();
  answer("HTTP/1.1 302 x\r\nLocation: http://[2001:db8::1]/\r\n\r\n");
  answer("HTTP/1.1 302 x\r\nLocation: https://10.1.1.1/\r\n\r\n");
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_EQ(answers[0].leads, HttpAnswer::Leads::to_address);
  EXPECT_EQ(answers[0].address, *IpAddress::parse("2001:db8::1"));
  EXPECT_EQ(answers[1].address, *IpAddress::parse("10.1.1.1"));
}

TEST_F(HttpAnswers, InAnyTwoPiecesItIsTheSame) {
  for (std::size_t cut = 1; cut < kElsewhere.size(); ++cut) {
    answers.clear();
    client_.port = Port{static_cast<std::uint16_t>(40'000 + cut)};
    up_ = 1000;
    down_ = 5000;
    open();
    ask();
    answer(kElsewhere.substr(0, cut));
    answer(kElsewhere.substr(cut));
    ASSERT_THAT(answers, SizeIs(1)) << cut;
    EXPECT_EQ(answers[0].name.view(), "block.example.net");
  }
}

TEST_F(HttpAnswers, ARefusalIsToldByItsFirstLine) {
  open();
  ask();
  answer("HTTP/1.1 403 Forbidden\r\nServer:");
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].status, 403);
  EXPECT_EQ(answers[0].leads, HttpAnswer::Leads::nowhere);
}

TEST_F(HttpAnswers, LaterAnswersOfTheConnectionAreTold) {
  open();
  ask();
  answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  ask();
  answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_EQ(answers[1].status, 403);
}

TEST_F(HttpAnswers, AProxysAnswerToConnectIsOne) {
  open();
  ask("CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n\r\n");
  answer("HTTP/1.1 403 Forbidden\r\n\r\n");
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].status, 403);
}

TEST_F(HttpAnswers, NothingIsToldOfOtherConnections) {
  interest = Interest::none;
  open();
  ask();
  answer(kElsewhere);
  EXPECT_THAT(answers, IsEmpty());
}

TEST_F(HttpAnswers, WhereNothingWasAskedNothingIsAnswered) {
  open();
  show(true, {.sequence = up_, .acknowledgement = down_, .ack = true}, Octets(100, 0x01));
  answer(kElsewhere);
  EXPECT_THAT(answers, IsEmpty());
}

TEST_F(HttpAnswers, AnEndlessHeaderIsGivenUp) {
  open();
  ask();
  answer("HTTP/1.1 302 Found\r\n");
  for (int i = 0; i < 20; ++i) answer("X: " + std::string(1000, 'x') + "\r\n");
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].leads, HttpAnswer::Leads::nowhere);
  tracker_.finish();
  EXPECT_EQ(tracker_.held().heads, 0U);
}

}  // namespace
}  // namespace cutoffd::track::http_answers_test
