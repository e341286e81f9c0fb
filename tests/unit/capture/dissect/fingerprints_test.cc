#include "capture/dissect/fingerprints.h"

#include <initializer_list>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"

namespace cutoffd::dissect::fingerprints_test {
namespace {

using wire::Octets;
using wire::OctetWriter;
using wire::operator+;

Octets list(std::string_view hex) {
  const Octets octets = OctetWriter().hex(hex).take();
  return OctetWriter().u16(octets.size()).bytes(octets).take();
}

Octets body_of(std::uint16_t version, std::string_view suites, Bytes extensions) {
  return OctetWriter()
      .u16(version)
      .fill(32)
      .u8(0)
      .bytes(list(suites))
      .hex("01 00")
      .u16(extensions.size())
      .bytes(extensions)
      .take();
}

std::string ja3_of(const Octets& body) {
  ClientHello hello;
  EXPECT_EQ(parse_client_hello(body, hello), Answer::certain);
  return std::string(ja3(hello).view());
}
std::string ja4_of(const Octets& body, HelloCarrier carrier = HelloCarrier::tcp) {
  ClientHello hello;
  EXPECT_EQ(parse_client_hello(body, hello), Answer::certain);
  return std::string(ja4(hello, carrier).view());
}

// The two examples of JA3's own description.
TEST(Ja3, GivesTheExamplesOfItsAuthors) {
  // 769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0
  const Octets extensions = wire::extension(0, {}) + wire::extension(10, list("0017 0018 0019")) +
                            wire::extension(11, Octets{1, 0});
  EXPECT_EQ(ja3_of(body_of(0x0301, "002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004",
                           extensions)),
            "ada70206e40642a3e4461f35503241d5");
  // 769,4-5-10-9-100-98-3-6-19-18-99,,,
  EXPECT_EQ(ja3_of(body_of(0x0301, "0004 0005 000a 0009 0064 0062 0003 0006 0013 0012 0063", {})),
            "de350869b8c85de67a350c8d186f11e6");
}

TEST(Ja3, LeavesGreaseOut) {
  const Octets plain = wire::extension(10, list("001d"));
  const Octets greased = wire::extension(0x1a1a, {}) + wire::extension(10, list("2a2a 001d"));
  EXPECT_EQ(ja3_of(body_of(0x0303, "1301 c02f", plain)),
            ja3_of(body_of(0x0303, "fafa 1301 c02f", greased)));
}

// The example of FoxIO's description, with its lists.
Octets foxio_hello(bool greased) {
  Octets extensions;
  for (const std::uint16_t type : std::initializer_list<std::uint16_t>{
           0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012,
           0x002b, 0xff01, 0x000b, 0x000a, 0x0015}) {
    Octets data;
    if (type == 0) data = OctetWriter().hex("0008 00 0005 612e636f6d").take();
    if (type == 16) data = OctetWriter().hex("000c 02 6832 08 687474702f312e31").take();
    if (type == 43) data = OctetWriter().hex(greased ? "06 1a1a 0304 0303" : "04 0304 0303").take();
    if (type == 13) {
      data = list(greased ? "3a3a 0403 0804 0401 0503 0805 0501 0806 0601"
                          : "0403 0804 0401 0503 0805 0501 0806 0601");
    }
    extensions = extensions + wire::extension(type, data);
  }
  if (greased) extensions = wire::extension(0x8a8a, {}) + extensions + wire::extension(0xdada, {});
  return body_of(0x0303,
                 std::string(greased ? "5a5a " : "") +
                     "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035",
                 extensions);
}

TEST(Ja4, GivesTheExampleOfItsAuthors) {
  EXPECT_EQ(ja4_of(foxio_hello(false)), "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_EQ(ja4_of(foxio_hello(true)), "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_EQ(ja4_of(foxio_hello(true), HelloCarrier::quic), "q13d1516h2_8daaf6152771_e5627efa2ab1");
}

TEST(Ja4, EndsWithoutUnderscoreWhereNoAlgorithmsAreOffered) {
  Octets extensions;
  for (const std::uint16_t type : std::initializer_list<std::uint16_t>{
           0x0005, 0x000a, 0x000b, 0x000d, 0x0012, 0x0015, 0x0017, 0x001b, 0x0023, 0x002b, 0x002d,
           0x0033, 0x4469, 0xff01}) {
    extensions = extensions + wire::extension(type, {});
  }
  EXPECT_EQ(ja4_of(body_of(0x0303, "1301", extensions)).substr(24), "6d807ffa2a79");
}

TEST(Ja4, SaysNothingWithZeros) {
  EXPECT_EQ(ja4_of(body_of(0x0301, "", {})), "t10i000000_000000000000_000000000000");
  const Octets named = wire::server_name_extension(as_bytes("a.com"));
  EXPECT_EQ(ja4_of(body_of(0x0300, "1a1a", named)), "ts3d000100_000000000000_000000000000");
}

TEST(Ja4, TellsEveryVersion) {
  const std::pair<std::uint16_t, const char*> versions[] = {
      {0x0304, "13"}, {0x0303, "12"}, {0x0302, "11"}, {0x0301, "10"}, {0x0300, "s3"},
      {0x0002, "s2"}, {0xfeff, "d1"}, {0xfefd, "d2"}, {0xfefc, "d3"}, {0x0305, "00"}};
  for (const auto& [version, text] : versions) {
    EXPECT_EQ(ja4_of(body_of(version, "1301", {})).substr(1, 2), text);
    const Octets offered = wire::extension(43, OctetWriter().u8(4).u16(0xbaba).u16(version).take());
    EXPECT_EQ(ja4_of(body_of(0x0303, "1301", offered)).substr(1, 2), text);
  }
}

TEST(Ja4, ShowsTheFirstProtocol) {
  const auto alpn = [](std::string_view hex) {
    const Octets protocol = OctetWriter().hex(hex).take();
    const Octets entry = OctetWriter().u8(protocol.size()).bytes(protocol).take();
    const Octets data = OctetWriter().u16(entry.size()).bytes(entry).take();
    return ja4_of(body_of(0x0303, "1301", wire::extension(16, data))).substr(8, 2);
  };
  EXPECT_EQ(alpn("6832"), "h2");
  EXPECT_EQ(alpn("687474702f312e31"), "h1");
  EXPECT_EQ(alpn("68"), "hh");
  EXPECT_EQ(alpn(""), "00");
  // The examples of the description.
  EXPECT_EQ(alpn("ab"), "ab");
  EXPECT_EQ(alpn("abcd"), "ad");
  EXPECT_EQ(alpn("30ab"), "3b");
  EXPECT_EQ(alpn("3031abcd"), "3d");
  EXPECT_EQ(alpn("30abcd31"), "01");
}

TEST(Ja4, CountsToNinetyNineAndRefusesTheAbsurd) {
  std::string suites;
  for (int i = 0; i < 120; ++i) suites += "c02f";
  EXPECT_EQ(ja4_of(body_of(0x0303, suites, {})).substr(4, 2), "99");
  for (int i = 120; i < 1024; ++i) suites += "c02f";
  EXPECT_EQ(ja4_of(body_of(0x0303, suites, {})).size(), 36U);
  EXPECT_EQ(ja4_of(body_of(0x0303, suites + "c02f", {})), "");
  EXPECT_EQ(ja3_of(body_of(0x0303, suites + "c02f", {})).size(), 32U);
}

TEST(Fingerprints, SayNothingOfTheSsl2Form) {
  const Octets record = wire::sslv2_hello(0x0301, 5);
  ClientHello hello;
  ASSERT_EQ(parse_client_hello(Bytes(record).subspan(3), hello, HelloForm::sslv2), Answer::certain);
  EXPECT_TRUE(ja3(hello).empty());
  EXPECT_TRUE(ja4(hello, HelloCarrier::tcp).empty());
}

}  // namespace
}  // namespace cutoffd::dissect::fingerprints_test
