// The shunt, in this machine's kernel: the verifier takes it, and what is told with it is what is
// told without. Skipped where no program may be loaded.
#include "capture/source/shunt.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/unit/capture/talk.h"

namespace cutoffd::track {
namespace {

using source::PacketSource;
using source::ReadStatus;
using source::Shunt;
using wire::Octets;

class ShuntTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Shunt::load(table_for_4096().flows);
    if (!loaded) GTEST_SKIP() << loaded.error();
    shunt = std::move(loaded).value();
  }
  Both& make(std::optional<Both>& both, std::size_t waiting = 0) {
    both.reset();
    return both.emplace(*shunt, waiting);
  }

  std::unique_ptr<Shunt> shunt;
};

TEST_F(ShuntTest, NothingIsMissedInRealCaptures) {
  std::uint64_t dropped = 0;
  std::size_t waiting = 0;
  const std::uint64_t files = for_each_capture([&](PacketSource& source) {
    std::optional<Both> both;
    make(both, waiting);
    waiting = waiting == 64 ? 0 : waiting * 2 + (waiting == 0 ? 1 : 0);
    while (source.read(*both) == ReadStatus::packets) {
    }
    both->finish();
    dropped += both->dropped();
  });
  if (files == 0) GTEST_SKIP() << "no captures at " << test::corpus_folder();
  EXPECT_GT(dropped, 1000U);
  RecordProperty("dropped", static_cast<int>(dropped));
}

TEST_F(ShuntTest, TheMiddleOfAFinishedFlowStaysBelow) {
  for (const bool six : {false, true}) {
    std::optional<Both> both;
    Talk talk(make(both), six);
    talk.open("www.example.org");
    talk.bulk(100);
    EXPECT_EQ(both->dropped(), 200U) << six;
    talk.send(true, {}, {.fin = true, .ack = true});
    both->finish();
    EXPECT_EQ(both->kept.names(ObservationKind::tls_sni),
              std::vector<std::string>{"www.example.org"});
  }
}

TEST_F(ShuntTest, WhatWaitsInTheRingIsNoLoss) {
  for (const std::size_t waiting : {1U, 7U, 50U, 120U}) {
    std::optional<Both> both;
    Talk talk(make(both, waiting));
    talk.open("www.example.org");
    talk.bulk(100);
    talk.send(false, {}, {.fin = true, .ack = true});
    talk.send(true, {}, {.fin = true, .ack = true});
    both->finish();
    EXPECT_LE(both->all.count(Counter::lost_octets), 1U);  // the FIN, when octets follow it
    EXPECT_NE(both->dropped(), 0U) << waiting;
  }
}

TEST_F(ShuntTest, LossIsCountedBelowToo) {
  for (const std::size_t waiting : {0U, 30U}) {
    std::optional<Both> both;
    Talk talk(make(both, waiting));
    talk.open("www.example.org");
    talk.bulk(50);
    talk.down += 2800;
    talk.bulk(20);
    talk.down += 70'000;
    talk.send(true, {}, {.ack = true});
    talk.bulk(50);
    talk.send(true, {}, {.rst = true, .ack = true});
    both->finish();
    EXPECT_GT(both->all.count(Counter::lost_octets), 2800U);
  }
}

TEST_F(ShuntTest, PortsUsedAgainAreSeenAgain) {
  for (const std::size_t waiting : {0U, 5U, 40U}) {
    std::optional<Both> both;
    Talk talk(make(both, waiting));
    talk.open("one.example.org");
    talk.bulk(30);
    // Its numbers go on where the first one's ended.
    talk.up += 1000;
    talk.down += 1000;
    talk.open("two.example.org");
    talk.bulk(30);
    both->finish();
    EXPECT_EQ(both->kept.names(ObservationKind::tls_sni),
              (std::vector<std::string>{"one.example.org", "two.example.org"}))
        << waiting;
  }
}

TEST_F(ShuntTest, ADecoyInThePlaceOfTheHelloIsSeen) {
  std::optional<Both> both;
  Talk talk(make(both));
  const std::uint32_t first = talk.up + 1;
  talk.open("decoy.example.org");
  talk.bulk(30);
  wire::HelloSpec spec;
  spec.name = "real.example.org";
  talk.up = first;
  talk.say(true, wire::tls_records(wire::handshake(1, wire::client_hello(spec))));
  both->finish();
  EXPECT_EQ(both->kept.names(ObservationKind::tls_sni).back(), "real.example.org");
}

TEST_F(ShuntTest, AWatchedFlowComesUpWhole) {
  std::optional<Both> both;
  Talk talk(make(both));
  both->all.interest = both->kept.interest = Interest::watched;
  talk.open("watched.example.org");
  talk.bulk(100);
  EXPECT_EQ(both->dropped(), 0U);
  both->finish();
}

}  // namespace
}  // namespace cutoffd::track
