// Tunnels: their bound, the number that both directions share, and that nothing else is taken for
// one. What each carries is in wrapping_test.cc.
#include "capture/dissect/tunnel.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "capture/dissect/frame.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::tunnel_test {
namespace {

using namespace wire;

const Endpoint kClient = at("10.0.0.1", 40000);
const Endpoint kServer = at("10.0.0.2", 53);
const Endpoint kNear = at("198.51.100.1", 50000);
const Endpoint kFar = at("203.0.113.2", 50000);
const Octets kInner = udp_packet(kClient, kServer, Octets(5, 'x'));
const Octets kInnerFrame = ether(server_mac(), client_mac(), 0x0800, kInner);

struct Read {
  Frame frame;
  std::optional<Counter> fault;
  Octets bytes;
};
Read read(Octets ip_packet) {
  Read result;
  result.bytes = std::move(ip_packet);
  const Packet packet{.bytes = result.bytes,
                      .wire_length = static_cast<std::uint32_t>(result.bytes.size()),
                      .link = LinkType{101}};
  result.fault = dissect_frame(packet, result.frame);
  return result;
}

Octets to_port(std::uint16_t port, Bytes payload) {
  return udp_packet(kNear, {kFar.ip, Port{port}}, payload);
}
Octets over_gre(std::string_view header, Bytes payload) {
  return ip(kNear.ip, kFar.ip, 47, OctetWriter().hex(header).bytes(payload).take());
}

void expect_inner(const Read& got) {
  ASSERT_FALSE(got.fault) << name_of(*got.fault);
  EXPECT_EQ(got.frame.source, kClient.ip);
  EXPECT_EQ(as_text(got.frame.payload), "xxxxx");
}
void expect_plain(const Read& got, Bytes payload) {
  ASSERT_FALSE(got.fault) << name_of(*got.fault);
  ASSERT_TRUE(std::holds_alternative<UdpDatagram>(got.frame.transport));
  EXPECT_EQ(got.frame.source, kNear.ip);
  EXPECT_EQ(as_text(got.frame.payload), as_text(payload));
  EXPECT_EQ(got.frame.tunnel, 0U);
  EXPECT_EQ(got.frame.depth, 0U);
}

// ---- The bound ---------------------------------------------------------------------------------
TEST(Tunnel, EightAreFollowedAndNineAreTooDeep) {
  Octets packet = kInner;
  for (unsigned depth = 1; depth <= kMaxTunnels; ++depth) {
    packet = ip(kNear.ip, kFar.ip, 4, packet);
    const Read got = read(packet);
    expect_inner(got);
    EXPECT_EQ(got.frame.depth, depth);
  }
  EXPECT_EQ(read(ip(kNear.ip, kFar.ip, 4, packet)).fault, Counter::tunnel_too_deep);
}

TEST(Tunnel, DepthGoesOnBehindReassembly) {
  Octets packet = kInner;
  for (unsigned depth = 0; depth < kMaxTunnels; ++depth) packet = ip(kNear.ip, kFar.ip, 4, packet);
  Frame frame;
  frame.depth = 1;
  EXPECT_EQ(dissect_reassembled(4, packet, frame), Counter::tunnel_too_deep);
}

// ---- The number --------------------------------------------------------------------------------
std::uint64_t number_of(Octets packet) {
  const Read got = read(std::move(packet));
  EXPECT_FALSE(got.fault);
  return got.frame.tunnel;
}
Octets vxlan(std::uint32_t vni, const IpAddress& from, const IpAddress& to) {
  const Octets payload = OctetWriter().u32(0x08000000).u32(vni << 8).bytes(kInnerFrame).take();
  return udp_packet({from, Port{50000}}, {to, Port{4789}}, payload);
}

TEST(TunnelNumber, IsTheSameBothWaysAndDiffersByNetworkAndEnds) {
  const std::uint64_t one = number_of(vxlan(1, kNear.ip, kFar.ip));
  EXPECT_EQ(one, number_of(vxlan(1, kFar.ip, kNear.ip)));
  std::set<std::uint64_t> numbers{
      0,
      one,
      number_of(vxlan(2, kNear.ip, kFar.ip)),
      number_of(vxlan(1, kNear.ip, ip_of("203.0.113.3"))),
      number_of(ip(kNear.ip, kFar.ip, 4, kInner)),
      number_of(over_gre("0000 0800", kInner)),
      number_of(over_gre("2000 6558 00000100", kInnerFrame)),
      number_of(over_gre("2000 6558 00000200", kInnerFrame)),
      number_of(ip(kNear.ip, kFar.ip, 4, vxlan(1, kNear.ip, kFar.ip))),
  };
  EXPECT_EQ(numbers.size(), 9U);
}

TEST(TunnelNumber, LeavesOutWhatDiffersByDirection) {
  // GRE keys, and the flow id of NVGRE.
  EXPECT_EQ(number_of(over_gre("2000 0800 00000001", kInner)),
            number_of(over_gre("2000 0800 00000002", kInner)));
  EXPECT_EQ(number_of(over_gre("2000 6558 00000101", kInnerFrame)),
            number_of(over_gre("2000 6558 000001ff", kInnerFrame)));
}

TEST(TunnelNumber, Ipv6InIpv4LeavesOutTheRelays) {
  const Octets inner = udp_packet(at("2002:c633:6401::1", 1), at("2001:db8::2", 53), {});
  const std::uint64_t out = number_of(ipv4(kNear.ip, ip_of("192.88.99.1"), 41, inner));
  EXPECT_NE(out, 0U);
  EXPECT_EQ(out, number_of(ipv4(ip_of("203.0.113.77"), kNear.ip, 41, inner)));
}

TEST(TunnelNumber, MirrorHasNoneAndLeavesNothingOfItsOwnWay) {
  const Octets mirror = over_gre("1000 88be 00000001 10050801 00000000", kInnerFrame);
  Octets tagged = ether(mac_of("02:00:00:00:00:99"), mac_of("02:00:00:00:00:98"), 0x8100,
                        vlan_tag(500, 0x0800, mirror));
  const Built built{LinkType{1}, std::move(tagged)};
  Frame frame;
  ASSERT_FALSE(dissect_frame(packet_of(built), frame));
  EXPECT_EQ(frame.tunnel, 0U);
  EXPECT_TRUE(frame.vlans.empty());
  EXPECT_EQ(frame.macs->source, client_mac());
  EXPECT_EQ(frame.depth, 1);
}

// ---- What is no tunnel -------------------------------------------------------------------------
const std::vector<std::uint16_t> kTunnelPorts{1701, 2152, 3544, 4500, 4754, 4789,  4790,
                                              5072, 5247, 6081, 6635, 8472, 37008, 51820};

// A resolver answers to whatever port the question came from. Every id, for each port.
TEST(NoTunnel, DnsOnATunnelsPortIsAlwaysADatagram) {
  const Octets body = OctetWriter()
                          .hex("8180 0001 0001 0000 0000 03 777777 07")
                          .text("example")
                          .hex("03 636f6d 00 0001 0001 c00c 0001 0001 0000003c 0004 c0000201")
                          .take();
  for (const std::uint16_t port : kTunnelPorts) {
    for (const bool answer : {true, false}) {
      Octets payload = OctetWriter().u16(0).bytes(body).take();
      if (!answer) payload[2] = 0x01;  // the question: recursion desired
      if (!answer) payload[3] = 0x00;
      const Endpoint client{kNear.ip, Port{port}};
      const Endpoint server{kFar.ip, Port{53}};
      Octets packet =
          answer ? udp_packet(server, client, payload) : udp_packet(client, server, payload);
      std::uint8_t* const id_at = packet.data() + packet.size() - payload.size();
      for (std::uint32_t id = 0; id <= 0xffff; ++id) {
        id_at[0] = static_cast<std::uint8_t>(id >> 8);
        id_at[1] = static_cast<std::uint8_t>(id);
        const Read got = read(packet);
        const bool datagram = !got.fault &&
                              std::holds_alternative<UdpDatagram>(got.frame.transport) &&
                              got.frame.payload.size() == payload.size();
        ASSERT_TRUE(datagram) << port << ' ' << id;
      }
    }
  }
}

// QUIC's short headers are random but for one bit; its long ones begin with a version.
TEST(NoTunnel, QuicOnATunnelsPortIsAlwaysADatagram) {
  const auto put_word = [](Octets& octets, std::size_t at, std::uint32_t word) {
    for (std::size_t i = 0; i < 4; ++i) octets[at + i] = static_cast<std::uint8_t>(word >> 8 * i);
  };
  std::mt19937 random(20240929);
  for (const std::uint16_t port : kTunnelPorts) {
    for (int i = 0; i < 10'000; ++i) {
      const std::size_t length = i % 15 == 0 ? 1200 : 28 + random() % 64;
      Octets payload((length + 3) / 4 * 4);
      for (std::size_t at = 0; at < payload.size(); at += 4) {
        put_word(payload, at, static_cast<std::uint32_t>(random()));
      }
      payload.resize(length);
      payload[0] = static_cast<std::uint8_t>((payload[0] & 0x3f) | 0x40);
      if (i % 4 == 0) {
        payload[0] |= 0x80;
        payload[1] = payload[2] = payload[3] = 0;
        payload[4] = 1;
      }
      const std::uint16_t server = i % 2 == 0 ? 443 : 8443;
      if (port == 4500 && server == 8443 && i % 4 != 0) continue;  // cannot be told from ESP
      const Read got = read(udp_packet({kFar.ip, Port{server}}, {kNear.ip, Port{port}}, payload));
      ASSERT_FALSE(got.fault) << port << ' ' << i;
      ASSERT_EQ(got.frame.payload.size(), payload.size()) << port << ' ' << i;
    }
  }
}

// Whatever is inside is broken: the datagram is not lost.
TEST(NoTunnel, TunnelHeaderAroundNonsenseIsADatagram) {
  const struct {
    std::uint16_t port;
    const char* payload;
  } cases[] = {
      {4789, "08000000 00000100 0000000000000000 0000 88cc 0000"},  // VXLAN around LLDP
      {4789, "08000000 00000100 020000000001 020000000002 0800 45"},
      {4790, "0c000001 00000100 45000014"},
      {4790, "0c000007 00000100 45000014"},
      {6081, "00000800 00000100 45000014"},
      {6081, "00006558 00000100 02"},
      {6081, "01000800 00000100 010801ff"},  // an option longer than the options
      {2152, "30ff0004 00000001 45000014"},
      {2152, "34ff0008 00000001 00000085 00000000"},  // an extension header without length
      {2152, "30010000 00000001"},                    // an echo request
      {1701, "0002 0001 0001 ff03 c021 01010004"},    // LCP
      {1701, "c802 000c 0001 0000 0000 0000"},        // a control message
      {1701, "0003 0000 00000007 ffffffffffffffff"},
      {37008, "01 00 0001 01 020000000001 020000000002 88cc"},
      {37008, "01 04 0000 01"},  // a keepalive
      {5247, "00100200 00000000 020000000001 020000000002 88cc"},
      {5247, "00100208 00000000"},  // a keepalive
      {3544, "6000000000083bff 20010000"},
      {3544, "0001 ff ff 00"},
      {5072, "41 52 11 29 00000000"},
      {4754, "0000 0800 45"},
      {6635, "00001140 45"},
      {4500, "ff"},                                               // a NAT keepalive
      {4500, "00000000 0102030405060708 0000000000000000 2120"},  // IKE behind its marker
  };
  for (const auto& [port, digits] : cases) {
    SCOPED_TRACE(std::to_string(port) + ' ' + digits);
    const Octets payload = OctetWriter().hex(digits).take();
    expect_plain(read(to_port(port, payload)), payload);
  }
}

TEST(NoTunnel, TunnelOnAnotherPortIsADatagram) {
  const Octets payload = OctetWriter().u32(0x08000000).u32(0x100).bytes(kInnerFrame).take();
  expect_plain(read(to_port(9999, payload)), payload);
}

TEST(VxLan, MarksInReservedFieldsNeedAFrameThatHoldsTogether) {
  expect_inner(
      read(to_port(4789, OctetWriter().hex("ff01d208 00000b00").bytes(kInnerFrame).take())));
  Octets broken = kInnerFrame;
  broken[14 + 10] ^= 1;  // the inner header's checksum
  const Octets payload = OctetWriter().hex("ff01d208 00000b00").bytes(broken).take();
  expect_plain(read(to_port(4789, payload)), payload);
}

TEST(VxLan, PacketTooLargeForItsLengthFieldsIsWhatWasCaptured) {
  Octets packet = vxlan(1, kNear.ip, kFar.ip);
  packet[2] = packet[3] = 0;                                      // outer IP
  packet[20 + 4] = packet[20 + 5] = 0;                            // outer UDP
  packet[20 + 8 + 8 + 14 + 2] = packet[20 + 8 + 8 + 14 + 3] = 0;  // inner IP
  expect_inner(read(packet));
}

TEST(VxLan, InnerFaultIsToldOnceTheInnerHeaderHolds) {
  const Octets inner = ipv4(kClient.ip, kServer.ip, 6, Octets(8));  // half a TCP header
  const Octets payload = OctetWriter()
                             .u32(0x08000000)
                             .u32(0x100)
                             .bytes(ether(server_mac(), client_mac(), 0x0800, inner))
                             .take();
  const Read got = read(to_port(4789, payload));
  EXPECT_EQ(got.fault, Counter::transport_truncated);
  EXPECT_EQ(got.frame.source, kClient.ip);
}

// ---- GRE and its kind --------------------------------------------------------------------------
TEST(Gre, WhatIsNotCarriedIsAnotherTransport) {
  for (const char* header :
       {"0000 0000", "0000 2001", "3081 880b 0000 0001 00000001 00000001", "2001 6400 0000 0700"}) {
    const Read got = read(over_gre(header, {}));
    ASSERT_FALSE(got.fault) << header;
    EXPECT_EQ(std::get<OtherTransport>(got.frame.transport).protocol, 47) << header;
  }
}

TEST(Gre, HeadersThatContradictThemselvesAreMalformed) {
  for (const char* header : {"0002 0800", "0001 0800", "a001 6400 0000 0000", "1001 880b 0000 0000",
                             "1000 88be 00000001 20000000 00000000",  // ERSPAN II, version 2
                             "1000 22eb 00000001 10000000 00000000 00000000"}) {
    EXPECT_EQ(read(over_gre(header, kInner)).fault, Counter::tunnel_malformed) << header;
  }
}

TEST(Gre, HeaderCutShortIsTruncated) {
  for (const char* header : {"00", "8000 0800 0000", "2000 0800 0000",
                             "4000 0800 00000000 0800 00 08", "1000 22eb 00000001 2000"}) {
    EXPECT_EQ(read(over_gre(header, {})).fault, Counter::tunnel_truncated) << header;
  }
}

TEST(Gre, WifiOfControllersIsRead) {
  const Octets wifi = OctetWriter()
                          .hex("0801 0000 020000000099")
                          .bytes(client_mac().octets)
                          .bytes(server_mac().octets)
                          .hex("0000 aaaa03 000000 0800")
                          .bytes(kInner)
                          .take();
  expect_inner(read(over_gre("0000 8210", wifi)));
  // CAPWAP with native frames, frame control as it is or swapped.
  const Octets capwap = OctetWriter().hex("00100300 00000000").bytes(wifi).take();
  expect_inner(read(to_port(5247, capwap)));
  Octets swapped = capwap;
  std::swap(swapped[8], swapped[9]);
  expect_inner(read(to_port(5247, swapped)));
}

TEST(EtherIp, OtherVersionIsMalformed) {
  EXPECT_EQ(read(ip(kNear.ip, kFar.ip, 97, Octets(40))).fault, Counter::tunnel_malformed);
}

TEST(L2tpV3, WhatIsNotRecognisedIsAnotherTransport) {
  for (const char* payload : {"00000000 c803", "00000007 ffffffff ffffffff ffffffff ffffffff"}) {
    const Read got = read(ip(kNear.ip, kFar.ip, 115, OctetWriter().hex(payload).take()));
    ASSERT_FALSE(got.fault);
    EXPECT_EQ(std::get<OtherTransport>(got.frame.transport).protocol, 115);
  }
}

TEST(Teredo, IsBelievedOnAnyPortWithItsOwnAddress) {
  const Octets inner = udp_packet(at("2001:0:4137:9e50:8000:f12a:b9c8:2815", 1000),
                                  at("2001:db8::1", 53), Octets(5, 'x'));
  const Read got = read(to_port(33333, inner));
  ASSERT_FALSE(got.fault);
  EXPECT_TRUE(got.frame.source.is_v6());
  EXPECT_EQ(as_text(got.frame.payload), "xxxxx");
  const Octets other = udp_packet(at("2001:db8::9", 1000), at("2001:db8::1", 53), Octets(5, 'x'));
  expect_plain(read(to_port(33333, other)), other);
}

// ---- Opaque ------------------------------------------------------------------------------------
TEST(Opaque, EspInUdpIsCountedWithItsDatagram) {
  const Octets esp = OctetWriter().hex("c0ffee01 00000007").fill(64, 0x99).take();
  for (const std::uint16_t other : std::vector<std::uint16_t>{4500, 31337}) {
    const Read got = read(udp_packet({kNear.ip, Port{other}}, {kFar.ip, Port{4500}}, esp));
    EXPECT_EQ(got.fault, Counter::opaque_packets);
    EXPECT_EQ(got.frame.payload.size(), esp.size());
  }
  const Read dns = read(udp_packet({kNear.ip, Port{4500}}, {kFar.ip, Port{53}}, esp));
  EXPECT_FALSE(dns.fault);
}

TEST(Opaque, WireGuardIsCountedByTheFormOfItsMessages) {
  const auto message = [](std::uint8_t type, std::size_t size) {
    Octets bytes(size, 0x77);
    bytes[0] = type;
    bytes[1] = bytes[2] = bytes[3] = 0;
    return bytes;
  };
  EXPECT_EQ(read(to_port(9999, message(1, 148))).fault, Counter::opaque_packets);
  EXPECT_EQ(read(to_port(9999, message(2, 92))).fault, Counter::opaque_packets);
  EXPECT_EQ(read(to_port(9999, message(3, 64))).fault, Counter::opaque_packets);
  EXPECT_EQ(read(to_port(51820, message(4, 32))).fault, Counter::opaque_packets);
  EXPECT_FALSE(read(to_port(9999, message(4, 32))).fault);
  EXPECT_FALSE(read(to_port(51820, message(4, 33))).fault);
  EXPECT_FALSE(read(to_port(9999, message(1, 147))).fault);
  EXPECT_FALSE(read(to_port(53, message(1, 148))).fault);
}

TEST(Opaque, CapwapOverDtlsIsCounted) {
  const Octets dtls = OctetWriter().hex("01000000 17 fefd 0001 000000000001 0010").fill(16).take();
  EXPECT_EQ(read(to_port(5247, dtls)).fault, Counter::opaque_packets);
}

}  // namespace
}  // namespace cutoffd::dissect::tunnel_test
