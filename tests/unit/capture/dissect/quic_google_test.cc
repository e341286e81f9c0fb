#include "capture/dissect/quic_google.h"

#include <string>

#include <gtest/gtest.h>

#include "capture/dissect/quic.h"
#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"

namespace cutoffd::dissect::quic_google_test {
namespace {

using wire::Octets;
using wire::OctetWriter;
using wire::operator+;

Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

constexpr unsigned kVersions[] = {24, 25, 30, 33, 34, 35, 36, 37, 38, 39, 43, 44, 46};
const std::string kName = "www.example.com";

// What a datagram's crypto stream holds from its start, if all of it is in there.
struct Read {
  QuicReading reading;
  Octets stream;
};
Read read(Bytes datagram) {
  QuicInitials initials;
  Read out;
  out.reading = initials.read(datagram, {}, [&out](const CryptoFragment& piece) {
    if (piece.offset == out.stream.size()) {
      out.stream.insert(out.stream.end(), piece.bytes.begin(), piece.bytes.end());
    }
  });
  return out;
}

std::string name_in(Bytes stream) {
  GoogleHello hello;
  std::size_t at_least = 0;
  if (parse_google_hello(stream, hello, at_least) != Answer::certain) return "?";
  const auto name = hello.server_name();
  return name ? std::string(name->text) : "-";
}

TEST(GoogleQuic, ReadsTheHelloOfEveryVersion) {
  for (const unsigned version : kVersions) {
    const Octets frames = wire::google_stream(version, wire::google_chlo(kName), 0);
    const Read got = read(wire::google_packet(version, frames + wire::padding(50)));
    EXPECT_EQ(got.reading.answer, Answer::certain) << version;
    EXPECT_TRUE(got.reading.google);
    EXPECT_EQ(got.reading.first.type, QuicPacket::google_clear);
    EXPECT_EQ(got.reading.first.destination_id.size(), 8U);
    EXPECT_EQ(name_in(got.stream), kName) << version;
  }
}

TEST(GoogleQuic, ReadsAHelloOverSeveralPackets) {
  for (const unsigned version : kVersions) {
    const Octets chlo = wire::google_chlo(kName, 1500);
    Octets stream;
    for (std::size_t at = 0; at < chlo.size(); at += 600) {
      const Octets piece(
          chlo.begin() + static_cast<std::ptrdiff_t>(at),
          chlo.begin() + static_cast<std::ptrdiff_t>(std::min(at + 600, chlo.size())));
      QuicInitials initials;
      const Octets packet = wire::google_packet(version, wire::google_stream(version, piece, at));
      initials.read(packet, {}, [&](const CryptoFragment& fragment) {
        EXPECT_EQ(fragment.offset, at) << version;
        stream.insert(stream.end(), fragment.bytes.begin(), fragment.bytes.end());
      });
    }
    EXPECT_EQ(name_in(stream), kName) << version;
  }
}

TEST(GoogleQuic, LeavesEncryptedPacketsAlone) {
  for (const unsigned version : kVersions) {
    const Octets chlo = wire::google_chlo(kName, 1500);
    const Octets later(chlo.begin() + 600, chlo.end());
    Octets packet = wire::google_packet(version, wire::google_stream(version, later, 600));
    packet[packet.size() - later.size() - 20] ^= 1;  // in the hash
    const Read got = read(packet);
    EXPECT_EQ(got.reading.answer, Answer::unsure) << version;
    EXPECT_TRUE(got.stream.empty());
  }
}

TEST(GoogleQuic, BelievesAPlainHelloWhateverItsHash) {
  Octets packet = wire::google_packet(43, wire::google_stream(43, wire::google_chlo(kName), 0));
  packet[16] ^= 0xff;
  EXPECT_EQ(name_in(read(packet).stream), kName);
}

TEST(GoogleQuic, TakesTheHelloAfterARejectAsWellAsTheFirst) {
  const Octets frames = wire::google_stream(46, wire::google_chlo(kName), 1024);
  EXPECT_EQ(name_in(read(wire::google_packet(46, frames)).stream), kName);
}

TEST(GoogleQuic, PassesOverOtherFrames) {
  struct Case {
    unsigned version;
    const char* frames;  // before the hello
  };
  const Case cases[] = {
      {43, "40 05 0000 05 00"},  // ACK
      {43,
       "65 0005 0000 02 0001 03 0001 02 0001 02 01 00000001 01 0001"},  // with blocks and stamps
      {33, "40 00 05 0000 00"},             // older ACK: entropy, no blocks
      {33, "60 00 05 0000 00 01 0102 00"},  // with one missing range
      {43, "06 05 07"},                     // STOP_WAITING, PING
      {33, "06 aa 05 07"},
      {43, "04 00000003 0000000000010000"},           // WINDOW_UPDATE
      {43, "05 00000003"},                            // BLOCKED
      {43, "01 00000005 0000000000000000 00000000"},  // RST_STREAM
      {43, "03 00000000 00000005 0003 627965"},       // GOAWAY
      {43, "a0 03 0003 414243"},                      // another stream
  };
  for (const Case& c : cases) {
    const Octets frames =
        hex(c.frames) + wire::google_stream(c.version, wire::google_chlo(kName), 0);
    EXPECT_EQ(name_in(read(wire::google_packet(c.version, frames)).stream), kName) << c.frames;
  }
}

TEST(GoogleQuic, TellsThatAClientCloses) {
  const Read got = read(wire::google_packet(43, hex("02 00000019 0003 627965")));
  EXPECT_EQ(got.reading.answer, Answer::certain);
  EXPECT_TRUE(got.reading.closed);
}

TEST(GoogleQuic, FaultsFramesThatDoNotFit) {
  for (const char* frames : {"a0 01 ffff 41", "02 00000019 ffff 41", "08 00", "1f", "a4 01 00"}) {
    EXPECT_EQ(read(wire::google_packet(43, hex(frames))).reading.answer, Answer::fault) << frames;
  }
}

TEST(GoogleQuic, OpensItsSealedVersions) {
  const std::pair<std::uint32_t, const char*> versions[] = {
      {0x51303530, "504574efd066fe2f9d945cfcdbd3a7f0d3b56b45"},  // Q050: CHLO
      {0x54303530, "7ff579e5acd072915580304c43a2367c60488310"},  // T050, T051: TLS
      {0x54303531, "7a4edef4e7ccee5fa4506c19124fc8ccda6e033d"}};
  for (const auto& [version, salt] : versions) {
    const bool tls = version >> 24 == 'T';
    const Octets message =
        tls ? wire::handshake(1, wire::client_hello({})) : wire::google_chlo(kName);
    const Octets frames = OctetWriter()
                              .u8(8)
                              .bytes(wire::varint(0))
                              .bytes(wire::varint(message.size()))
                              .bytes(message)
                              .fill(20)
                              .take();
    const Read got = read(wire::quic_initial({.version = version, .salt = hex(salt)}, 1, frames));
    EXPECT_EQ(got.reading.answer, Answer::certain);
    EXPECT_EQ(got.reading.google, !tls);
    EXPECT_EQ(got.stream, message);
  }
}

TEST(GoogleQuic, TakesNoOtherDatagramForItsOwn) {
  GooglePacket packet;
  for (const char* digits : {"", "09", "0a 0102030405060708 51303433 01", "08 0102030405060708 01",
                             "09 0102030405060708 51303530 01", "09 0102030405060708 58303433 01",
                             "c3 51303433 50 0102030405060708 00000001"}) {
    EXPECT_EQ(parse_google_packet(hex(digits) + Octets(40), packet), Answer::not_mine) << digits;
  }
}

TEST(GoogleHello, CutAnywhereGivesNoName) {
  const Octets chlo = wire::google_chlo(kName, 30);
  for (std::size_t size = 0; size < chlo.size(); ++size) {
    GoogleHello hello;
    std::size_t at_least = 0;
    EXPECT_EQ(parse_google_hello(Bytes(chlo).first(size), hello, at_least), Answer::unsure) << size;
    EXPECT_GT(at_least, size);
    EXPECT_LE(at_least, chlo.size());
    EXPECT_EQ(hello.server_name(), std::nullopt);
  }
  EXPECT_EQ(name_in(chlo), kName);
}

TEST(GoogleHello, MayBeNameless) { EXPECT_EQ(name_in(wire::google_chlo("", 10)), "-"); }

TEST(GoogleHello, FaultsATableThatGoesBackOrTooFar) {
  GoogleHello hello;
  std::size_t at_least = 0;
  const Octets back = hex("43484c4f 0200 0000 50414400 05000000 534e4900 04000000") + Octets(20);
  EXPECT_EQ(parse_google_hello(back, hello, at_least), Answer::fault);
  const Octets far = hex("43484c4f 0100 0000 50414400 ffffff7f") + Octets(20);
  EXPECT_EQ(parse_google_hello(far, hello, at_least), Answer::fault);
  EXPECT_EQ(parse_google_hello(hex("43484c4f ffff 0000"), hello, at_least), Answer::fault);
  EXPECT_EQ(parse_google_hello(as_bytes("REJ"), hello, at_least), Answer::not_mine);
}

}  // namespace
}  // namespace cutoffd::dissect::quic_google_test
