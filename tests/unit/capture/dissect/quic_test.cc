#include "capture/dissect/quic.h"

#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/tls_stream.h"
#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"

namespace cutoffd::dissect::quic_test {
namespace {

using wire::Octets;
using wire::OctetWriter;
using wire::QuicSpec;
using wire::operator+;

Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }
Octets copy(Bytes b) { return {b.begin(), b.end()}; }

// A client's crypto stream, put together as the tracker does.
class Stream {
 public:
  void add(const CryptoFragment& piece) { pieces_[piece.offset] = copy(piece.bytes); }
  [[nodiscard]] Octets prefix() const {
    Octets out;
    for (const auto& [offset, bytes] : pieces_) {
      if (offset > out.size()) break;
      if (offset + bytes.size() <= out.size()) continue;
      out.resize(static_cast<std::size_t>(offset));
      out.insert(out.end(), bytes.begin(), bytes.end());
    }
    return out;
  }
  [[nodiscard]] bool empty() const { return pieces_.empty(); }
  [[nodiscard]] std::optional<std::string> name() const {
    const Octets octets = prefix();
    std::size_t offset = 0;
    std::size_t at_least = 0;
    HandshakeMessage message;
    ClientHello hello;
    if (next_crypto_message(octets, offset, message, at_least) != Answer::certain ||
        parse_client_hello(message.body, hello) != Answer::certain) {
      return std::nullopt;
    }
    const auto name = hello.server_name();
    return name ? std::optional<std::string>(name->text) : std::nullopt;
  }

 private:
  std::map<std::uint64_t, Octets> pieces_;
};

class Quic : public ::testing::Test {
 protected:
  QuicReading read(Bytes datagram, std::optional<Bytes> key_id = {}) {
    return initials_.read(datagram, key_id,
                          [this](const CryptoFragment& piece) { stream_.add(piece); });
  }
  QuicInitials initials_;
  Stream stream_;
  const Octets hello_ =
      wire::handshake(1, wire::client_hello({.name = "www.example.com", .quic = true}));
};

// RFC 9001 appendix A.2; RFC 9369 appendix A.2 has the same payload.
const char* const kAppendixFrames =
    "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868"
    "04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578"
    "616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fba"
    "baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400"
    "0d0010000e0403050306030203080408050806002d00020101001c0002400100"
    "3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000"
    "75300901100f088394c8f03e51570806048000ffff";

struct Appendix {
  std::uint32_t version;
  const char* begins;  // the sealed packet
  const char* ends;
};

TEST_F(Quic, OpensThePacketsOfTheAppendices) {
  const Appendix appendices[] = {
      {1, "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b",
       "7e78bfe706ca4cf5e9c5453e9f7cfd2b8b4c8d169a44e55c88d4a9a7f9474241"
       "e221af44860018ab0856972e194cd934"},
      {0x6b3343cf, "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071",
       "9a37ddec600545473cfb5a05e08d0b209973b2172b4d21fb69745a262ccde96b"
       "a18b2faa745b6fe189cf772a9f84cbfc"},
  };
  for (const Appendix& appendix : appendices) {
    Octets frames = hex(kAppendixFrames);
    frames.resize(1162);
    // Sealed by the builder; the same octets as in the RFC prove that it seals right.
    const Octets packet = wire::quic_initial({.version = appendix.version}, 2, frames, 4);
    ASSERT_EQ(packet.size(), 1200U);
    const Octets begins = hex(appendix.begins);
    const Octets ends = hex(appendix.ends);
    EXPECT_EQ(Octets(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(begins.size())),
              begins);
    EXPECT_EQ(Octets(packet.end() - static_cast<std::ptrdiff_t>(ends.size()), packet.end()), ends);

    stream_ = Stream();
    const QuicReading reading = read(packet);
    EXPECT_EQ(reading.answer, Answer::certain);
    EXPECT_EQ(reading.opened, 1);
    EXPECT_EQ(reading.first.type, QuicPacket::initial);
    EXPECT_EQ(copy(reading.key_id), hex("8394c8f03e515708"));
    EXPECT_EQ(stream_.name(), "example.com");
  }
}

// RFC 9001 appendix A.3: sealed with the server's keys.
TEST_F(Quic, RecognisesTheServersInitialWithoutOpeningIt) {
  const Octets packet =
      hex("cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c697975"
          "54780b"
          "b38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b56"
          "2bfb19"
          "fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee");
  const QuicReading reading = read(packet, hex("8394c8f03e515708"));
  EXPECT_EQ(reading.answer, Answer::unsure);
  EXPECT_EQ(reading.unopened, 1);
  EXPECT_EQ(copy(reading.first.source_id), hex("f067a5502a4262b5"));
  EXPECT_TRUE(stream_.empty());
}

TEST_F(Quic, ReadsEveryVersionWithASalt) {
  std::vector<QuicSpec> specs = {{.version = 1}, {.version = 0x6b3343cf}};
  for (std::uint32_t draft = 22; draft <= 34; ++draft) {
    specs.push_back({.version = 0xff000000 | draft});
  }
  const Octets draft_29 = hex("afbfec289993d24c9e9786f19c6111e04390a899");
  specs.push_back({.version = 0xfaceb001, .salt = hex("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a")});
  specs.push_back({.version = 0xfaceb002, .salt = hex("c3eef712c72ebb5a11a7d2432bb46365bef9f502")});
  specs.push_back({.version = 0xfaceb010, .salt = draft_29});  // only trying tells
  specs.push_back({.version = 0x4547471d, .salt = draft_29});
  specs.push_back({.version = 0x50435130, .salt = hex("306716d76375d5554b2f605eef78d8333dc1ca36")});
  specs.push_back({.version = 0x1a2a3a4a, .salt = draft_29});  // made up to provoke negotiation
  specs.push_back({.version = 0xdadadada});
  for (const QuicSpec& spec : specs) {
    stream_ = Stream();
    const Octets packet =
        wire::quic_initial_of_size(spec, 0, wire::crypto(hello_, 0, hello_.size()));
    EXPECT_EQ(read(packet).answer, Answer::certain) << std::hex << spec.version;
    EXPECT_EQ(stream_.name(), "www.example.com") << std::hex << spec.version;
  }
}

TEST_F(Quic, LeavesUnknownVersionsAlone) {
  for (const std::uint32_t version : {2U, 0xff000014U, 0xff000023U, 0x12345678U, 0x51303433U}) {
    const Octets packet =
        wire::quic_initial_of_size({.version = version}, 0, wire::crypto(hello_, 0, hello_.size()));
    EXPECT_EQ(read(packet).answer, Answer::not_mine) << std::hex << version;
  }
  EXPECT_TRUE(stream_.empty());
}

TEST_F(Quic, ReadsIdsOfEveryLength) {
  for (std::size_t size = 0; size <= 20; ++size) {
    stream_ = Stream();
    const Octets key_id = hex("0102030405060708");
    const QuicSpec spec{.destination_id = Octets(size, 0x5a),
                        .source_id = Octets(20 - size, 1),
                        .token = Octets(size * 7, 9),
                        .key_id = key_id};
    const Octets packet =
        wire::quic_initial_of_size(spec, 1, wire::crypto(hello_, 0, hello_.size()));
    EXPECT_EQ(read(packet, key_id).answer, Answer::certain) << size;
    EXPECT_EQ(stream_.name(), "www.example.com") << size;
  }
  Octets packet = wire::quic_initial_of_size({.destination_id = Octets(21, 1)}, 0, wire::ping());
  EXPECT_EQ(read(packet).answer, Answer::fault);
}

TEST_F(Quic, ReadsPacketNumbersOfEveryLength) {
  for (std::size_t size = 1; size <= 4; ++size) {
    stream_ = Stream();
    const Octets frames = wire::crypto(hello_, 0, hello_.size());
    EXPECT_EQ(read(wire::quic_initial({}, 200, frames, size)).answer, Answer::certain);
    EXPECT_EQ(stream_.name(), "www.example.com") << size;
  }
}

TEST_F(Quic, PutsScrambledPiecesTogether) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    for (std::size_t datagrams = 1; datagrams <= 4; ++datagrams) {
      const Octets hello = wire::handshake(
          1, wire::client_hello({.size = 300 * datagrams, .hybrid = datagrams > 2, .quic = true}));
      stream_ = Stream();
      Octets key_id;
      const auto layout = wire::chaos(hello.size(), datagrams, seed);
      for (const Octets& datagram : wire::quic_datagrams({}, hello, layout, seed)) {
        ASSERT_EQ(stream_.name(), std::nullopt);
        const QuicReading reading = read(datagram, key_id);
        ASSERT_EQ(reading.answer, Answer::certain);
        key_id = copy(reading.key_id);
      }
      ASSERT_EQ(stream_.name(), "www.example.com") << "seed " << seed << " of " << datagrams;
    }
  }
}

TEST_F(Quic, WalksCoalescedPackets) {
  const QuicSpec spec{.source_id = hex("aabb")};
  const std::size_t half = hello_.size() / 2;
  const Octets datagram =
      wire::quic_other(spec, 1, 80) +
      wire::quic_initial(spec, 0, wire::crypto(hello_, half, hello_.size() - half)) +
      wire::quic_other(spec, 2, 60) + wire::quic_initial(spec, 1, wire::crypto(hello_, 0, half)) +
      hex("41 5a5a5a5a 0102030405060708090a0b0c0d0e0f10");  // a short header ends it
  const QuicReading reading = read(datagram);
  EXPECT_EQ(reading.answer, Answer::certain);
  EXPECT_EQ(reading.first.type, QuicPacket::zero_rtt);
  EXPECT_EQ(reading.opened, 2);
  EXPECT_EQ(stream_.name(), "www.example.com");
}

TEST_F(Quic, KeepsTheFirstKeysWhenTheServerChangesTheId) {
  const QuicSpec first{};
  const std::size_t half = hello_.size() / 2;
  const Octets one = wire::quic_initial_of_size(first, 0, wire::crypto(hello_, 0, half));
  const QuicReading reading = read(one);
  ASSERT_EQ(reading.answer, Answer::certain);
  const Octets key_id = copy(reading.key_id);

  const QuicSpec later{.destination_id = hex("feedbeef"), .key_id = first.destination_id};
  const Octets two = wire::quic_initial_of_size(
      later, 1, wire::ack(0) + wire::crypto(hello_, half, hello_.size() - half));
  EXPECT_EQ(read(two).answer, Answer::unsure);  // nothing is remembered
  EXPECT_EQ(stream_.name(), std::nullopt);
  EXPECT_EQ(read(two, key_id).answer, Answer::certain);
  EXPECT_EQ(stream_.name(), "www.example.com");
}

TEST_F(Quic, TakesTheNewKeysAfterARetry) {
  const Octets first_id = hex("8394c8f03e515708");
  QuicSpec retry{.source_id = hex("0a0b0c0d0e0f"), .token = Octets(40, 7)};
  const QuicReading answered = read(wire::quic_retry(retry), first_id);
  EXPECT_EQ(answered.answer, Answer::unsure);
  EXPECT_EQ(answered.first.type, QuicPacket::retry);
  EXPECT_EQ(answered.first.token.size(), 40U);

  const QuicSpec again{.destination_id = retry.source_id, .token = retry.token};
  const Octets packet =
      wire::quic_initial_of_size(again, 1, wire::crypto(hello_, 0, hello_.size()));
  const QuicReading reading = read(packet, first_id);
  EXPECT_EQ(reading.answer, Answer::certain);
  EXPECT_EQ(copy(reading.key_id), retry.source_id);
  EXPECT_EQ(stream_.name(), "www.example.com");
}

TEST_F(Quic, RecognisesVersionNegotiation) {
  const QuicReading reading = read(wire::quic_version_negotiation({}, {0xff00001d, 1}));
  EXPECT_EQ(reading.answer, Answer::unsure);
  EXPECT_EQ(reading.first.type, QuicPacket::version_negotiation);
  EXPECT_EQ(read(wire::quic_version_negotiation({}, {0x12345678})).answer, Answer::not_mine);
  EXPECT_EQ(read(wire::quic_version_negotiation({}, {})).answer, Answer::not_mine);
}

// After compatible negotiation (RFC 9368) the client goes on in v2, with the first id.
TEST_F(Quic, FollowsTheClientIntoAnotherVersion) {
  const std::size_t half = hello_.size() / 2;
  read(wire::quic_initial_of_size({}, 0, wire::crypto(hello_, 0, half)));
  const QuicSpec second{
      .version = 0x6b3343cf, .destination_id = hex("77"), .key_id = hex("8394c8f03e515708")};
  const Octets packet =
      wire::quic_initial_of_size(second, 1, wire::crypto(hello_, half, hello_.size() - half));
  EXPECT_EQ(read(packet, hex("8394c8f03e515708")).answer, Answer::certain);
  EXPECT_EQ(stream_.name(), "www.example.com");
}

TEST_F(Quic, ReadsPacketsWhoseFixedBitIsGreased) {
  // RFC 9287. The bit is not sealed against the reader but it is against change, so seal with it
  // clear.
  Octets packet = wire::quic_initial_of_size({}, 0, wire::crypto(hello_, 0, hello_.size()));
  packet[0] &= 0xbf;
  QuicHeader header;
  EXPECT_EQ(parse_quic_header(packet, header), Answer::certain);
}

TEST_F(Quic, OpensNothingThatWasDamaged) {
  const Octets frames = wire::crypto(hello_, 0, 60);
  const Octets packet =
      wire::quic_initial({.source_id = hex("aabb"), .token = hex("01")}, 0, frames);
  for (std::size_t bit = 0; bit < 8 * packet.size(); ++bit) {
    Octets damaged = packet;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_NE(read(damaged).answer, Answer::certain) << bit;
  }
  EXPECT_TRUE(stream_.empty());
}

TEST_F(Quic, OpensNoPrefix) {
  const Octets packet = wire::quic_initial_of_size({}, 0, wire::crypto(hello_, 0, hello_.size()));
  for (std::size_t size = 0; size < packet.size(); ++size) {
    const Octets cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_NE(read(cut).answer, Answer::certain) << size;
  }
  EXPECT_TRUE(stream_.empty());
}

TEST_F(Quic, FaultsFramesThatAnInitialMayNotHold) {
  const Octets sound = wire::crypto(hello_, 0, 40);
  const Octets faults[] = {
      hex("0a 00 00"),                     // STREAM
      hex("1e"),                           // HANDSHAKE_DONE
      hex("4006 00 01 41"),                // CRYPTO's type in two octets (section 12.4)
      hex("06 00 7fff 41"),                // CRYPTO longer than the packet
      hex("06 ffffffffffffffff 02 4142"),  // beyond the last offset (section 19.6)
      hex("06 00"),
      hex("02 00 00 3f 00"),  // ACK with more ranges than there are
      hex("1c 00 00 20 41"),  // a reason that is cut
  };
  for (const Octets& fault : faults) {
    const Octets packet = wire::quic_initial({}, 0, sound + fault);
    const QuicReading reading = read(packet);
    EXPECT_EQ(reading.answer, Answer::fault);
    EXPECT_TRUE(stream_.empty()) << "a piece of a broken packet was shown";
  }
}

TEST_F(Quic, PassesOverTheOtherFrames) {
  const Octets ack_with_ranges = hex("02 4100 00 02 03 01 02 03 04");
  const Octets ack_with_ecn = hex("03 10 00 00 01 05 06 07");
  const Octets frames = wire::ping() + wire::padding(30) + ack_with_ranges +
                        wire::crypto(hello_, 0, hello_.size()) + ack_with_ecn +
                        wire::connection_close() + wire::padding(3);
  const QuicReading reading = read(wire::quic_initial({}, 0, frames));
  EXPECT_EQ(reading.answer, Answer::certain);
  EXPECT_TRUE(reading.closed);
  EXPECT_EQ(stream_.name(), "www.example.com");
}

TEST_F(Quic, BoundsTheWorkOfADatagramThatNothingOpens) {
  Octets datagram;
  const Octets packet = wire::quic_initial({.key_id = hex("99")}, 0, wire::padding(10));
  for (int i = 0; i < 100; ++i) datagram = datagram + packet;
  const QuicReading reading = read(datagram);
  EXPECT_EQ(reading.answer, Answer::unsure);
  EXPECT_EQ(reading.unopened, 4);
}

TEST_F(Quic, TakesNoOtherDatagramForQuic) {
  const Octets others[] = {
      {},
      hex("80"),
      hex("c0000000"),
      hex("c000000001"),
      hex("40 0102030405060708090a0b0c0d0e0f1011121314"),          // short header
      hex("8000 0001 0000 0001 00000000"),                         // RTP
      hex("8180 0100 0001 0000 0000 0000 03777777 0361 6263 00"),  // DNS
      hex("16 fefd 0000 0000 0000 0000 0030 01000024"),            // DTLS
      hex("0001 0000 2112a442 000102030405060708090a0b"),          // STUN
      Octets(1200, 0xff),
      Octets(1200, 0x80),
      Octets(1200, 0xca),
  };
  for (const Octets& other : others) {
    const QuicReading reading = read(other);
    EXPECT_TRUE(reading.answer == Answer::not_mine || reading.answer == Answer::fault);
    EXPECT_EQ(reading.opened, 0);
  }
}

TEST(QuicVersions, KnowsWhatProvokesNegotiation) {
  EXPECT_TRUE(is_forced_negotiation(0x0a0a0a0a));
  EXPECT_TRUE(is_forced_negotiation(0xfaba1a2a));
  EXPECT_FALSE(is_forced_negotiation(0x0a0a0a0b));
  EXPECT_EQ(quic_profiles(1).size(), 1U);
  EXPECT_GT(quic_profiles(0x0a0a0a0a).size(), 1U);
  EXPECT_TRUE(quic_profiles(0).empty());
}

TEST(QuicVarint, ReadsEveryLength) {
  // RFC 9000 appendix A.1.
  const std::pair<const char*, std::uint64_t> cases[] = {{"c2197c5eff14e88c", 151288809941952652},
                                                         {"9d7f3e7d", 494878333},
                                                         {"7bbd", 15293},
                                                         {"25", 37},
                                                         {"4025", 37}};
  for (const auto& [digits, value] : cases) {
    const Octets octets = hex(digits);
    Cursor cursor(octets);
    EXPECT_EQ(quic_varint(cursor), value);
    EXPECT_TRUE(cursor.at_end());
    Cursor cut(Bytes(octets).first(octets.size() - 1));
    quic_varint(cut);
    EXPECT_TRUE(cut.failed());
  }
}

}  // namespace
}  // namespace cutoffd::dissect::quic_test
