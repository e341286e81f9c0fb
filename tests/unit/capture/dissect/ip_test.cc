#include "capture/dissect/ip.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::ip_test {
namespace {

using namespace wire;

const Endpoint kClient = at("192.0.2.1", 40000);
const Endpoint kServer = at("198.51.100.2", 53);
const Endpoint kClient6 = at("2001:db8::1", 40000);
const Endpoint kServer6 = at("2001:db8::2", 53);
const Octets kPayload = OctetWriter().text("what was said").take();

struct Read {
  Frame frame;
  std::optional<Counter> fault;
  Octets bytes;  // the frame borrows from it
};

Read read(Octets ip_packet, std::uint32_t wire_length = 0) {
  Read result;
  result.bytes = std::move(ip_packet);
  const Packet packet{.bytes = result.bytes,
                      .wire_length = wire_length != 0
                                         ? wire_length
                                         : static_cast<std::uint32_t>(result.bytes.size()),
                      .link = LinkType{101}};
  result.fault = dissect_frame(packet, result.frame);
  return result;
}

void expect_datagram(const Read& got, const Endpoint& from, const Endpoint& to) {
  ASSERT_FALSE(got.fault) << name_of(*got.fault);
  EXPECT_EQ(got.frame.source, from.ip);
  EXPECT_EQ(got.frame.destination, to.ip);
  const auto* udp = std::get_if<UdpDatagram>(&got.frame.transport);
  ASSERT_NE(udp, nullptr);
  EXPECT_EQ(udp->source_port, from.port);
  EXPECT_EQ(udp->destination_port, to.port);
  EXPECT_EQ(as_text(got.frame.payload), as_text(kPayload));
  EXPECT_EQ(got.frame.payload_cut, 0U);
}

Octets datagram4(const Ipv4Fields& fields = {}) {
  return ipv4(kClient.ip, kServer.ip, 17, udp(kClient, kServer, kPayload), fields);
}
Octets datagram6(std::uint8_t next_header, const Octets& headers) {
  return ipv6(kClient6.ip, kServer6.ip, next_header,
              OctetWriter().bytes(headers).bytes(udp(kClient6, kServer6, kPayload)).take());
}

TEST(Ipv4, AnnotatedHeaderIsRead) {
  const Read got = read(OctetWriter()
                            .hex("45 00 0020")  // version, header of 5 words; total length 32
                            .hex("beef 4000")   // identification; don't fragment
                            .hex("07 11 0000")  // time to live; UDP
                            .hex("c0000201 c6336402")
                            .hex("9c40 0035 000c 0000")  // ports, length 12
                            .text("abcd")
                            .take());
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(got.frame.ttl, 7);
  EXPECT_EQ(got.frame.ip_id, 0xbeefU);
  EXPECT_EQ(as_text(got.frame.payload), "abcd");
}

TEST(Ipv4, OptionsAreSteppedOver) {
  expect_datagram(read(datagram4({.options = OctetWriter().hex("94 04 0000").take()})), kClient,
                  kServer);  // router alert
  expect_datagram(read(datagram4({.options = Octets(40, 1)})), kClient, kServer);
}

TEST(Ipv4, PaddingBehindTheTotalLengthIsNoPayload) {
  Octets packet = datagram4();
  packet.resize(packet.size() + 30, 0xee);
  expect_datagram(read(packet), kClient, kServer);
}

TEST(Ipv4, TotalLengthZeroIsWhatWasCaptured) {
  Octets packet = datagram4();
  packet[2] = packet[3] = 0;
  expect_datagram(read(packet), kClient, kServer);
}

TEST(Ipv4, SnapLengthIsCountedNotMisread) {
  const Octets packet = datagram4();
  const Read got =
      read(first_of(packet, packet.size() - 4), static_cast<std::uint32_t>(packet.size()));
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(as_text(got.frame.payload), as_text(kPayload).substr(0, kPayload.size() - 4));
  EXPECT_EQ(got.frame.payload_cut, 4U);
}

TEST(Ipv4, HeadersThatContradictThemselvesAreFaults) {
  Octets packet = datagram4();
  packet[0] = 0x44;  // a header of 16 octets
  EXPECT_EQ(read(packet).fault, Counter::ip_malformed);
  packet[0] = 0x4f;  // a header longer than the total length
  EXPECT_EQ(read(packet).fault, Counter::ip_malformed);
  packet = datagram4();
  packet[3] = 19;
  EXPECT_EQ(read(packet).fault, Counter::ip_malformed);
  EXPECT_EQ(read(Octets(19, 0x45)).fault, Counter::ip_truncated);
  EXPECT_EQ(read(Octets(40, 0x55)).fault, Counter::not_ip);
  EXPECT_EQ(read({}).fault, Counter::ip_truncated);
}

TEST(Ipv4, FragmentsShowTheirPlaceAndPiece) {
  const Octets big(3000, 0x5a);
  const Octets whole = ipv4(kClient.ip, kServer.ip, 17, udp(kClient, kServer, big));
  const std::vector<Octets> pieces = fragments(whole, 1480, 0x77);
  ASSERT_EQ(pieces.size(), 3U);
  Octets together;
  for (const Octets& piece : pieces) {
    const Read got = read(piece);
    ASSERT_FALSE(got.fault);
    const auto* fragment = std::get_if<IpFragment>(&got.frame.transport);
    ASSERT_NE(fragment, nullptr);
    EXPECT_EQ(fragment->id, 0x77U);
    EXPECT_EQ(fragment->protocol, 17);
    EXPECT_EQ(fragment->offset, together.size());
    EXPECT_EQ(fragment->more, &piece != &pieces.back());
    together.insert(together.end(), got.frame.payload.begin(), got.frame.payload.end());
  }
  Frame frame = read(pieces[0]).frame;
  ASSERT_FALSE(dissect_reassembled(17, together, frame));
  EXPECT_EQ(frame.source, kClient.ip);
  EXPECT_EQ(as_text(frame.payload), as_text(big));
}

TEST(Ipv4, FragmentBeyondTheLargestDatagramIsRefused) {
  const Octets packet =
      ipv4(kClient.ip, kServer.ip, 17, Octets(100), {.fragment_offset = 8191 * 8});
  EXPECT_EQ(read(packet).fault, Counter::ip_malformed);
}

TEST(Ipv6, AnnotatedHeaderIsRead) {
  const Read got = read(OctetWriter()
                            .hex("60 012345")   // version, traffic class, flow label
                            .hex("000c 11 40")  // 12 octets, UDP, hop limit 64
                            .hex("20010db8 00000000 00000000 00000001")
                            .hex("20010db8 00000000 00000000 00000002")
                            .hex("9c40 0035 000c 0000")
                            .text("abcd")
                            .hex("eeee")  // padding
                            .take());
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(got.frame.source, kClient6.ip);
  EXPECT_EQ(got.frame.ttl, 64);
  EXPECT_EQ(got.frame.ip_id, 0U);
  EXPECT_EQ(as_text(got.frame.payload), "abcd");
}

TEST(Ipv6, EveryExtensionHeaderInAnyOrderIsSteppedOver) {
  struct Extension {
    std::uint8_t number;
    std::string_view rest;  // behind the next header
  };
  const Extension extensions[] = {
      {60, "00 01 04 00000000"},                                   // destination
      {43, "02 00 00 00000000 20010db8000000000000000000000009"},  // routing
      {44, "00 0000 0000abcd"},                                    // atomic fragment
      {51, "04 0000 00001000 00000001 0102030405060708090a0b0c"},  // authentication
      {135, "00 00 00 00000000"},                                  // mobility
      {139, "00 00 00 00000000"},                                  // HIP
      {140, "00 00 00 00000000"},                                  // Shim6
  };
  for (const Extension& first : extensions) {
    for (const Extension& second : extensions) {
      if (first.number == 44 && second.number == 44) continue;  // a fragment of a fragment
      const Octets headers = OctetWriter()
                                 .u8(first.number)
                                 .hex("00 01 04 00000000")  // hop-by-hop
                                 .u8(second.number)
                                 .hex(first.rest)
                                 .u8(17)
                                 .hex(second.rest)
                                 .take();
      SCOPED_TRACE(std::to_string(first.number) + " then " + std::to_string(second.number));
      expect_datagram(read(datagram6(0, headers)), kClient6, kServer6);
    }
  }
}

TEST(Ipv6, HopByHopAnywhereElseIsRefused) {
  const Octets headers = OctetWriter().hex("00 00 01 04 00000000 11 00 01 04 00000000").take();
  EXPECT_EQ(read(datagram6(60, headers)).fault, Counter::ip_malformed);
}

TEST(Ipv6, ChainWithoutEndIsRefused) {
  OctetWriter headers;
  for (int i = 0; i < 100; ++i) headers.hex("3c 00 01 04 00000000");
  EXPECT_EQ(read(datagram6(60, headers.take())).fault, Counter::ip_malformed);
}

TEST(Ipv6, ExtensionLongerThanThePacketIsTruncated) {
  EXPECT_EQ(read(datagram6(60, OctetWriter().hex("11 ff 01 04 00000000").take())).fault,
            Counter::ip_truncated);
}

TEST(Ipv6, NoNextHeaderHasNoPayload) {
  const Read got = read(ipv6(kClient6.ip, kServer6.ip, 59, {}));
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(std::get<OtherTransport>(got.frame.transport).protocol, 59);
  EXPECT_TRUE(got.frame.payload.empty());
}

TEST(Ipv6, JumboPayloadOptionGivesTheLength) {
  const Octets payload(70000, 0x61);
  Octets packet = OctetWriter()
                      .hex("60000000 0000 00 40")  // length 0, hop-by-hop follows
                      .bytes(kClient6.ip.octets())
                      .bytes(kServer6.ip.octets())
                      .hex("11 00 c2 04")
                      .u32(8 + 8 + payload.size())
                      .hex("9c40 0035 0000 0000")  // UDP's own length is 0 too (RFC 2675)
                      .bytes(payload)
                      .fill(10, 0xee)  // behind it
                      .take();
  const Read got = read(std::move(packet));
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(got.frame.payload.size(), payload.size());
}

TEST(Ipv6, LengthZeroIsWhatWasCaptured) {
  Octets packet = ipv6(kClient6.ip, kServer6.ip, 17, udp(kClient6, kServer6, kPayload));
  packet[4] = packet[5] = 0;
  expect_datagram(read(packet), kClient6, kServer6);
}

TEST(Ipv6, FragmentStopsTheWalkAndTheRestOfTheChainGoesOnReassembled) {
  const Octets chain = OctetWriter()
                           .hex("11 00 01 04 00000000")  // destination options, then UDP
                           .bytes(udp(kClient6, kServer6, kPayload))
                           .take();
  const std::vector<Octets> pieces =
      fragments(ipv6(kClient6.ip, kServer6.ip, 60, chain), 16, 0x01020304);
  ASSERT_GT(pieces.size(), 1U);
  Read first = read(pieces[0]);
  ASSERT_FALSE(first.fault);
  const auto* fragment = std::get_if<IpFragment>(&first.frame.transport);
  ASSERT_NE(fragment, nullptr);
  EXPECT_EQ(fragment->id, 0x01020304U);
  EXPECT_EQ(fragment->protocol, 60);
  EXPECT_TRUE(fragment->more);
  ASSERT_FALSE(dissect_reassembled(fragment->protocol, chain, first.frame));
  EXPECT_EQ(as_text(first.frame.payload), as_text(kPayload));
}

TEST(Ipv6, FragmentOfAFragmentIsRefused) {
  const Octets inner = OctetWriter().hex("11 00 0001 00000001").take();
  Frame frame = read(fragments(ipv6(kClient6.ip, kServer6.ip, 17, Octets(64)), 32, 1)[0]).frame;
  EXPECT_EQ(dissect_reassembled(44, inner, frame), Counter::ip_malformed);
}

TEST(Ip, TunnelInReassembledPacketIsOpened) {
  const Octets inner = ipv4(kClient.ip, kServer.ip, 17, udp(kClient, kServer, kPayload));
  const Octets outer = ipv4(ip_of("203.0.113.1"), ip_of("203.0.113.2"), 4, inner);
  const std::vector<Octets> pieces = fragments(outer, 24, 9);
  Frame frame = read(pieces[0]).frame;
  const auto* fragment = std::get_if<IpFragment>(&frame.transport);
  ASSERT_NE(fragment, nullptr);
  EXPECT_EQ(frame.tunnel, 0U);
  ASSERT_FALSE(dissect_reassembled(fragment->protocol, inner, frame));
  EXPECT_EQ(frame.source, kClient.ip);
  EXPECT_NE(frame.tunnel, 0U);
  EXPECT_EQ(frame.tunnel, read(outer).frame.tunnel);
}

TEST(Ip, AuthenticationHeaderTooShortIsRefused) {
  const Octets packet =
      ipv4(kClient.ip, kServer.ip, 51, OctetWriter().hex("11 00").fill(30).take());
  EXPECT_EQ(read(packet).fault, Counter::ip_malformed);
}

TEST(Ip, EncryptedPayloadIsOpaque) {
  const Read got = read(ipv4(kClient.ip, kServer.ip, 50, Octets(40, 0x99)));
  EXPECT_EQ(got.fault, Counter::opaque_packets);
  EXPECT_EQ(got.frame.source, kClient.ip);
  EXPECT_EQ(std::get<OtherTransport>(got.frame.transport).protocol, 50);
}

TEST(Ip, OtherProtocolsKeepTheirNumberAndPayload) {
  const Read got = read(ipv4(kClient.ip, kServer.ip, 132, kPayload));
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(std::get<OtherTransport>(got.frame.transport).protocol, 132);
  EXPECT_EQ(as_text(got.frame.payload), as_text(kPayload));
}

}  // namespace
}  // namespace cutoffd::dissect::ip_test
