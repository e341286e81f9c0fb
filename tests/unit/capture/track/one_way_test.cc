// A tap that shows one direction: octets of the other are counted by what is acknowledged, and
// forged acknowledgements count no more than they may.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::one_way_test {
namespace {

using wire::Octets;
using Step = FlowProgress::Step;

constexpr std::uint32_t kMostUnseen = 1 << 24;

// A watched connection of which only the client's packets are shown.
class Tap {
 public:
  Tap() {
    tracked_.interest = Interest::watched;
    wire::HelloSpec spec;
    spec.name = "www.example.org";
    hello_ = wire::tls_records(wire::handshake(1, wire::client_hello(spec)));
  }
  void open(bool with_syn = true) {
    if (with_syn) connection_.syn();
    ack(0);
    say(0, hello_);
  }
  void say(std::uint32_t acknowledged, const Octets& payload, std::uint32_t offset = 0) {
    const wire::TcpFields fields{.sequence = connection_.client_isn + offset,
                                 .acknowledgement = connection_.server_isn + acknowledged,
                                 .ack = true};
    tracked_.show_ip(wire::tcp_packet(connection_.client, connection_.server, fields, payload));
  }
  void ack(std::uint32_t acknowledged, std::uint32_t offset = 0) { say(acknowledged, {}, offset); }
  void ack_after_hello(std::uint32_t acknowledged) {
    ack(acknowledged, static_cast<std::uint32_t>(hello_.size()));
  }
  FlowProgress end() {
    tracked_.tracker.finish();
    return tracked_.progress.back();
  }
  [[nodiscard]] bool answered() const {
    return std::any_of(tracked_.progress.begin(), tracked_.progress.end(),
                       [](const FlowProgress& one) { return one.step == Step::answered; });
  }

  Tracked tracked_;
  Connection connection_{tracked_};
  Octets hello_;
};

class OneWay : public testing::Test, public Tap {};

TEST_F(OneWay, WhatIsAcknowledgedWasTransferred) {
  open();
  for (std::uint32_t octets = 1448; octets <= 100 * 1448; octets += 1448) ack_after_hello(octets);
  EXPECT_TRUE(answered());
  const FlowProgress last = end();
  EXPECT_EQ(last.step, Step::left);
  EXPECT_EQ(last.bytes_down, 100U * 1448);
  EXPECT_EQ(last.bytes_up, hello_.size());
  EXPECT_EQ(tracked_.count(Counter::lost_octets), 0U) << "the direction is missing, not lost";
}

TEST_F(OneWay, WithoutASynTheHelloSaysWhereItsSenderIs) {
  open(false);
  ack_after_hello(0);
  ack_after_hello(50'000);
  EXPECT_EQ(end().bytes_down, 50'000U);
}

TEST_F(OneWay, AHelloAloneProvesNoAnswer) {
  open();
  ack_after_hello(0);
  ack_after_hello(1);  // perhaps a FIN
  EXPECT_FALSE(answered());
  EXPECT_EQ(end().bytes_down, 0U);
}

// However acknowledgements are spread, repeated and disordered, what counts is the farthest one.
TEST_F(OneWay, InAnyOrderTheFarthestCounts) {
  std::mt19937 random(4);
  for (int round = 0; round < 50; ++round) {
    Tap tap;
    tap.connection_.server_isn = static_cast<std::uint32_t>(random());
    tap.connection_.client_isn = static_cast<std::uint32_t>(random());
    tap.open();
    std::uint32_t farthest = 0;
    for (int i = 0; i < 40; ++i) {
      const auto octets = static_cast<std::uint32_t>(2 + random() % (1 << 20));
      // At least two more, so that nothing looks like a FIN.
      if (octets > farthest && octets - farthest < 2) continue;
      farthest = std::max(farthest, octets);
      tap.ack_after_hello(octets);
      if (random() % 3 == 0) tap.ack_after_hello(octets);
    }
    ASSERT_EQ(tap.end().bytes_down, farthest) << round;
  }
}

TEST_F(OneWay, AForgedAcknowledgementCountsNoMoreThanAWindow) {
  open();
  ack_after_hello(10'000);
  for (const std::uint32_t forged :
       {10'000 + kMostUnseen + 1, 0x40000000U, 0x7fffffffU, 0x80000000U, 0xffffff00U}) {
    ack_after_hello(forged);
  }
  ack_after_hello(20'000);
  EXPECT_EQ(end().bytes_down, 20'000U) << "and the true ones go on counting";
}

TEST_F(OneWay, AForgedSynDoesNotEndTheCount) {
  open();
  ack_after_hello(10'000);
  Connection forged(tracked_);
  forged.client_isn += 500'000'000;
  forged.syn();
  ack_after_hello(20'000);
  EXPECT_EQ(end().bytes_down, 20'000U);
}

TEST_F(OneWay, AnyForgedAcknowledgementsCountAWindowEachAtMost) {
  std::mt19937 random(5);
  open();
  std::uint64_t before = 0;
  for (int i = 0; i < 500; ++i) {
    ack_after_hello(static_cast<std::uint32_t>(random()));
    const std::uint64_t now = tracked_.progress.empty() ? 0 : tracked_.progress.back().bytes_down;
    ASSERT_LE(now, before + 2ULL * kMostUnseen);  // told at doubling sizes
    before = std::max(before, now);
  }
  EXPECT_LE(end().bytes_down, 500ULL * kMostUnseen);
}

TEST_F(OneWay, WhoeverDoesNotSeeTheConnectionMustGuessItsPlace) {
  open();
  for (const std::uint32_t far : {(1U << 20) + 2000, 1U << 30, 1U << 31, 0U - (1U << 21)}) {
    ack(50'000, far);
  }
  EXPECT_EQ(end().bytes_down, 0U);
  EXPECT_FALSE(answered());
}

// Of the server something is seen after all: nothing counts twice.
TEST_F(OneWay, WhatIsSeenLaterIsNotCountedAgain) {
  open();
  ack_after_hello(30'000);
  const auto server_says = [&](std::uint32_t offset, std::size_t size) {
    const wire::TcpFields fields{
        .sequence = connection_.server_isn + offset,
        .acknowledgement = connection_.client_isn + static_cast<std::uint32_t>(hello_.size()),
        .ack = true};
    tracked_.show_ip(
        wire::tcp_packet(connection_.server, connection_.client, fields, Octets(size, 0x17)));
  };
  server_says(29'000, 1000);
  server_says(30'000, 1400);
  server_says(20'000, 1400);
  ack_after_hello(31'400);
  EXPECT_EQ(end().bytes_down, 31'400U);
}

TEST_F(OneWay, ASynThatIsSeenLateChangesNothing) {
  open();
  ack_after_hello(30'000);
  const wire::TcpFields fields{.sequence = connection_.server_isn - 1,
                               .acknowledgement = connection_.client_isn,
                               .syn = true,
                               .ack = true};
  tracked_.show_ip(wire::tcp_packet(connection_.server, connection_.client, fields, {}));
  ack_after_hello(40'000);
  EXPECT_EQ(end().bytes_down, 40'000U);
}

}  // namespace
}  // namespace cutoffd::track::one_way_test
