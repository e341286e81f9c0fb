// What a client tells a proxy: the target, and where the tunnelled stream begins.
#include "capture/dissect/proxy.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/octet_writer.h"

namespace cutoffd::dissect::proxy_test {
namespace {

using wire::Octets;
using wire::OctetWriter;

Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

// Each shorter one is unsure and names nothing.
void expect_prefixes_unsure(const Octets& whole) {
  for (std::size_t size = 0; size < whole.size(); ++size) {
    SocksRequest out;
    ASSERT_EQ(read_socks(Bytes(whole).first(size), out), Answer::unsure) << size;
    EXPECT_TRUE(out.host.empty());
    EXPECT_EQ(out.address, std::nullopt);
  }
}

TEST(Socks5, AHostNameIsTheTarget) {
  Octets stream =
      OctetWriter().hex("05 01 00  05 01 00 03 0f").text("www.example.org").hex("01bb").take();
  const std::size_t end = stream.size();
  expect_prefixes_unsure(stream);
  stream.push_back(0x16);
  SocksRequest out;
  ASSERT_EQ(read_socks(stream, out), Answer::certain);
  EXPECT_EQ(out.version, 5);
  EXPECT_EQ(out.command, SocksRequest::Command::connect);
  EXPECT_EQ(out.host, "www.example.org");
  EXPECT_EQ(out.address, std::nullopt);
  EXPECT_EQ(out.port, Port{443});
  EXPECT_EQ(out.octets, end);
}

TEST(Socks5, APasswordIsSteppedOverWhereTheServerAskedForIt) {
  const Octets stream = OctetWriter()
                            .hex("05 02 00 02  01 04")
                            .text("user")
                            .u8(2)
                            .text("pw")
                            .hex("05 01 00 01 c0000201 0050")
                            .take();
  expect_prefixes_unsure(stream);
  SocksRequest out;
  ASSERT_EQ(read_socks(stream, out), Answer::certain);
  EXPECT_EQ(out.address, IpAddress::parse("192.0.2.1"));
  EXPECT_EQ(out.port, Port{80});
  EXPECT_EQ(out.octets, stream.size());
  ASSERT_EQ(read_socks(hex("05 02 00 02  05 01 00 01 c0000201 0050"), out), Answer::certain)
      << "offered, not asked for";
  EXPECT_EQ(out.address, IpAddress::parse("192.0.2.1"));
}

TEST(Socks5, AnIpv6AddressIsTheTarget) {
  const Octets stream = hex("05 01 00  05 03 00 04 20010db8000000000000000000000001 0035");
  expect_prefixes_unsure(stream);
  SocksRequest out;
  ASSERT_EQ(read_socks(stream, out), Answer::certain);
  EXPECT_EQ(out.command, SocksRequest::Command::udp_associate);
  EXPECT_EQ(out.address, IpAddress::parse("2001:db8::1"));
}

TEST(Socks5, OtherProtocolsAreNotMineAndBrokenOnesAreFaults) {
  SocksRequest out;
  EXPECT_EQ(read_socks(hex("05 00"), out), Answer::not_mine) << "no methods";
  EXPECT_EQ(read_socks(hex("05 01 50"), out), Answer::not_mine) << "no such method";
  EXPECT_EQ(read_socks(hex("05 01 00 16 03 01 02"), out), Answer::not_mine);
  EXPECT_EQ(read_socks(hex("05 01 00 05 01 01 01"), out), Answer::not_mine) << "reserved";
  EXPECT_EQ(read_socks(hex("05 01 00 05 01 00 02"), out), Answer::not_mine) << "address type";
  EXPECT_EQ(read_socks(hex("05 01 00 05 09 00 01"), out), Answer::not_mine) << "command";
  EXPECT_EQ(read_socks(hex("05 01 00 05 01 00 03 00 0050"), out), Answer::fault) << "empty name";
  EXPECT_EQ(read_socks(hex("16 03 01"), out), Answer::not_mine);
}

TEST(Socks4, AnAddressOrWith4aAHostNameIsTheTarget) {
  SocksRequest out;
  const Octets plain = OctetWriter().hex("04 01 0050 c0000201").text("me").u8(0).take();
  expect_prefixes_unsure(plain);
  ASSERT_EQ(read_socks(plain, out), Answer::certain);
  EXPECT_EQ(out.version, 4);
  EXPECT_EQ(out.address, IpAddress::parse("192.0.2.1"));
  EXPECT_EQ(out.port, Port{80});
  EXPECT_EQ(out.octets, plain.size());
  const Octets named =
      OctetWriter().hex("04 01 01bb 00000001 00").text("www.example.org").u8(0).take();
  expect_prefixes_unsure(named);
  ASSERT_EQ(read_socks(named, out), Answer::certain);
  EXPECT_EQ(out.host, "www.example.org");
  EXPECT_EQ(out.address, std::nullopt);
  EXPECT_EQ(out.octets, named.size());
}

TEST(Socks4, OtherProtocolsAreNotMineAndBrokenOnesAreFaults) {
  SocksRequest out;
  EXPECT_EQ(read_socks(hex("04 07"), out), Answer::not_mine);
  EXPECT_EQ(read_socks(hex("04 01 0050 00000000 00"), out), Answer::not_mine);
  EXPECT_EQ(read_socks(hex("04 01 0050 c0000201 0102"), out), Answer::not_mine) << "a binary user";
  EXPECT_EQ(read_socks(OctetWriter().hex("04 01 0050 c0000201").fill(300, 'x').take(), out),
            Answer::not_mine);
  EXPECT_EQ(read_socks(hex("04 01 0050 00000001 00 00"), out), Answer::fault) << "empty name";
}

ProxyHeader header_of(const Octets& stream, Answer expected) {
  ProxyHeader out;
  EXPECT_EQ(read_proxy_header(stream, out), expected);
  return out;
}

void expect_header_prefixes_unsure(const Octets& whole) {
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ProxyHeader out;
    ASSERT_EQ(read_proxy_header(Bytes(whole).first(size), out), Answer::unsure) << size;
    EXPECT_EQ(out.source, std::nullopt);
  }
}

TEST(ProxyProtocol, Version1NamesBothEnds) {
  const Octets stream =
      OctetWriter().text("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n").take();
  expect_header_prefixes_unsure(stream);
  const ProxyHeader out = header_of(stream, Answer::certain);
  EXPECT_EQ(out.version, 1);
  EXPECT_EQ(out.source, (Endpoint{*IpAddress::parse("192.0.2.1"), Port{56324}}));
  EXPECT_EQ(out.destination, (Endpoint{*IpAddress::parse("198.51.100.2"), Port{443}}));
  EXPECT_EQ(out.octets, stream.size());
  const ProxyHeader six = header_of(
      OctetWriter().text("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\nrest").take(), Answer::certain);
  EXPECT_EQ(six.source->ip, IpAddress::parse("2001:db8::1"));
  const ProxyHeader unknown =
      header_of(OctetWriter().text("PROXY UNKNOWN what ever\r\n").take(), Answer::certain);
  EXPECT_EQ(unknown.source, std::nullopt);
}

TEST(ProxyProtocol, BrokenVersion1IsAFault) {
  for (const std::string_view bad :
       {"PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n", "PROXY TCP4 a b 1 2\r\n", "PROXY UDP4 \r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 99999 443\r\n"}) {
    header_of(OctetWriter().text(bad).take(), Answer::fault);
  }
  header_of(OctetWriter().text("PROXY TCP4 ").fill(200, '1').take(), Answer::fault);
}

const char kSignature[] = "0d0a0d0a000d0a515549540a";

TEST(ProxyProtocol, Version2NamesBothEndsAndTheAuthority) {
  const Octets stream = OctetWriter()
                            .hex(kSignature)
                            .hex("21 11 001f c0000201 c6336402 dc04 01bb")
                            .hex("01 0002 6832")  // ALPN
                            .hex("02 000b")
                            .text("sni.example")
                            .take();
  expect_header_prefixes_unsure(stream);
  const ProxyHeader out = header_of(stream, Answer::certain);
  EXPECT_EQ(out.version, 2);
  EXPECT_EQ(out.source, (Endpoint{*IpAddress::parse("192.0.2.1"), Port{56324}}));
  EXPECT_EQ(out.destination, (Endpoint{*IpAddress::parse("198.51.100.2"), Port{443}}));
  EXPECT_EQ(out.authority, "sni.example");
  EXPECT_EQ(out.octets, stream.size());
}

TEST(ProxyProtocol, Version2WithoutAddresses) {
  const ProxyHeader local =
      header_of(OctetWriter().hex(kSignature).hex("20 00 0003 aabbcc").take(), Answer::certain);
  EXPECT_EQ(local.source, std::nullopt);
  EXPECT_EQ(local.octets, 19U);
  const ProxyHeader unix_sockets = header_of(
      OctetWriter().hex(kSignature).hex("21 31 00d8").fill(216, 'p').take(), Answer::certain);
  EXPECT_EQ(unix_sockets.source, std::nullopt);
  const ProxyHeader six = header_of(OctetWriter()
                                        .hex(kSignature)
                                        .hex("21 21 0024")
                                        .hex("20010db8000000000000000000000001")
                                        .hex("20010db8000000000000000000000002 0001 0002")
                                        .take(),
                                    Answer::certain);
  EXPECT_EQ(six.destination, (Endpoint{*IpAddress::parse("2001:db8::2"), Port{2}}));
}

TEST(ProxyProtocol, BrokenVersion2IsAFault) {
  for (const std::string_view bad :
       {"31 11 000c c0000201 c6336402 dc04 01bb", "21 11 0004 c0000201", "21 51 0000",
        "21 11 000e c0000201 c6336402 dc04 01bb 0200", "2f 11 0000"}) {
    header_of(OctetWriter().hex(kSignature).hex(bad).take(), Answer::fault);
  }
}

TEST(ProxyProtocol, OtherStreamsAreNotMine) {
  header_of(OctetWriter().text("GET / HTTP/1.1\r\n").take(), Answer::not_mine);
  header_of(OctetWriter().text("PROXYX").take(), Answer::not_mine);
  header_of(OctetWriter().text("\r\n\r\nGET").take(), Answer::not_mine);
}

}  // namespace
}  // namespace cutoffd::dissect::proxy_test
