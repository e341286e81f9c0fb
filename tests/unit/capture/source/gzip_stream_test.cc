#include <gtest/gtest.h>

#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::gzip_stream_test {
namespace {

Octets sample_file(std::size_t repeat = 1) {
  FileWriter out(false);
  pcap_header(out, kNanoseconds);
  for (std::size_t i = 0; i < repeat; ++i) {
    for (const Seen& packet : sample_packets()) pcap_record(out, kNanoseconds, packet);
  }
  return out.octets();
}

// Hands over one octet at a time, and nothing but an interruption in between.
class Trickle final : public OctetStream {
 public:
  explicit Trickle(Bytes octets) : rest_(octets) {}
  Taken read(std::span<std::uint8_t> into) override {
    interrupt_ = !interrupt_;
    if (interrupt_) return {State::interrupted};
    if (rest_.empty()) return {State::end};
    into[0] = rest_[0];
    rest_ = rest_.subspan(1);
    return {State::octets, 1};
  }
  [[nodiscard]] std::uint64_t consumed() const override { return 0; }

 private:
  Bytes rest_;
  bool interrupt_ = false;
};

Octets drain(OctetStream& stream, OctetStream::State& last) {
  Octets all;
  std::array<std::uint8_t, 7> piece{};
  for (;;) {
    const auto taken = stream.read(piece);
    last = taken.state;
    if (taken.state == OctetStream::State::interrupted) continue;
    if (taken.state != OctetStream::State::octets) return all;
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<long>(taken.count));
  }
}

TEST(GzipStream, GivesBackWhatWasCompressed) {
  const auto read = read_octets(gzip(sample_file()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets, sample_packets());
  EXPECT_EQ(read->status, ReadStatus::end);
}

TEST(GzipStream, MembersFollowOneAnother) {
  const Octets plain = sample_file();
  for (std::size_t at = 0; at <= plain.size(); ++at) {
    Octets members = gzip(Bytes(plain).first(at));
    const Octets second = gzip(Bytes(plain).subspan(at));
    members.insert(members.end(), second.begin(), second.end());
    members.insert(members.end(), 512, 0);  // a tape's padding
    const auto read = read_octets(members);
    ASSERT_TRUE(read) << at;
    EXPECT_EQ(read->packets, sample_packets()) << at;
    EXPECT_EQ(read->status, ReadStatus::end) << at;
  }
}

TEST(GzipStream, CutAnywhereGivesOnlyWholePacketsAndSaysSo) {
  const Octets packed = gzip(sample_file());
  const auto all = sample_packets();
  for (std::size_t cut = 0; cut < packed.size(); ++cut) {
    const auto read = read_octets(Bytes(packed).first(cut));
    if (!read) continue;  // not even the file's header came out
    EXPECT_EQ(read->status, ReadStatus::damaged) << cut;
    EXPECT_NE(read->damage.find("the gzip data ends early"), std::string::npos) << read->damage;
    ASSERT_LE(read->packets.size(), all.size());
    EXPECT_TRUE(std::equal(read->packets.begin(), read->packets.end(), all.begin())) << cut;
  }
  // All but the trailer: every packet came out before the damage.
  const auto read = read_octets(Bytes(packed).first(packed.size() - 1));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets, all);
}

TEST(GzipStream, AnyFlippedOctetOfTheChecksumIsDamageBehindAllPackets) {
  Octets packed = gzip(sample_file());
  for (std::size_t i = packed.size() - 8; i < packed.size(); ++i) {
    packed[i] ^= 1;
    const auto read = read_octets(packed);
    packed[i] ^= 1;
    ASSERT_TRUE(read);
    EXPECT_EQ(read->packets, sample_packets());
    EXPECT_EQ(read->status, ReadStatus::damaged);
  }
}

TEST(GzipStream, OtherOctetsBehindTheDataAreDamage) {
  Octets packed = gzip(sample_file());
  packed.push_back('x');
  const auto read = read_octets(packed);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets, sample_packets());
  EXPECT_EQ(read->status, ReadStatus::damaged);
  EXPECT_EQ(read->damage, "test: damaged at decompressed octet " +
                              std::to_string(sample_file().size()) +
                              ": something else follows the gzip data");
}

TEST(GzipStream, AnUncutPacketPositionCountsDecompressedOctets) {
  Octets plain = sample_file();
  plain.resize(plain.size() - 1);
  const auto read = read_octets(gzip(plain));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->damage, "test: ends in the middle of packet 5 at decompressed octet " +
                              std::to_string(plain.size()));
}

TEST(GzipStream, APipeThatTricklesIsReadAlike) {
  const Octets plain = sample_file();
  for (const Octets& octets : {plain, gzip(plain), Octets{}, Octets{0x1f}, Octets{0x1f, 0x8b}}) {
    const auto stream = decompressed(std::make_unique<Trickle>(octets));
    OctetStream::State last{};
    const Octets got = drain(*stream, last);
    EXPECT_EQ(last, OctetStream::State::end);
    EXPECT_EQ(got, octets.size() < 3 ? octets : plain);
  }
}

TEST(GzipStream, ALongStreamNeedsNoMoreMemoryThanAShortOne) {
  // 20,000 times the same: the compressed data is far smaller than one block of the window.
  const auto read = read_octets(gzip(sample_file(20'000)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packets.size(), 100'000U);
  EXPECT_EQ(read->status, ReadStatus::end);
}

}  // namespace
}  // namespace cutoffd::source::stage::gzip_stream_test
