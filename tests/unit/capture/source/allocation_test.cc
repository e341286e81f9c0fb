// The packet path allocates nothing: not a packet, not a batch, not a block.
#include <gtest/gtest.h>

#include "capture/source/digest.h"
#include "tests/support/allocations.h"
#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::allocation_test {
namespace {

using testing_support::allocations_made;

class Counting final : public PacketHandler {
 public:
  void on_packets(std::span<const Packet> packets) override {
    count += packets.size();
    for (const Packet& packet : packets) digest.add(packet);
  }
  std::size_t count = 0;
  PacketDigest digest;
};

void expect_no_allocation(Bytes file, std::size_t packets) {
  ASSERT_TRUE(testing_support::counting);
  auto source = open_stream(stream_of_memory(file), "test", 0);
  ASSERT_TRUE(source.ok());
  Counting handler;
  ASSERT_EQ((*source)->read(handler), ReadStatus::packets);
  const std::uint64_t before = allocations_made;
  while ((*source)->read(handler) == ReadStatus::packets) {
  }
  EXPECT_EQ(allocations_made, before);
  EXPECT_EQ(handler.count, packets);
}

constexpr std::size_t kPackets = 20'000;  // several blocks

TEST(Allocation, ReadingPcapAllocatesNothing) {
  FileWriter out(false);
  pcap_header(out, kMicroseconds);
  for (std::size_t i = 0; i < kPackets; ++i) {
    pcap_record(out, kMicroseconds, {Octets(i % 1500), 1500, 1, instant_from_ns(0), i, 0});
  }
  expect_no_allocation(out.octets(), kPackets);
  expect_no_allocation(gzip(out.octets()), kPackets);
}

TEST(Allocation, ReadingPcapngAllocatesNothing) {
  FileWriter out(true);
  section(out);
  interface(out, 1);
  for (std::size_t i = 0; i < kPackets; ++i) {
    enhanced_packet(out, 0, i, {Octets(i % 1500), 1500, 1, instant_from_ns(0), i, 0});
  }
  expect_no_allocation(out.octets(), kPackets);
}

}  // namespace
}  // namespace cutoffd::source::stage::allocation_test
