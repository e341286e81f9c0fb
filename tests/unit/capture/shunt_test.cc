// The shunt, in this machine's kernel: the verifier takes it, and what is told with it is what is
// told without. Skipped where no program may be loaded.
#include "capture/source/shunt.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/below.h"
#include "tests/unit/capture/the_same.h"

namespace cutoffd::track {
namespace {

using source::PacketSource;
using source::ReadStatus;
using source::Shunt;
using wire::Octets;

TrackOptions options() {
  TrackOptions options;
  options.flows = 4096;
  return options;
}

// What one tracker is told of everything, and another of what comes up.
class Both final : public PacketHandler {
 public:
  Both(Shunt& shunt, std::size_t waiting)
      : below(shunt, waiting), all(options()), kept(options(), &shunt), before_(shunt.counts()) {
    below.tracker = &kept.tracker;
  }
  void on_packets(std::span<const Packet> packets) override {
    all.tracker.on_packets(packets);
    below.on_packets(packets);
  }
  void finish() {
    all.tracker.finish();
    below.finish();
    // What comes out of order while a flow goes below is counted in two places.
    const double about = below.waits() ? 4096 : 0;
    expect_the_same(all, kept, below.shunt().counts().lost_octets - before_.lost_octets, about);
  }
  [[nodiscard]] std::uint64_t dropped() { return below.shunt().counts().packets - before_.packets; }

  Below below;
  Tracked all, kept;

 private:
  source::ShuntCounts before_;
};

class ShuntTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Shunt::load(options().flows);
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

// One connection, packet by packet.
class Talk {
 public:
  explicit Talk(PacketHandler& to, bool six = false)
      : to_(to),
        client(wire::at(six ? "2001:db8::10" : "192.0.2.10", 50'000)),
        server(wire::at(six ? "2001:db8::20" : "198.51.100.20", 443)) {}

  void open(std::string_view name) {
    send(true, {}, {.syn = true});
    up += 1;
    send(false, {}, {.syn = true, .ack = true});
    down += 1;
    wire::HelloSpec spec;
    spec.name = name;
    hello = wire::tls_records(wire::handshake(1, wire::client_hello(spec)));
    say(true, hello);
    say(false, wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true))));
  }
  void say(bool up_stream, const Octets& payload) {
    send(up_stream, payload, {.ack = true});
    (up_stream ? up : down) += static_cast<std::uint32_t>(payload.size());
  }
  // So many segments of the server, each acknowledged.
  void bulk(unsigned segments) {
    for (unsigned i = 0; i < segments; ++i) {
      say(false, Octets(1400, 0x17));
      send(true, {}, {.ack = true});
    }
  }
  void send(bool up_stream, const Octets& payload, wire::TcpFields fields) {
    fields.sequence = up_stream ? up : down;
    fields.acknowledgement = fields.ack ? (up_stream ? down : up) : 0;
    const Octets ip =
        wire::tcp_packet(up_stream ? client : server, up_stream ? server : client, fields, payload);
    const Octets frame =
        wire::ether(wire::server_mac(), wire::client_mac(), wire::ether_type_of(ip), ip);
    now_ += std::chrono::milliseconds(1);
    const wire::Built built{LinkType{1}, frame};
    const Packet packet = wire::packet_of(built, ++frames_, now_);
    // The clock that the kernel goes by moves on too.
    timespec pause{0, 1'200'000};
    if (slowly) nanosleep(&pause, nullptr);
    to_.on_packets({&packet, 1});
  }

  std::uint32_t up = 1'000'000;
  std::uint32_t down = 2'000'000;
  Octets hello;
  bool slowly = true;  // a packet that comes within a millisecond of a SYN finishes nothing

 private:
  PacketHandler& to_;
  std::uint64_t frames_ = 0;
  Instant now_ = instant_from_ns(1'700'000'000'000'000'000);

 public:
  Endpoint client;
  Endpoint server;
};

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
