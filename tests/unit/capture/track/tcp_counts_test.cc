// Octets that were lost on the way to the sensor: what a peer acknowledged and nobody showed. Ports
// that are used again, and forged acknowledgements, are no loss.
#include <cstdint>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::tcp_counts_test {
namespace {

class TcpCounts : public testing::Test {
 protected:
  void begin() {
    connection_.handshake();
    connection_.client_says(0, question_);
    connection_.server_acknowledges(question_.size(), answer_);
    connection_.client_acknowledges(answer_.size());
  }
  [[nodiscard]] std::uint64_t lost() const { return tracked_.count(Counter::lost_octets); }

  Tracked tracked_;
  Connection connection_{tracked_};
  wire::Octets question_ = wire::Octets(8, 'q');
  wire::Octets answer_ = wire::Octets(1'000, 'a');
};

TEST_F(TcpCounts, WhatWasShownIsNotLost) {
  begin();
  EXPECT_EQ(lost(), 0U);
}

TEST_F(TcpCounts, WhatAPeerAcknowledgedAndNobodyShowedIsLost) {
  begin();
  connection_.client_acknowledges(answer_.size() + 5'000);
  EXPECT_EQ(lost(), 5'000U);
  connection_.client_acknowledges(answer_.size() + 5'000);
  EXPECT_EQ(lost(), 5'000U) << "once";
}

// One octet far ahead that acknowledges nothing of its peer's is nobody's; one that does counts for
// what is in it.
TEST_F(TcpCounts, AForgedOctetFarAheadCountsForNothingBeforeIt) {
  tracked_.interest = Interest::watched;
  question_ = wire::tls_records(wire::handshake(1, wire::client_hello({.name = "vendor.example"})));
  begin();
  connection_.send(wire::Side::server, connection_.server_isn + 0x3fff'fff0U, wire::Octets(1, 'x'),
                   {});
  connection_.server_says(answer_.size(), answer_);
  tracked_.tracker.finish();
  ASSERT_FALSE(tracked_.progress.empty());
  EXPECT_EQ(tracked_.progress.back().bytes_down, 2 * answer_.size());
  EXPECT_EQ(tracked_.progress.back().bytes_up, question_.size());
}

// A client's first number grows with the clock (RFC 6528), a server that takes over the ports of a
// connection that has ended begins some 65,000 behind it (RFC 6191): a jump no farther than a
// window's.
TEST_F(TcpCounts, PortsThatAreUsedAgainAreNoLoss) {
  begin();
  for (const std::uint32_t jump : {65'537U, 10'000'000U, 38'000'000U, 0x7f00'0000U, 0xf000'0000U}) {
    for (const bool both : {true, false}) {
      Connection again(tracked_);
      again.client_isn = connection_.client_isn + jump;
      again.server_isn = connection_.server_isn + (both ? jump : 65'537);
      again.handshake();
      again.client_acknowledges(0);
      again.client_says(0, question_);
      again.server_acknowledges(question_.size(), answer_);
      again.client_acknowledges(answer_.size());
      EXPECT_EQ(lost(), 0U) << jump << ' ' << both;
      connection_.client_isn = again.client_isn;
      connection_.server_isn = again.server_isn;
    }
  }
}

TEST_F(TcpCounts, ALossIsSeenInTheConnectionThatUsesThePortsAgain) {
  begin();
  Connection again(tracked_);
  again.client_isn += 38'000'000;
  again.server_isn += 65'537;
  again.handshake();
  again.client_says(0, question_);
  again.server_acknowledges(question_.size(), answer_);
  again.client_acknowledges(answer_.size() + 3'000);
  EXPECT_EQ(lost(), 3'000U);
}

// Its SYN was missed: the answer to it tells of no loss either.
TEST_F(TcpCounts, AnAnswerToASynIsNoLoss) {
  begin();
  Connection again(tracked_);
  again.client_isn += 1'000'000;
  again.server_isn += 65'537;
  again.send(wire::Side::server, again.server_isn - 1, {}, {.syn = true, .ack = true});
  again.client_acknowledges(0);
  EXPECT_EQ(lost(), 0U);
}

TEST_F(TcpCounts, AForgedAcknowledgementIsNoLoss) {
  begin();
  for (const std::uint32_t forged : {(1U << 24) + 1, 0x4000'0000U, 0x7fff'ffffU, 0x8000'0000U}) {
    connection_.client_acknowledges(answer_.size() + forged);
  }
  EXPECT_EQ(lost(), 0U);
  connection_.client_acknowledges(answer_.size() + 700);
  EXPECT_EQ(lost(), 700U) << "and a true one goes on counting";
}

}  // namespace
}  // namespace cutoffd::track::tcp_counts_test
