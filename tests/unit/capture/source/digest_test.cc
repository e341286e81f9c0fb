#include "capture/source/digest.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::digest_test {
namespace {

Packet packet_of(const Seen& seen) {
  return {seen.bytes, seen.wire_length, LinkType{seen.link}, seen.time, seen.frame, seen.source};
}
std::uint64_t digest_of(std::span<const Seen> packets) {
  PacketDigest digest;
  for (const Seen& packet : packets) digest.add(packet_of(packet));
  return digest.value();
}

TEST(PacketDigest, IsTheSameForTheSamePacketsWhateverTheirSource) {
  auto packets = sample_packets();
  const std::uint64_t before = digest_of(packets);
  for (Seen& packet : packets) packet.source = 9;
  EXPECT_EQ(digest_of(packets), before);
}

// The function is part of the ledger's format: marks written today must be found tomorrow.
TEST(PacketDigest, StaysTheFunctionThatItIs) {
  EXPECT_EQ(digest_of({}), 0U);
  EXPECT_EQ(digest_of(sample_packets()), 12127525113439928858U);
}

TEST(PacketDigest, AnySingleChangeShows) {
  std::vector<Seen> packets = sample_packets();
  packets.push_back({Octets(100, 1), 100, 1, instant_from_ns(7), 6, 0});
  std::set<std::uint64_t> digests{digest_of(packets)};
  std::size_t variants = 1;
  const auto expect_new = [&] {
    digests.insert(digest_of(packets));
    EXPECT_EQ(digests.size(), ++variants);
  };
  for (Seen& packet : packets) {
    for (std::uint8_t& octet : packet.bytes) {
      for (int bit = 0; bit < 8; ++bit) {
        octet ^= static_cast<std::uint8_t>(1 << bit);
        expect_new();
        octet ^= static_cast<std::uint8_t>(1 << bit);
      }
    }
    packet.wire_length ^= 1;
    expect_new();
    packet.wire_length ^= 1;
    packet.time += Duration{1};
    expect_new();
    packet.time -= Duration{1};
    packet.bytes.push_back(0);  // padding is not content
    expect_new();
    packet.bytes.pop_back();
    packet.link ^= 1;
    expect_new();
    packet.link ^= 1;
  }
  std::swap(packets[1], packets[2]);
  expect_new();
}

class FurthestMark : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "cutoffd-test-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file(Bytes octets) const {
    const auto path = folder_ / "file.pcap";
    std::ofstream(path, std::ios::binary) << as_text(octets);
    return path;
  }
  static Octets capture() {
    FileWriter out(false);
    pcap_header(out, kNanoseconds);
    for (const Seen& packet : sample_packets()) pcap_record(out, kNanoseconds, packet);
    return out.octets();
  }
  static DigestMark mark(std::size_t frames) {
    return {frames, digest_of(std::span<const Seen>(sample_packets()).first(frames))};
  }

  std::filesystem::path folder_;
};

TEST_F(FurthestMark, IsTheLargestThatIsTrue) {
  const std::vector<DigestMark> marks{mark(2), {4, 12345}, mark(3), {9, 1}, mark(1)};
  const auto found = furthest_mark(file(capture()), marks);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, mark(3));
}

TEST_F(FurthestMark, OfAnotherFileIsNone) {
  Octets other = capture();
  other[24] ^= 1;  // the first packet's time
  const std::vector<DigestMark> marks{mark(1), mark(5)};
  EXPECT_EQ(*furthest_mark(file(other), marks), DigestMark{});
  EXPECT_EQ(*furthest_mark(file(other), {}), DigestMark{});
}

TEST_F(FurthestMark, TwoFilesOfOneLengthAreToldApart) {
  const std::vector<DigestMark> marks{{5, 1}, mark(5), {5, 2}};
  EXPECT_EQ(*furthest_mark(file(capture()), marks), mark(5));
}

TEST_F(FurthestMark, IsTheSameForTheCompressedFile) {
  const std::vector<DigestMark> marks{mark(5)};
  EXPECT_EQ(*furthest_mark(file(gzip(capture())), marks), mark(5));
}

TEST_F(FurthestMark, OfADamagedFileMayLieBeforeTheDamage) {
  Octets cut = capture();
  cut.pop_back();
  const std::vector<DigestMark> marks{mark(4), mark(5)};
  EXPECT_EQ(*furthest_mark(file(cut), marks), mark(4));
}

TEST_F(FurthestMark, OfAMissingFileIsAnError) {
  const std::vector<DigestMark> marks{mark(4)};
  EXPECT_FALSE(furthest_mark(folder_ / "none", marks).ok());
}

}  // namespace
}  // namespace cutoffd::source::stage::digest_test
