#include <gtest/gtest.h>

#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::pcap_format_test {
namespace {

class PcapDialects : public ::testing::TestWithParam<std::tuple<PcapDialect, bool>> {
 protected:
  [[nodiscard]] PcapDialect dialect() const { return std::get<0>(GetParam()); }
  [[nodiscard]] bool big_endian() const { return std::get<1>(GetParam()); }

  // The file, and after each packet its length.
  struct File {
    Octets octets;
    std::vector<std::size_t> ends;
  };
  [[nodiscard]] File sample() const {
    FileWriter out(big_endian());
    pcap_header(out, dialect());
    File file;
    for (const Seen& packet : sample_packets()) {
      pcap_record(out, dialect(), packet);
      file.ends.push_back(out.octets().size());
    }
    file.octets = out.octets();
    return file;
  }
};

TEST_P(PcapDialects, GiveEveryPacketAsWritten) {
  const auto read = read_octets(sample().octets);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets, sample_packets());
  EXPECT_EQ(read->status, ReadStatus::end);
  EXPECT_EQ(read->damage, "");
}

TEST_P(PcapDialects, CutAnywhereGiveExactlyTheWholePacketsBefore) {
  const File file = sample();
  const auto all = sample_packets();
  for (std::size_t cut = 0; cut < file.octets.size(); ++cut) {
    const auto read = read_octets(Bytes(file.octets).first(cut));
    ASSERT_EQ(read.has_value(), cut >= 24) << cut;
    if (!read) continue;
    std::size_t whole = 0;
    while (file.ends[whole] <= cut) ++whole;
    const bool between_packets = cut == 24 || (whole > 0 && file.ends[whole - 1] == cut);
    EXPECT_EQ(read->packets, std::vector(all.begin(), all.begin() + static_cast<long>(whole)))
        << cut;
    EXPECT_EQ(read->status, between_packets ? ReadStatus::end : ReadStatus::damaged) << cut;
    EXPECT_EQ(read->damage, between_packets ? ""
                                            : "test: ends in the middle of packet " +
                                                  std::to_string(whole + 1) + " at octet " +
                                                  std::to_string(cut));
  }
}

TEST_P(PcapDialects, AnAbsurdLengthIsDamageBehindThePacketsBeforeIt) {
  FileWriter out(big_endian());
  pcap_header(out, dialect());
  const Seen good = sample_packets()[2];
  pcap_record(out, dialect(), good);
  const std::size_t where = out.octets().size();
  out.u32(1).u32(1).u32(262'145).u32(262'145).bytes(Octets(64));
  const auto read = read_octets(out.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets.size(), 1U);
  EXPECT_EQ(read->status, ReadStatus::damaged);
  EXPECT_EQ(read->damage, "test: damaged at octet " + std::to_string(where) +
                              ": packet 2 claims 262145 octets, more than any packet has");
}

TEST_P(PcapDialects, TheLongestPacketIsRead) {
  FileWriter out(big_endian());
  pcap_header(out, dialect());
  std::vector<Seen> packets;
  for (std::uint64_t frame = 1; frame <= 5; ++frame) {
    packets.push_back({Octets(262'144, static_cast<std::uint8_t>(frame)), 262'144, 1,
                       instant_from_ns(1'000'000), frame, 0});
    pcap_record(out, dialect(), packets.back());
  }
  const auto read = read_octets(out.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets, packets);
}

INSTANTIATE_TEST_SUITE_P(All, PcapDialects,
                         ::testing::Combine(::testing::Values(kMicroseconds, kNanoseconds,
                                                              kKuznetsov),
                                            ::testing::Bool()),
                         [](const auto& chosen) {
                           return std::string(std::get<0>(chosen.param).name) +
                                  (std::get<1>(chosen.param) ? "_big_endian" : "_little_endian");
                         });

TEST(PcapFormat, SystemsOwnNumbersForRawIpBecomeTheRegistrys) {
  for (const std::uint32_t number : {12U, 14U, 101U}) {
    FileWriter out(false);
    pcap_header(out, kMicroseconds, number);
    pcap_record(out, kMicroseconds, sample_packets()[1]);
    const auto read = read_octets(out.octets());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->packets.at(0).link, 101U) << number;
  }
}

TEST(PcapFormat, TheFrameCheckSequenceBitsAreNoLinkType) {
  FileWriter out(false);
  pcap_header(out, kMicroseconds, 0x54000001);  // four octets of FCS, Ethernet
  pcap_record(out, kMicroseconds, sample_packets()[1]);
  const auto read = read_octets(out.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets.at(0).link, 1U);
}

TEST(PcapFormat, EarlyWritersLengthsAreTurnedRound) {
  for (const auto minor : {std::uint16_t{2}, std::uint16_t{3}}) {
    FileWriter out(false);
    pcap_header(out, kMicroseconds, 1, minor);
    out.u32(1).u32(2).u32(1500).u32(4).bytes(Octets(4, 7));
    const auto read = read_octets(out.octets());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->status, ReadStatus::end);
    EXPECT_EQ(read->packets.at(0).bytes, Octets(4, 7));
    EXPECT_EQ(read->packets.at(0).wire_length, 1500U);
  }
}

TEST(PcapFormat, TheLastSecondOf32BitsIsIn2106) {
  FileWriter out(false);
  pcap_header(out, kNanoseconds);
  out.u32(0xffffffff).u32(0xffffffff).u32(0).u32(0);
  const auto read = read_octets(out.octets());
  ASSERT_TRUE(read);
  EXPECT_EQ(ns_since_epoch(read->packets.at(0).time), 0xffffffffLL * 1'000'000'000 + 0xffffffffLL);
}

TEST(PcapFormat, AnUnknownVersionIsNoCapture) {
  FileWriter out(false);
  out.u32(kMicroseconds.magic).u16(3).u16(0).u32(0).u32(0).u32(65'535).u32(1);
  EXPECT_FALSE(read_octets(out.octets()));
}

}  // namespace
}  // namespace cutoffd::source::stage::pcap_format_test
