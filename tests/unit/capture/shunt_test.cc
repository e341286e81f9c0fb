// The shunt, in this machine's kernel: the verifier takes it, and what is told with it is what is
// told without. Skipped where no program may be loaded.
#include "capture/source/shunt.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/unit/capture/talk.h"

namespace cutoffd::track::shunt_test {
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

// The second segment lies behind all that the decoy was: until the server answers, that is no end.
TEST_F(ShuntTest, AHelloInTwoSegmentsBehindADecoyIsSeen) {
  const auto hello_to = [](const char* name, std::size_t size) {
    return wire::tls_records(wire::handshake(1, wire::client_hello({.name = name, .size = size})));
  };
  const Octets real = hello_to("real.example.org", 1800);
  for (const bool forged_answer : {false, true}) {
    std::optional<Both> both;
    Talk talk(make(both));
    talk.connect();
    const std::uint32_t first = talk.up;
    talk.say(true, hello_to("decoy.example.org", 400));
    talk.up = first;
    talk.say(true, Octets(real.begin(), real.begin() + 1400));
    if (forged_answer) talk.send(false, Octets{0}, {.ack = true});
    talk.say(true, Octets(real.begin() + 1400, real.end()));
    talk.say(false, wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true))));
    talk.bulk(30);
    both->finish();
    EXPECT_EQ(both->kept.names(ObservationKind::tls_sni).back(), "real.example.org");
    // What the forged octet makes of the server's stream is read by nobody, and never finished.
    EXPECT_EQ(both->dropped() > 0, !forged_answer);
  }
}

// Where nothing known is spoken there is no decoy either: no answer is waited for.
TEST_F(ShuntTest, WhatOneSideAloneSaysStaysBelowAtLast) {
  std::optional<Both> both;
  Talk talk(make(both));
  talk.connect();
  for (int i = 0; i < 800; ++i) {
    talk.say(true, Octets(1400, 0x80));
    talk.send(false, {}, {.ack = true});
    talk.slowly = i == 0;
  }
  both->finish();
  EXPECT_GT(both->dropped(), 10U);
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

TEST_F(ShuntTest, WhatFollowsTheFirstEndStaysBelow) {
  std::optional<Both> both;
  Talk talk(make(both));
  talk.open("www.example.org");
  talk.bulk(10);
  talk.send(true, {}, {.fin = true, .ack = true});
  talk.up += 1;
  talk.bulk(10);
  talk.send(false, Octets(100, 0x17), {.fin = true, .ack = true});
  talk.down += 101;
  talk.send(true, {}, {.ack = true});
  EXPECT_EQ(both->dropped(), 40U) << "the last octets of all come up, and what acknowledges them";
  both->finish();
}

TEST_F(ShuntTest, TheLastAcknowledgementStaysBelow) {
  std::optional<Both> both;
  Talk talk(make(both));
  talk.open("www.example.org");
  for (const bool up_stream : {true, false}) {
    talk.send(up_stream, {}, {.fin = true, .ack = true});
    (up_stream ? talk.up : talk.down) += 1;
  }
  talk.send(true, {}, {.ack = true});
  EXPECT_EQ(both->dropped(), 1U);
  both->finish();
}

// What speaks nothing known and has sent a megabyte is not read any more, though its peer is.
class OneDirection : public ShuntTest {
 protected:
  static void download(Talk& talk) {
    talk.slowly = false;
    talk.connect();
    talk.say(true, Octets(40, 0x01));
    talk.bulk(800);
    talk.slowly = true;
    talk.bulk(2);
  }
};

TEST_F(OneDirection, StaysBelowWhileTheOtherIsRead) {
  std::optional<Both> both;
  Talk talk(make(both));
  download(talk);
  const std::uint64_t before = both->dropped();
  talk.bulk(50);
  EXPECT_EQ(both->dropped() - before, 100U);
  both->finish();
}

TEST_F(OneDirection, ComesUpAgainWhenTheOtherSpeaks) {
  std::optional<Both> both;
  Talk talk(make(both));
  download(talk);
  talk.bulk(10);
  const std::uint64_t before = both->dropped();
  talk.say(true, Octets(40, 0x02));
  talk.bulk(1);
  EXPECT_EQ(both->dropped() - before, 1U) << "what is said first after it comes up";
  talk.bulk(10);
  EXPECT_EQ(both->dropped() - before, 21U);
  both->finish();
}

TEST_F(OneDirection, HidesNoHelloAndNoOctetOfItsAnswer) {
  for (const std::size_t waiting : {0U, 3U, 20U}) {
    std::optional<Both> both;
    Talk talk(make(both, waiting));
    download(talk);
    talk.bulk(10);
    both->all.interest = both->kept.interest = Interest::watched;
    const std::uint64_t before = both->dropped();
    wire::HelloSpec spec;
    spec.name = "late.example.org";
    talk.say(true, wire::tls_records(wire::handshake(1, wire::client_hello(spec))));
    talk.bulk(50);
    EXPECT_EQ(both->dropped(), before) << waiting;
    both->finish();
    EXPECT_EQ(both->kept.names(ObservationKind::tls_sni),
              std::vector<std::string>{"late.example.org"});
    ASSERT_EQ(both->kept.progress.size(), both->all.progress.size());
    EXPECT_EQ(both->kept.progress.back().bytes_down, both->all.progress.back().bytes_down);
  }
}

TEST_F(OneDirection, StaysBelowWhereItIsAllThatIsSeen) {
  std::optional<Both> both;
  Talk talk(make(both));
  talk.slowly = false;
  for (int i = 0; i < 850; ++i) talk.say(false, Octets(1400, 0x17));
  const std::uint64_t before = both->dropped();
  for (int i = 0; i < 50; ++i) talk.say(false, Octets(1400, 0x17));
  EXPECT_EQ(both->dropped() - before, 50U);
  both->finish();
}

}  // namespace
}  // namespace cutoffd::track::shunt_test
