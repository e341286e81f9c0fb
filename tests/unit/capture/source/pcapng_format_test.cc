#include <gtest/gtest.h>

#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::pcapng_format_test {
namespace {

class PcapngOrders : public ::testing::TestWithParam<bool> {
 protected:
  FileWriter out_{GetParam()};

  // Options for an interface: code and value, in the file's byte order.
  [[nodiscard]] Octets option(std::uint16_t code, const FileWriter& value) const {
    FileWriter options(GetParam());
    options.u16(code).u16(value.octets().size()).bytes(value.octets()).pad_to_4();
    options.u32(0);
    return options.octets();
  }
  [[nodiscard]] Octets resolution(std::uint8_t value) const {
    return option(9, FileWriter(GetParam()).bytes(Bytes(&value, 1)));
  }
  // The time that a packet with these ticks has on an interface with these options.
  [[nodiscard]] Instant time_of(std::uint64_t ticks, Bytes options) const {
    FileWriter out(GetParam());
    section(out);
    interface(out, 1, options);
    enhanced_packet(out, 0, ticks, {});
    const auto read = read_octets(out.octets());
    EXPECT_TRUE(read && read->packets.size() == 1);
    return read && read->packets.size() == 1 ? read->packets[0].time : Instant::min();
  }
};

TEST_P(PcapngOrders, GiveEveryPacketAsWritten) {
  section(out_);
  interface(out_, 1);
  for (const Seen& packet : sample_packets())
    enhanced_packet(out_, 0, microseconds(packet), packet);
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets, sample_packets());
  EXPECT_EQ(read->status, ReadStatus::end);
}

TEST_P(PcapngOrders, CutAnywhereGiveExactlyTheWholePacketsBefore) {
  section(out_);
  std::vector<std::size_t> blocks{out_.octets().size()};
  interface(out_, 1);
  blocks.push_back(out_.octets().size());
  std::vector<std::size_t> ends;
  for (const Seen& packet : sample_packets()) {
    enhanced_packet(out_, 0, microseconds(packet), packet);
    ends.push_back(out_.octets().size());
    block(out_, 0x7777, Octets(20));  // unknown
    blocks.insert(blocks.end(), {ends.back(), out_.octets().size()});
  }
  const auto all = sample_packets();
  for (std::size_t cut = 0; cut < out_.octets().size(); ++cut) {
    const auto read = read_octets(Bytes(out_.octets()).first(cut));
    ASSERT_EQ(read.has_value(), cut >= 12) << cut;
    if (!read) continue;
    const auto whole =
        std::count_if(ends.begin(), ends.end(), [&](auto end) { return end <= cut; });
    const bool between = std::find(blocks.begin(), blocks.end(), cut) != blocks.end();
    EXPECT_EQ(read->packets, std::vector(all.begin(), all.begin() + whole)) << cut;
    EXPECT_EQ(read->status, between ? ReadStatus::end : ReadStatus::damaged) << cut;
    EXPECT_EQ(read->damage.empty(), between) << cut;
  }
}

TEST_P(PcapngOrders, InterfacesHaveTheirOwnLinkTypes) {
  section(out_);
  interface(out_, 1);
  interface(out_, 113);
  enhanced_packet(out_, 1, 5, sample_packets()[1]);
  enhanced_packet(out_, 0, 6, sample_packets()[2]);
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  ASSERT_EQ(read->packets.size(), 2U);
  EXPECT_EQ(read->packets[0].link, 113U);
  EXPECT_EQ(read->packets[1].link, 1U);
}

TEST_P(PcapngOrders, AnotherSectionMayChangeByteOrderAndInterfaces) {
  section(out_);
  interface(out_, 1);
  enhanced_packet(out_, 0, 5, sample_packets()[1]);
  FileWriter other(!GetParam());
  section(other);
  interface(other, 101);
  enhanced_packet(other, 0, 6, sample_packets()[2]);
  out_.bytes(other.octets());
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->status, ReadStatus::end);
  ASSERT_EQ(read->packets.size(), 2U);
  EXPECT_EQ(read->packets[1].link, 101U);
  EXPECT_EQ(read->packets[1].bytes, sample_packets()[2].bytes);
  EXPECT_EQ(read->packets[1].frame, 2U);
  EXPECT_EQ(ns_since_epoch(read->packets[1].time), 6'000);
}

TEST_P(PcapngOrders, AnotherSectionForgetsTheInterfacesOfTheOneBefore) {
  section(out_);
  interface(out_, 1);
  section(out_);
  enhanced_packet(out_, 0, 5, sample_packets()[1]);
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->packets.empty());
  EXPECT_EQ(read->status, ReadStatus::damaged);
}

TEST_P(PcapngOrders, TicksAreOfTheInterfacesResolution) {
  EXPECT_EQ(ns_since_epoch(time_of(1'500'000, {})), 1'500'000'000);
  EXPECT_EQ(ns_since_epoch(time_of(1'500'000'001, resolution(9))), 1'500'000'001);
  EXPECT_EQ(ns_since_epoch(time_of(1'500, resolution(3))), 1'500'000'000);
  EXPECT_EQ(ns_since_epoch(time_of(7, resolution(0))), 7'000'000'000);
  EXPECT_EQ(ns_since_epoch(time_of(1'500'000'001'999, resolution(12))), 1'500'000'001);
  EXPECT_EQ(ns_since_epoch(time_of((3ULL << 10) + 512, resolution(0x80 | 10))), 3'500'000'000);
  EXPECT_EQ(ns_since_epoch(time_of((1ULL << 63) + (1ULL << 62), resolution(0x80 | 63))),
            1'500'000'000);
  EXPECT_EQ(ns_since_epoch(time_of(15'000'000'000'000'000'000ULL, resolution(19))), 1'500'000'000);
}

TEST_P(PcapngOrders, AnOffsetInSecondsIsAdded) {
  const auto offset = [&](std::int64_t seconds) {
    return option(14, FileWriter(GetParam()).u64(static_cast<std::uint64_t>(seconds)));
  };
  EXPECT_EQ(ns_since_epoch(time_of(1'500'000, offset(10))), 11'500'000'000);
  EXPECT_EQ(ns_since_epoch(time_of(1'500'000, offset(-10))), -8'500'000'000);
}

TEST_P(PcapngOrders, ImpossibleTimesStayWhereDurationsCanBeAdded) {
  const Instant latest = *parse_rfc3339("2200-01-01T00:00:00Z");
  const Instant earliest = *parse_rfc3339("1900-01-01T00:00:00Z");
  EXPECT_EQ(time_of(~0ULL, {}), latest);
  EXPECT_EQ(time_of(~0ULL, resolution(0)), latest);
  for (const std::uint64_t seconds : {0x7fffffffffffffffULL, 0x8000000000000000ULL}) {
    const Octets offset = option(14, FileWriter(GetParam()).u64(seconds));
    EXPECT_EQ(time_of(~0ULL, offset), seconds >> 63 != 0 ? earliest : latest);
  }
}

TEST_P(PcapngOrders, AnInterfaceThatContradictsItselfIsDamage) {
  const Octets two_octets = option(9, FileWriter(GetParam()).u16(6));
  const FileWriter long_option = FileWriter(GetParam()).u16(1).u16(400);
  for (const Octets& options :
       {resolution(20), resolution(0x80 | 64), two_octets, long_option.octets(), Octets(3, 1)}) {
    FileWriter out(GetParam());
    section(out);
    interface(out, 1, options);
    enhanced_packet(out, 0, 5, sample_packets()[1]);
    const auto read = read_octets(out.octets());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->status, ReadStatus::damaged);
    EXPECT_TRUE(read->packets.empty());
  }
}

// libpcap looks at neither; found by fuzzing.
TEST_P(PcapngOrders, ASectionMayHaveAnOddLengthAndAnotherBehindIt) {
  FileWriter body(GetParam());
  body.u32(0x1a2b3c4d).u16(1).u16(0).u64(~std::uint64_t{0}).bytes(Octets(1));
  FileWriter rest(GetParam());
  interface(rest, 1);
  enhanced_packet(rest, 0, 5, sample_packets()[1]);
  out_.u32(0x0a0d0d0a).u32(12 + body.octets().size()).bytes(body.octets()).u32(7);
  out_.bytes(rest.octets());
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->status, ReadStatus::end);
  ASSERT_EQ(read->packets.size(), 1U);
  EXPECT_EQ(read->packets[0].bytes, sample_packets()[1].bytes);
}

TEST_P(PcapngOrders, ASimplePacketHasTheTimeOfTheOneBefore) {
  section(out_);
  interface(out_, 1, {}, 10);
  enhanced_packet(out_, 0, 5, sample_packets()[1]);
  FileWriter body(GetParam());
  body.u32(14).bytes(Octets(10, 9));  // 14 on the wire, cut at the snap length
  block(out_, 3, body.octets());
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  ASSERT_EQ(read->packets.size(), 2U);
  EXPECT_EQ(read->packets[1], (Seen{Octets(10, 9), 14, 1, instant_from_ns(5'000), 2, 0}));
}

TEST_P(PcapngOrders, TheObsoletePacketBlockIsRead) {
  section(out_);
  interface(out_, 1);
  const Seen packet = sample_packets()[3];
  FileWriter body(GetParam());
  body.u16(0).u16(99).u32(0).u32(5).u32(packet.bytes.size()).u32(packet.wire_length);
  body.bytes(packet.bytes);
  block(out_, 2, body.octets());
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  ASSERT_EQ(read->packets.size(), 1U);
  EXPECT_EQ(read->packets[0].bytes, packet.bytes);
  EXPECT_EQ(ns_since_epoch(read->packets[0].time), 5'000);
}

TEST_P(PcapngOrders, UnknownBlocksAreSkippedHoweverLong) {
  section(out_);
  interface(out_, 1);
  block(out_, 0xbad, Octets(3 << 20));
  enhanced_packet(out_, 0, 5, sample_packets()[1]);
  const auto read = read_octets(out_.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->status, ReadStatus::end);
  ASSERT_EQ(read->packets.size(), 1U);
  EXPECT_EQ(read->packets[0].bytes, sample_packets()[1].bytes);
  // Cut within it, the file did not end where a file may.
  const auto cut = read_octets(Bytes(out_.octets()).first(2 << 20));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->status, ReadStatus::damaged);
}

TEST_P(PcapngOrders, ContradictionsOfLengthAreDamage) {
  section(out_);
  interface(out_, 1);
  const Octets before = out_.octets();
  const auto with = [&](std::uint32_t type, std::uint32_t length, Bytes body,
                        std::uint32_t trailer) {
    FileWriter out(GetParam());
    out.bytes(before).u32(type).u32(length).bytes(body).u32(trailer);
    const auto read = read_octets(out.octets());
    return read && read->status == ReadStatus::damaged && read->packets.empty();
  };
  EXPECT_TRUE(with(5, 0, Octets(8), 0));
  EXPECT_TRUE(with(5, 8, Octets(8), 8));
  EXPECT_TRUE(with(5, 21, Octets(9), 21));
  EXPECT_TRUE(with(6, 0xfffffff0, Octets(64), 0xfffffff0));
  EXPECT_TRUE(with(6, 32, Octets(20), 36));  // trailer
  FileWriter packet(GetParam());
  packet.u32(0).u32(0).u32(0).u32(9).u32(9).bytes(Octets(8));  // nine octets claimed, eight there
  EXPECT_TRUE(with(6, 40, packet.octets(), 40));
  FileWriter elsewhere(GetParam());
  elsewhere.u32(1).u32(0).u32(0).u32(8).u32(8).bytes(Octets(8));  // no such interface
  EXPECT_TRUE(with(6, 40, elsewhere.octets(), 40));
}

INSTANTIATE_TEST_SUITE_P(Both, PcapngOrders, ::testing::Bool(), [](const auto& chosen) {
  return chosen.param ? "big_endian" : "little_endian";
});

}  // namespace
}  // namespace cutoffd::source::stage::pcapng_format_test
