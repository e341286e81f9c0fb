// What is neither TCP nor UDP nor ICMP has no flow, and is passed over.
#include <gtest/gtest.h>

#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::other_protocols_test {
namespace {

TEST(OtherProtocols, ArePassedOver) {
  Tracked tracked;
  for (const bool six : {false, true}) {
    const IpAddress from = *IpAddress::parse(six ? "2001:db8::1" : "192.0.2.1");
    const IpAddress to = *IpAddress::parse(six ? "2001:db8::2" : "192.0.2.2");
    for (unsigned protocol = 0; protocol <= 255; ++protocol) {
      tracked.show_ip(wire::ip(from, to, static_cast<std::uint8_t>(protocol), wire::Octets(64, 0)));
    }
  }
  tracked.tracker.finish();
  EXPECT_LE(tracked.count(Counter::flows), 4U);
}

}  // namespace
}  // namespace cutoffd::track::other_protocols_test
