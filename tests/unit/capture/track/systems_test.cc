// Systems of several kinds at one address: told once a change, and only of connections in which the
// client says something.
#include "capture/track/systems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/track/tracker.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::track::systems_test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using wire::Octets;

const Octets kLinux = {2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 1, 3, 3, 7};
const Octets kWindows = {2, 4, 5, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2};
const Octets kBare = {2, 4, 5, 0xb4};

class SystemsTest : public testing::Test, public ObservationSink, public FactSink {
 public:
  Interest on_observation(const Observation&) override { return Interest::none; }
  void on_fact(const Fact& fact) override {
    if (const auto* change = std::get_if<SystemChange>(&fact)) changes.push_back(*change);
    if (const auto* passage = std::get_if<Passage>(&fact)) passages.push_back(*passage);
  }

 protected:
  void show(const Endpoint& from, const Endpoint& to, const wire::TcpFields& fields,
            const Octets& payload, std::uint8_t ttl) {
    wire::Ipv4Fields ip;
    ip.ttl = ttl;
    ip.id = static_cast<std::uint16_t>(++frame_);
    const Octets packet = wire::ipv4(from.ip, to.ip, 6, wire::tcp(from, to, fields, payload), ip);
    const wire::Built built{LinkType{1},
                            wire::ether(wire::server_mac(), wire::client_mac(), 0x0800, packet)};
    now_ += step_;
    const Packet shown = wire::packet_of(built, frame_, now_);
    tracker_.on_packets({&shown, 1});
  }
  // SYN, its answer, and a word of the client's.
  void connect(const Octets& options, std::string_view from = "192.0.2.9", std::uint8_t ttl = 63,
               bool speaks = true) {
    const Endpoint client = wire::at(from, ++port_);
    show(client, server_, {.sequence = 1000, .syn = true, .options = options}, {}, ttl);
    if (!speaks) return;
    show(server_, client, {.sequence = 5000, .acknowledgement = 1001, .syn = true, .ack = true}, {},
         60);
    say(client, ttl);
  }
  void say(const Endpoint& client, std::uint8_t ttl) {
    show(client, server_, {.sequence = 1001, .acknowledgement = 5001, .ack = true},
         Octets(20, 0xee), ttl);
  }

  const Endpoint server_ = wire::at("198.51.100.20", 443);
  std::vector<SystemChange> changes;
  std::vector<Passage> passages;
  Counters counters_;
  Tracker tracker_{TrackOptions{}, *this, *this, counters_};
  Instant now_ = instant_from_ns(1'700'000'000'000'000'000);
  Duration step_ = std::chrono::milliseconds(1);
  std::uint64_t frame_ = 0;
  std::uint16_t port_ = 30'000;
};

TEST_F(SystemsTest, OneSystemTellsNothing) {
  for (int i = 0; i < 50; ++i) connect(kLinux);
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(SystemsTest, ThatPacketsWerePassedOnIsToldSixteenTimesInTenMinutes) {
  for (int i = 0; i < 50; ++i) connect(kLinux);
  ASSERT_THAT(passages, SizeIs(16));
  EXPECT_EQ(passages[0].ip, *IpAddress::parse("192.0.2.9"));
  EXPECT_EQ(passages[0].mac, wire::client_mac());
  now_ += std::chrono::minutes(10);
  connect(kLinux);
  EXPECT_THAT(passages, SizeIs(17));
}

TEST_F(SystemsTest, WhatBeginsItsWayOrComesFromAfarWasNotPassedOnInTheHouse) {
  for (const int ttl : {64, 128, 255, 59, 200, 20}) {
    connect(kLinux, "192.0.2." + std::to_string(ttl), static_cast<std::uint8_t>(ttl));
  }
  EXPECT_THAT(passages, IsEmpty());
}

TEST_F(SystemsTest, EachChangeIsToldWithWhatWasBefore) {
  for (const Octets& one : {kLinux, kLinux, kWindows, kWindows, kLinux}) connect(one);
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].ip, *IpAddress::parse("192.0.2.9"));
  EXPECT_NE(changes[0].before.layout, changes[0].now.layout);
  EXPECT_EQ(changes[0].now, changes[1].before);
  EXPECT_EQ(changes[0].before, changes[1].now);
  EXPECT_EQ(changes[0].now.ttl, 63);
}

TEST_F(SystemsTest, AddressesAreApart) {
  connect(kLinux, "192.0.2.9");
  connect(kWindows, "192.0.2.10");
  connect(kLinux, "192.0.2.9");
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(SystemsTest, WhoeverOnlyKnocksShowsNothing) {
  for (int i = 0; i < 50; ++i) connect(i % 2 == 0 ? kLinux : kWindows, "192.0.2.9", 63, false);
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(SystemsTest, FewOptionsShowNothing) {
  for (int i = 0; i < 50; ++i) connect(i % 2 == 0 ? kLinux : kBare);
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(SystemsTest, OfARepeatedSynTheFirstCounts) {
  step_ = std::chrono::seconds(1);
  connect(kLinux);
  const Endpoint client = wire::at("192.0.2.9", 40'000);
  show(client, server_, {.sequence = 1000, .syn = true, .options = kLinux}, {}, 63);
  show(client, server_, {.sequence = 1000, .syn = true, .options = kWindows}, {}, 63);
  say(client, 63);
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(SystemsTest, AnAddressIsToldSixteenTimesInTenMinutes) {
  for (int i = 0; i < 200; ++i) connect(i % 2 == 0 ? kLinux : kWindows);
  EXPECT_THAT(changes, SizeIs(16));
  now_ += std::chrono::minutes(10);
  for (int i = 0; i < 200; ++i) connect(i % 2 == 0 ? kLinux : kWindows);
  EXPECT_THAT(changes, SizeIs(32));
  EXPECT_EQ(counters_.get(Counter::systems_held_back), 0U);
}

TEST_F(SystemsTest, AllTogetherAreToldSixtyFourTimesInASecond) {
  step_ = std::chrono::microseconds(50);
  for (int i = 0; i < 10; ++i) {
    for (int address = 1; address <= 100; ++address) {
      connect(i % 2 == 0 ? kLinux : kWindows, "192.0.2." + std::to_string(address));
    }
  }
  EXPECT_LE(changes.size(), 2U * 64);  // the clock's second may change meanwhile
  EXPECT_GT(counters_.get(Counter::systems_held_back), 300U);
}

}  // namespace
}  // namespace cutoffd::track::systems_test
