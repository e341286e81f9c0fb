#include "capture/track/copies.h"

#include <string_view>

#include <gtest/gtest.h>

namespace cutoffd::track::copies_test {
namespace {

constexpr Instant kNow = instant_from_ns(1'700'000'000'000'000'000);
constexpr Duration kMillisecond = std::chrono::milliseconds(1);

dissect::Frame question(std::string_view payload = "a question", std::uint8_t ttl = 64,
                        std::uint8_t last_mac_octet = 1, std::uint16_t vlan = 10) {
  dissect::Frame frame;
  frame.source = IpAddress::v4(0x0a000001);
  frame.destination = IpAddress::v4(0x08080808);
  frame.transport = dissect::UdpDatagram{Port{40000}, Port{53}};
  frame.payload = as_bytes(payload);
  frame.ttl = ttl;
  frame.ip_id = 77;
  frame.macs = dissect::MacPair{Mac{{2, 0, 0, 0, 0, last_mac_octet}}, Mac{{2, 0, 0, 0, 0, 99}}};
  frame.vlans.push(vlan);
  return frame;
}

class CopiesTest : public testing::Test {
 protected:
  Copies copies_{std::chrono::milliseconds(50), HashKey::from_seed(1)};
};

TEST_F(CopiesTest, TheSamePacketInAnotherVlanIsACopy) {
  EXPECT_FALSE(copies_.look(question(), kNow).copy);
  const auto verdict = copies_.look(question("a question", 64, 1, 20), kNow + kMillisecond);
  EXPECT_TRUE(verdict.copy);
  EXPECT_FALSE(verdict.sender) << "the same TTL says nothing of who is nearer";
}

TEST_F(CopiesTest, ExactlyTheSameFrameIsARepetition) {
  EXPECT_FALSE(copies_.look(question(), kNow).copy);
  EXPECT_FALSE(copies_.look(question(), kNow + kMillisecond).copy);
}

TEST_F(CopiesTest, OfRoutedCopiesTheOneWithTheHigherTtlShowsTheSender) {
  const Mac sender{{2, 0, 0, 0, 0, 1}};
  EXPECT_FALSE(copies_.look(question("q", 64, 1), kNow).copy);
  EXPECT_EQ(copies_.look(question("q", 63, 2), kNow).sender, sender);
  // And if the router's copy comes first.
  EXPECT_FALSE(copies_.look(question("r", 63, 2), kNow).copy);
  EXPECT_EQ(copies_.look(question("r", 64, 1), kNow).sender, sender);
}

TEST_F(CopiesTest, ATtlThatNoHostBeginsWithShowsOnlyAnotherRouter) {
  EXPECT_FALSE(copies_.look(question("q", 60, 1), kNow).copy);
  const auto verdict = copies_.look(question("q", 59, 2), kNow);
  EXPECT_TRUE(verdict.copy);
  EXPECT_FALSE(verdict.sender);
}

TEST_F(CopiesTest, AfterTheWindowItIsARepetition) {
  EXPECT_FALSE(copies_.look(question(), kNow).copy);
  EXPECT_FALSE(copies_.look(question("a question", 64, 1, 20), kNow + 51 * kMillisecond).copy);
}

TEST_F(CopiesTest, AnotherPayloadPortOrIdentificationIsAnotherPacket) {
  EXPECT_FALSE(copies_.look(question(), kNow).copy);
  EXPECT_FALSE(copies_.look(question("b question", 63), kNow).copy);
  dissect::Frame other = question("a question", 63);
  other.ip_id = 78;
  EXPECT_FALSE(copies_.look(other, kNow).copy);
  other = question("a question", 63);
  other.transport = dissect::UdpDatagram{Port{40001}, Port{53}};
  EXPECT_FALSE(copies_.look(other, kNow).copy);
  other = question("a question", 63);
  other.tunnel = 5;
  EXPECT_FALSE(copies_.look(other, kNow).copy);
}

TEST_F(CopiesTest, ThreeCopiesAreSeenOnce) {
  EXPECT_FALSE(copies_.look(question("q", 64, 1, 10), kNow).copy);
  EXPECT_TRUE(copies_.look(question("q", 64, 1, 20), kNow).copy);
  EXPECT_TRUE(copies_.look(question("q", 63, 2, 30), kNow).copy);
}

}  // namespace
}  // namespace cutoffd::track::copies_test
