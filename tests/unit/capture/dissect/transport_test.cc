#include "capture/dissect/transport.h"

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::transport_test {
namespace {

using namespace wire;

const Endpoint kClient = at("192.0.2.1", 40000);
const Endpoint kServer = at("198.51.100.2", 443);
const Octets kPayload = OctetWriter().text("payload").take();

struct Read {
  Frame frame;
  std::optional<Counter> fault;
  Octets bytes;
};

Read read(std::uint8_t protocol, Bytes transport) {
  Read result;
  result.bytes = ipv4(kClient.ip, kServer.ip, protocol, transport);
  const Built built{LinkType{101}, result.bytes};
  Packet packet = packet_of(built);
  packet.bytes = result.bytes;
  result.fault = dissect_frame(packet, result.frame);
  return result;
}

TEST(Tcp, AnnotatedHeaderIsRead) {
  const Read got = read(6, OctetWriter()
                               .hex("9c40 01bb")          // ports
                               .hex("01020304 0a0b0c0d")  // sequence, acknowledgement
                               .hex("60 12 ffff")         // header of 6 words; SYN and ACK; window
                               .hex("0000 0000")
                               .hex("02 04 05b4")  // maximum segment size
                               .text("early")      // TCP Fast Open puts data here
                               .take());
  ASSERT_FALSE(got.fault);
  const auto& tcp = std::get<TcpSegment>(got.frame.transport);
  EXPECT_EQ(tcp.source_port, Port{40000});
  EXPECT_EQ(tcp.destination_port, Port{443});
  EXPECT_EQ(tcp.sequence, 0x01020304U);
  EXPECT_EQ(tcp.acknowledgement, 0x0a0b0c0dU);
  EXPECT_TRUE(tcp.syn && tcp.ack && !tcp.fin && !tcp.rst);
  EXPECT_EQ(as_text(got.frame.payload), "early");
}

TEST(Tcp, FlagsAreEachRead) {
  for (const TcpFields& fields :
       {TcpFields{.syn = true}, TcpFields{.fin = true}, TcpFields{.rst = true},
        TcpFields{.ack = true}, TcpFields{.fin = true, .ack = true}}) {
    const Read got = read(6, tcp(kClient, kServer, fields, {}));
    const auto& seen = std::get<TcpSegment>(got.frame.transport);
    EXPECT_EQ(seen.syn, fields.syn);
    EXPECT_EQ(seen.fin, fields.fin);
    EXPECT_EQ(seen.rst, fields.rst);
    EXPECT_EQ(seen.ack, fields.ack);
  }
}

TEST(Tcp, HeaderLengthThatCannotBeIsAFault) {
  Octets segment = tcp(kClient, kServer, {}, kPayload);
  segment[12] = 0x40;  // four words
  EXPECT_EQ(read(6, segment).fault, Counter::transport_malformed);
  segment[12] = 0xf0;  // longer than the packet
  EXPECT_EQ(read(6, segment).fault, Counter::transport_malformed);
  EXPECT_EQ(read(6, first_of(segment, 19)).fault, Counter::transport_truncated);
}

TEST(Udp, TrailingOctetsAreNoPayload) {
  Octets datagram = udp(kClient, kServer, kPayload);
  datagram.resize(datagram.size() + 9, 0xee);
  const Read got = read(17, datagram);
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(as_text(got.frame.payload), "payload");
}

TEST(Udp, LengthBeyondThePacketIsThePacket) {
  Octets datagram = udp(kClient, kServer, kPayload);
  datagram[4] = 0x20;
  const Read got = read(17, datagram);
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(as_text(got.frame.payload), "payload");
  EXPECT_EQ(got.frame.payload_cut, 0U);
}

TEST(Udp, LengthZeroIsThePacket) {
  Octets datagram = udp(kClient, kServer, kPayload);
  datagram[4] = datagram[5] = 0;
  EXPECT_EQ(as_text(read(17, datagram).frame.payload), "payload");
}

TEST(Udp, LengthBelowTheHeaderIsAFault) {
  Octets datagram = udp(kClient, kServer, kPayload);
  datagram[4] = 0;
  datagram[5] = 7;
  EXPECT_EQ(read(17, datagram).fault, Counter::transport_malformed);
  EXPECT_EQ(read(17, first_of(datagram, 7)).fault, Counter::transport_truncated);
}

TEST(Icmp, TypeAndCodeAreRead) {
  const Read got = read(1, OctetWriter().hex("08 00 f7ff 1234 0001").take());
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(std::get<IcmpMessage>(got.frame.transport).type, 8);
  EXPECT_EQ(got.frame.payload.size(), 4U);
  EXPECT_EQ(read(1, Octets(3)).fault, Counter::transport_truncated);
}

TEST(Icmp, NumberOfTheOtherFamilyIsAnotherProtocol) {
  const Read got = read(58, Octets(8));
  EXPECT_EQ(std::get<OtherTransport>(got.frame.transport).protocol, 58);
}

}  // namespace
}  // namespace cutoffd::dissect::transport_test
