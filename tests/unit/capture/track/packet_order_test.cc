// Packets that are older than one before them are counted: merged files, several queues, a clock
// set back.
#include <gtest/gtest.h>

#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::packet_order_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

// Shows one packet after so much time, which may be less than none.
void after(Tracked& tracked, Duration step) {
  tracked.step = step;
  tracked.show_ip(wire::udp_packet(wire::at("192.0.2.10", 50'000),
                                   wire::at("198.51.100.20", 15'000), wire::Octets(20, 1)));
}

TEST(PacketOrder, APacketOlderThanOneBeforeItIsCounted) {
  Tracked tracked;
  after(tracked, milliseconds(1));
  after(tracked, milliseconds(0));
  after(tracked, milliseconds(5));
  EXPECT_EQ(tracked.count(Counter::time_went_back), 0U);
  after(tracked, milliseconds(-3));
  after(tracked, milliseconds(1));
  EXPECT_EQ(tracked.count(Counter::time_went_back), 2U) << "both are older than the third";
  after(tracked, milliseconds(2));
  EXPECT_EQ(tracked.count(Counter::time_went_back), 2U);
}

TEST(PacketOrder, WhereTimeBeginsAnewNothingIsOlder) {
  Tracked tracked;
  after(tracked, milliseconds(1));
  after(tracked, -minutes(5));
  after(tracked, milliseconds(1));
  EXPECT_EQ(tracked.count(Counter::time_went_back), 0U);
}

TEST(PacketOrder, TheClockBetweenPacketsMakesNoneOlder) {
  Tracked tracked;
  after(tracked, milliseconds(1));
  tracked.tracker.on_time(tracked.now + milliseconds(500));
  after(tracked, milliseconds(100));
  EXPECT_EQ(tracked.count(Counter::time_went_back), 0U);
}

// Found by fuzzing with clang: what is fetched ahead of a batch was reckoned from no address.
TEST(PacketOrder, PacketsWithoutOctetsInALargeBatchAreCountedAsCutShort) {
  Tracked tracked;
  std::vector<Packet> packets(100);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    packets[i].link = LinkType{1};
    packets[i].time = tracked.now;
    packets[i].frame = i + 1;
  }
  tracked.tracker.on_packets(packets);
  tracked.tracker.finish();
  EXPECT_EQ(tracked.count(Counter::link_truncated), packets.size());
  EXPECT_TRUE(tracked.told.empty());
}

}  // namespace
}  // namespace cutoffd::track::packet_order_test
