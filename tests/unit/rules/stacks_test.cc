// Several systems at one address: those that take turns, and what looks like it.
#include "rules/stacks.h"

#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::stacks_test {
namespace {

using namespace stage;

const IpAddress kAddress = ip("192.0.2.9");
constexpr std::uint16_t kLinux = 0x321, kWindows = 0x45, kApple = 0x28c;

System linux_at(std::uint8_t ttl) { return system_of(ttl, kLinux); }
System apple_at(std::uint8_t ttl) { return system_of(ttl, kApple); }

// Notes each system in turn, so many seconds apart; true if it was ever taken for several.
bool several(Stacks& stacks, const std::vector<System>& turns, double apart) {
  double when = 0;
  for (const System& one : turns) stacks.note(kAddress, one, after(when += apart));
  return stacks.several(kAddress);
}
bool several_of_two(const std::vector<System>& turns, double apart) {
  Stacks stacks(2);
  return several(stacks, turns, apart);
}

TEST(Stacks, ByTheTtlOneReturnWithinTenMinutesIsEnough) {
  Stacks stacks(1);
  EXPECT_FALSE(stacks.note(kAddress, system_of(64), after(0)));
  EXPECT_FALSE(stacks.note(kAddress, system_of(128), after(10)));
  EXPECT_FALSE(stacks.note(kAddress, system_of(64), after(3600))) << "a machine booted twice";
  EXPECT_TRUE(stacks.note(kAddress, system_of(128), after(3610)));
}

TEST(Stacks, ByTheLayoutItTakesTwo) {
  const auto a = linux_at(63), b = apple_at(63);
  EXPECT_FALSE(several_of_two({a}, 10));
  EXPECT_FALSE(several_of_two({a, b}, 10));
  EXPECT_FALSE(several_of_two({a, b, a}, 10));
  EXPECT_TRUE(several_of_two({a, b, a, b}, 10));
}

TEST(Stacks, ThreeThatTakeTurnsReturnToo) {
  const auto a = linux_at(63), b = apple_at(63), c = system_of(127, kWindows);
  // Windows' packets begin with 128: as far away as the others'.
  EXPECT_FALSE(several_of_two({a, b, c, a}, 10));
  EXPECT_TRUE(several_of_two({a, b, c, a, b}, 10));
}

TEST(Stacks, AMachineThatBootsOneSystemAfterTheOtherIsNone) {
  const auto a = linux_at(64), b = system_of(128, kWindows);
  // Each stays for longer than ten minutes.
  EXPECT_FALSE(several_of_two({a, b, a, b, a, b, a, b, a, b}, 601));
  EXPECT_TRUE(several_of_two({a, b, a, b, a, b, a, b, a, b}, 199));
}

TEST(Stacks, AnUpdateIsNone) {
  Stacks stacks(2);
  for (int i = 0; i < 100; ++i) {
    stacks.note(kAddress, i < 50 ? apple_at(64) : linux_at(64), after(10 * i));
  }
  EXPECT_FALSE(stacks.several(kAddress));
}

TEST(Stacks, AMachineAndItsGuestAreNone) {
  const auto host = system_of(128, kWindows), guest = linux_at(63);
  EXPECT_FALSE(several_of_two({host, guest, host, guest, host, guest, host, guest}, 10));
  // Seen through a router, likewise.
  const auto host_beyond = system_of(127, kWindows), guest_beyond = linux_at(62);
  EXPECT_FALSE(several_of_two(
      {host_beyond, guest_beyond, host_beyond, guest_beyond, host_beyond, guest_beyond}, 10));
}

TEST(Stacks, AMachineWithTwoGuestsPassesThemOn) {
  const auto host = system_of(128, kWindows), one = linux_at(63), other = apple_at(63);
  EXPECT_TRUE(several_of_two({host, one, other, host, one, other}, 10));
}

TEST(Stacks, ATtlThatSaysNothingIsNoSystem) {
  Stacks stacks(1);
  for (int i = 0; i < 40; ++i) {
    EXPECT_FALSE(
        stacks.note(kAddress, system_of(static_cast<std::uint8_t>(i % 33), kLinux), after(i)));
  }
  EXPECT_FALSE(stacks.several(kAddress));
}

TEST(Stacks, AnotherHolderBeginsAnew) {
  Stacks stacks(2);
  EXPECT_TRUE(several(stacks, {linux_at(63), apple_at(63), linux_at(63), apple_at(63)}, 1));
  stacks.forget(kAddress);
  EXPECT_FALSE(stacks.several(kAddress));
}

TEST(Stacks, TheOldestAddressGoesFirst) {
  Stacks stacks(2);
  EXPECT_TRUE(several(stacks, {linux_at(63), apple_at(63), linux_at(63), apple_at(63)}, 1));
  for (std::uint32_t i = 0; i < 16'384; ++i) {
    const std::array<std::uint8_t, 4> octets = {10, static_cast<std::uint8_t>(i >> 16),
                                                static_cast<std::uint8_t>(i >> 8),
                                                static_cast<std::uint8_t>(i)};
    stacks.note(IpAddress::from(octets), linux_at(64), after(10));
  }
  EXPECT_FALSE(stacks.several(kAddress));
}

// ---- By the judge

SystemChange change(Instant time, const SystemSign& before, const SystemSign& now) {
  return {time, kAddress, before, now};
}

TEST(Systems, ThatTakeTurnsMakeANat) {
  const SystemSign one{kLinux, 63}, other{kApple, 63};
  const Host gate = host("192.0.2.9");
  Court court;
  court.hear(change(after(1), one, other), change(after(2), other, one),
             hello(gate, kUpdate, after(3), 1));
  EXPECT_FALSE(court.finish()[0].behind) << "one return";
  court.hear(change(after(4), one, other), hello(gate, kTelemetry, after(5), 2));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[1].behind, kAddress);
  // What was learnt of a client is kept.
  court.restart();
  court.hear(hello(gate, "quiet.acme.example", after(6), 3));
  EXPECT_EQ(court.finish().back().behind, kAddress);
}

TEST(Systems, OfAnotherHolderSayNothing) {
  const SystemSign one{kLinux, 63}, other{kApple, 63};
  Court court;
  court.hear(binding("192.0.2.9", "02:00:00:00:00:91", after(0)), change(after(1), one, other),
             change(after(2), other, one), change(after(3), one, other),
             binding("192.0.2.9", "02:00:00:00:00:92", after(4)),
             hello(host("192.0.2.9", "02:00:00:00:00:92"), kUpdate, after(5)));
  EXPECT_FALSE(court.finish()[0].behind);
}

}  // namespace
}  // namespace cutoffd::rules::stacks_test
