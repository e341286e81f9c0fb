// The links by their own bytes: what tests/support's wrappings do not make.
#include <string>

#include <gtest/gtest.h>

#include "capture/dissect/frame.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::link_test {
namespace {

using namespace wire;

const Octets kIp = udp_packet(at("192.0.2.1", 40000), at("192.0.2.2", 53), Octets(5, 'x'));
const Octets kIp6 = udp_packet(at("2001:db8::1", 40000), at("2001:db8::2", 53), Octets(5, 'x'));
const Octets kMacs = OctetWriter().bytes(server_mac().octets).bytes(client_mac().octets).take();

struct Read {
  Frame frame;
  std::optional<Counter> fault;
  Octets bytes;
};

Read read(std::uint32_t link, Octets bytes) {
  Read result;
  result.bytes = std::move(bytes);
  const Packet packet{.bytes = result.bytes,
                      .wire_length = static_cast<std::uint32_t>(result.bytes.size()),
                      .link = LinkType{link}};
  result.fault = dissect_frame(packet, result.frame);
  return result;
}

void expect_datagram(const Read& got) {
  ASSERT_FALSE(got.fault) << name_of(*got.fault);
  EXPECT_EQ(text(got.frame.source).view(), got.frame.source.is_v4() ? "192.0.2.1" : "2001:db8::1");
  EXPECT_EQ(as_text(got.frame.payload), "xxxxx");
}

OctetWriter ethernet(std::uint16_t type) {
  OctetWriter out;
  out.bytes(kMacs).u16(type);
  return out;
}

// ---- Ethernet ----------------------------------------------------------------------------------
TEST(Ethernet, NineTagsAreTooDeep) {
  OctetWriter out;
  out.bytes(kMacs);
  for (int vid = 1; vid <= 9; ++vid) out.u16(0x8100).u16(static_cast<unsigned>(vid));
  const Read got = read(1, out.u16(0x0800).bytes(kIp).take());
  EXPECT_EQ(got.fault, Counter::vlan_too_deep);
  EXPECT_EQ(got.frame.vlans.ids().size(), 8U);
}

TEST(Ethernet, PriorityAndDropBitsAreNoPartOfTheVlan) {
  const Read got = read(1, ethernet(0x8100).hex("f00c 0800").bytes(kIp).take());
  expect_datagram(got);
  ASSERT_EQ(got.frame.vlans.ids().size(), 1U);
  EXPECT_EQ(got.frame.vlans.ids()[0], 12);
}

TEST(Ethernet, TagsOfSwitchesAreSteppedOver) {
  expect_datagram(read(1, ethernet(0x8926).hex("80010002 0800").bytes(kIp).take()));  // VNTag
  expect_datagram(
      read(1, ethernet(0x8909).hex("01 01 0001 0064 0800").bytes(kIp).take()));  // TrustSec
  expect_datagram(read(1, ethernet(0x894f)                                       // NSH
                              .hex("0fc6 01 01 00000a ff")  // six words, metadata 1, IPv4
                              .fill(16)
                              .bytes(kIp)
                              .take()));
}

TEST(Ethernet, MacsecIsOpaqueUnlessItOnlyProvesIntegrity) {
  EXPECT_EQ(read(1, ethernet(0x88e5).hex("2c 00 00000001").fill(60, 0x99).take()).fault,
            Counter::opaque_packets);
  expect_datagram(read(1, ethernet(0x88e5)
                              .hex("20 00 00000001 0200000000010001 0800")
                              .bytes(kIp)
                              .fill(16, 0xaa)
                              .take()));
  expect_datagram(
      read(1, ethernet(0x88e5).hex("00 00 00000001 0800").bytes(kIp).fill(16, 0xaa).take()));
}

TEST(Ethernet, LengthCutsThePaddingOff) {
  const Octets llc = OctetWriter().hex("aaaa03 000000 0800").bytes(kIp).take();
  expect_datagram(
      read(1, ethernet(static_cast<std::uint16_t>(llc.size())).bytes(llc).fill(20, 0xee).take()));
  // What the length leaves out is not there: the datagram is cut.
  const Read got = read(1, ethernet(static_cast<std::uint16_t>(llc.size() - 2)).bytes(llc).take());
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(as_text(got.frame.payload), "xxx");
  EXPECT_EQ(got.frame.payload_cut, 2U);
}

TEST(Ethernet, TypeBetweenLengthAndEtherTypeIsMalformed) {
  EXPECT_EQ(read(1, ethernet(1501).bytes(kIp).take()).fault, Counter::link_malformed);
  EXPECT_EQ(read(1, ethernet(1535).bytes(kIp).take()).fault, Counter::link_malformed);
}

TEST(Ethernet, WhatIsNotIpIsSaidToBeSo) {
  const char* const others[] = {
      "88cc 0207",                        // LLDP
      "0026 424203 0000",                 // spanning tree
      "0026 aaaa03 00000c 2000",          // CDP
      "0026 e0e003",                      // Novell
      "8863 1109 0000 0000",              // PPPoE discovery
      "0806 0001 86dd 06 10 0001",        // ARP for something else
      "0806 0006 0800 06 04 0003",        // reverse ARP
      "8847 00001140 10000000 00000000",  // a pseudowire's own channel
  };
  for (const char* other : others) {
    EXPECT_EQ(read(1, OctetWriter().bytes(kMacs).hex(other).fill(40).take()).fault, Counter::not_ip)
        << other;
  }
}

TEST(Ethernet, IpOfTheOtherVersionIsMalformed) {
  EXPECT_EQ(read(1, ethernet(0x0800).bytes(kIp6).take()).fault, Counter::ip_malformed);
  EXPECT_EQ(read(1, ethernet(0x86dd).bytes(kIp).fill(40).take()).fault, Counter::ip_malformed);
}

TEST(Ethernet, ShortFrameIsTruncated) {
  for (std::size_t length = 0; length < 14; ++length) {
    EXPECT_EQ(read(1, first_of(ethernet(0x0800).take(), length)).fault, Counter::link_truncated);
  }
}

TEST(Arp, AnswerTellsBothPairs) {
  const Octets message =
      arp(true, client_mac(), ip_of("192.0.2.1"), server_mac(), ip_of("192.0.2.2"));
  const Read got = read(1, ethernet(0x0806).bytes(message).fill(18).take());
  ASSERT_FALSE(got.fault);
  const auto& seen = std::get<ArpMessage>(got.frame.transport);
  EXPECT_TRUE(seen.reply);
  EXPECT_EQ(seen.sender_mac, client_mac());
  EXPECT_EQ(seen.sender_ip, ip_of("192.0.2.1"));
  EXPECT_EQ(seen.target_mac, server_mac());
  EXPECT_EQ(seen.target_ip, ip_of("192.0.2.2"));
  EXPECT_TRUE(got.frame.source.is_unspecified());
  EXPECT_TRUE(got.frame.payload.empty());
  for (std::size_t length = 0; length < message.size(); ++length) {
    EXPECT_EQ(read(1, ethernet(0x0806).bytes(Bytes(message).first(length)).take()).fault,
              Counter::link_truncated);
  }
}

TEST(Mpls, StackWithoutBottomIsRefused) {
  OctetWriter out = ethernet(0x8847);
  for (int label = 0; label < 40; ++label) out.u32(0x00010040);
  EXPECT_EQ(read(1, out.take()).fault, Counter::link_malformed);
}

TEST(Mpls, ExplicitNullNamesTheVersion) {
  expect_datagram(read(1, ethernet(0x8847).hex("00000140").bytes(kIp).take()));
  expect_datagram(read(1, ethernet(0x8847).hex("00002140").bytes(kIp6).take()));
}

TEST(Mpls, PseudowireWhoseMacLooksLikeIpIsEthernet) {
  // The destination MAC begins with 4 and with 6.
  for (const char* mac : {"45:00:00:20:00:01", "60:00:00:00:00:01"}) {
    const Octets inside = ether(mac_of(mac), client_mac(), 0x0800, kIp);
    const Read got = read(1, ethernet(0x8847).hex("00100140").bytes(inside).take());
    expect_datagram(got);
    EXPECT_EQ(got.frame.macs->destination, mac_of(mac));
  }
}

// ---- Others ------------------------------------------------------------------------------------
TEST(LinkTypes, AreNamedWhetherReadOrNot) {
  const std::pair<std::uint32_t, std::string_view> names[] = {
      {1, "EN10MB"},    {113, "LINUX_SLL"}, {127, "IEEE802_11_RADIOTAP"}, {147, "USER0"},
      {253, "NETLINK"}, {18, "unknown 18"}, {511, "unknown 511"},         {70000, "unknown"}};
  for (const auto& [number, name] : names) EXPECT_EQ(link_type_name(LinkType{number}), name);
}

TEST(LinkTypes, OneIsReadExactlyIfItSaysSo) {
  std::size_t read_types = 0;
  for (std::uint32_t number = 0; number < 600; ++number) {
    const bool unknown = read(number, Octets(200)).fault == Counter::link_unknown;
    EXPECT_NE(reads_link_type(LinkType{number}), unknown) << number;
    read_types += reads_link_type(LinkType{number}) ? 1 : 0;
  }
  EXPECT_GT(read_types, 40U);
}

TEST(LinkTypes, EveryOneBearsAnyOctets) {
  for (std::uint32_t number = 0; number < 512; ++number) {
    for (const int octet : {0x00, 0x45, 0x60, 0xaa, 0xff}) {
      for (std::size_t length = 0; length < 80; ++length) {
        read(number, Octets(length, static_cast<std::uint8_t>(octet)));  // the sanitizers watch
      }
    }
  }
}

TEST(Loopback, UnknownFamilyIsNotIp) {
  EXPECT_EQ(read(0, OctetWriter().u32le(16).bytes(kIp).take()).fault, Counter::not_ip);
  EXPECT_EQ(read(108, OctetWriter().u32(7).bytes(kIp).take()).fault, Counter::not_ip);
}

TEST(Cooked, RadioDevicesHoldTheirOwnFrames) {
  const Octets wifi = OctetWriter()
                          .hex("0802 0000")
                          .bytes(server_mac().octets)
                          .fill(6, 0x10)
                          .bytes(client_mac().octets)
                          .hex("0000 aaaa03 000000 0800")
                          .bytes(kIp)
                          .take();
  expect_datagram(read(113, OctetWriter().hex("0003 0321 0000").fill(8).u16(0).bytes(wifi).take()));
  EXPECT_EQ(read(113, OctetWriter().hex("0000 0338 0000").fill(8).u16(0).bytes(kIp).take()).fault,
            Counter::not_ip);  // netlink
}

TEST(Cooked, LlcIsReadByItsPseudoType) {
  expect_datagram(read(113, OctetWriter()
                                .hex("0000 0001 0006 020000000c11 0000 0004")
                                .hex("aaaa03 000000 0800")
                                .bytes(kIp)
                                .take()));
}

TEST(Cooked, AddressOfZerosIsNone) {
  const Read got =
      read(113, OctetWriter().hex("0000 0304 0006").fill(8).u16(0x0800).bytes(kIp).take());
  expect_datagram(got);
  EXPECT_FALSE(got.frame.macs);
}

TEST(Ppp, EncryptedPayloadIsOpaque) {
  EXPECT_EQ(read(9, OctetWriter().hex("ff03 0053").fill(40).take()).fault, Counter::opaque_packets);
  EXPECT_EQ(read(9, OctetWriter().hex("ff03 00fd").fill(40).take()).fault, Counter::opaque_packets);
  EXPECT_EQ(read(9, OctetWriter().hex("ff03 c021").fill(40).take()).fault, Counter::not_ip);
}

TEST(Ppp, BridgedEthernetIsRead) {
  expect_datagram(read(
      9, OctetWriter().hex("ff03 0031 00 01").bytes(ethernet(0x0800).take()).bytes(kIp).take()));
}

TEST(Ppp, DirectionInPlaceOfTheAddressIsSteppedOver) {
  expect_datagram(read(166, OctetWriter().hex("00 03 0021").bytes(kIp).take()));
}

TEST(Pppoe, LengthCutsThePaddingOff) {
  expect_datagram(read(1, ethernet(0x8864)
                              .hex("11 00 0001")
                              .u16(2 + kIp.size())
                              .hex("0021")
                              .bytes(kIp)
                              .fill(12, 0xee)
                              .take()));
  EXPECT_EQ(read(1, ethernet(0x8864).hex("12 00 0001 0002 0021").take()).fault,
            Counter::link_malformed);
}

TEST(FrameRelay, AddressWithoutEndIsMalformed) {
  EXPECT_EQ(read(107, Octets(40, 0x10)).fault, Counter::link_malformed);
  EXPECT_EQ(read(107, Octets(40, 0x11)).fault, Counter::link_malformed);
}

TEST(Nflog, BothByteOrdersAreRead) {
  const std::size_t length = 4 + kIp.size();
  expect_datagram(read(
      239,
      OctetWriter().hex("02 00 0000").u16(8).u16(10).u32(0).u16(length).u16(9).bytes(kIp).take()));
  EXPECT_EQ(read(239, OctetWriter().hex("02 00 0000 0300 0900").take()).fault,
            Counter::link_malformed);  // an attribute shorter than its header
}

TEST(Prism, BothByteOrdersAreRead) {
  const Octets wifi =
      OctetWriter().hex("0802 0000").fill(20, 2).hex("aaaa03 000000 0800").bytes(kIp).take();
  Octets body = wifi;
  body[22] = body[23] = 0;  // the first fragment, and the last
  for (const bool big : {false, true}) {
    OctetWriter out;
    if (big) out.u32(0x44).u32(144);
    if (!big) out.u32le(0x44).u32le(144);
    expect_datagram(read(119, out.fill(136).bytes(body).take()));
  }
}

TEST(Wrapped, HeadersThatContradictThemselvesAreMalformed) {
  EXPECT_EQ(read(192, OctetWriter().hex("01 00 0800 01000000").fill(40).take()).fault,
            Counter::link_malformed);  // PPI version 1
  EXPECT_EQ(read(192, OctetWriter().hex("00 00 0400 01000000").fill(40).take()).fault,
            Counter::link_malformed);  // shorter than its fixed part
  EXPECT_EQ(read(258, OctetWriter().u32le(4).u32le(1).u32le(1).take()).fault,
            Counter::link_malformed);
  EXPECT_EQ(read(127, OctetWriter().hex("0000 0400 00000000").take()).fault,
            Counter::link_malformed);
  EXPECT_EQ(read(163, Octets(64, 1)).fault, Counter::link_malformed);
}

TEST(Wrapped, HeaderThatNamesItselfWithoutEndIsBounded) {
  OctetWriter out;
  for (int i = 0; i < 200; ++i) out.hex("00 00 0800 c0000000");
  EXPECT_EQ(read(192, out.take()).fault, Counter::tunnel_too_deep);
}

TEST(Erf, EthernetBehindExtensionHeadersIsRead) {
  expect_datagram(read(197, OctetWriter()
                                .fill(8)                      // time
                                .hex("82 00 0000 0000 0000")  // Ethernet, with an extension
                                .hex("85 00000000000000")
                                .hex("05 00000000000000")
                                .hex("0000")
                                .bytes(ethernet(0x0800).take())
                                .bytes(kIp)
                                .take()));
  expect_datagram(read(197, OctetWriter().fill(8).hex("16 00 0000 0000 0000").bytes(kIp).take()));
}

TEST(Juniper, HeaderIsSteppedOver) {
  expect_datagram(read(178, OctetWriter()
                                .hex("4d4743 81 0006 010203040506")
                                .bytes(ethernet(0x0800).take())
                                .bytes(kIp)
                                .take()));
  expect_datagram(read(179, OctetWriter().hex("4d4743 01 0021").bytes(kIp).take()));
  expect_datagram(read(178, OctetWriter().hex("4d4743 02 00000000").bytes(kIp).take()));
  EXPECT_EQ(read(178, Octets(40)).fault, Counter::link_malformed);
}

TEST(SwitchTags, AreSteppedOverWhereEachChipPutsThem) {
  expect_datagram(read(281, OctetWriter().bytes(kMacs).hex("20000001 0800").bytes(kIp).take()));
  expect_datagram(
      read(282, OctetWriter().hex("20000001").bytes(kMacs).u16(0x0800).bytes(kIp).take()));
  expect_datagram(read(284, OctetWriter().bytes(kMacs).hex("c0000000 0800").bytes(kIp).take()));
  expect_datagram(
      read(285, OctetWriter().bytes(kMacs).hex("dada0000 c0000000 0800").bytes(kIp).take()));
}

TEST(RareLinks, AreRead) {
  expect_datagram(read(109, OctetWriter().u32le(2).fill(8).bytes(kIp).take()));       // ENC
  expect_datagram(read(117, OctetWriter().hex("3d 02").fill(62).bytes(kIp).take()));  // PFLOG
  expect_datagram(read(7, OctetWriter().hex("01 02 d4 00 0001").bytes(kIp).take()));  // ARCNET
  expect_datagram(read(7, OctetWriter().hex("01 02 f0").bytes(kIp).take()));  // its old type
  expect_datagram(read(129, OctetWriter().hex("01 02 0000 c4 00 0001").bytes(kIp6).take()));
  EXPECT_EQ(read(129, OctetWriter().hex("01 02 0000 d4 01 0001").bytes(kIp).take()).fault,
            Counter::not_ip);  // a piece of a split packet
  expect_datagram(read(123, OctetWriter().hex("02 00 0020 aaaa03 000000 0800").bytes(kIp).take()));
  expect_datagram(read(106, kIp));  // ATM CLIP
  expect_datagram(read(122, OctetWriter().fill(16).hex("aaaa03 000000 0800").bytes(kIp).take()));
  expect_datagram(read(242, OctetWriter().fill(40).hex("0800 0000").bytes(kIp).take()));  // IPoIB
  // Token Ring with a source route of six octets.
  const Read ring = read(6, OctetWriter()
                                .hex("1040")
                                .bytes(server_mac().octets)
                                .hex("820000000c11 0630 0011 0020")
                                .hex("aaaa03 000000 0800")
                                .bytes(kIp)
                                .take());
  expect_datagram(ring);
  EXPECT_EQ(ring.frame.macs->source, client_mac());
}

}  // namespace
}  // namespace cutoffd::dissect::link_test
