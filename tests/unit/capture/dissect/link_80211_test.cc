#include "capture/dissect/link_80211.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::link_80211_test {
namespace {

using namespace wire;

const Mac kBssid = mac_of("02:00:00:00:b5:5d");

Octets datagram(std::string_view text) {
  const Octets payload = OctetWriter().text(text).take();
  return udp_packet(at("192.0.2.1", 40000), at("192.0.2.2", 53), payload);
}
Octets snap(std::string_view text) {
  return OctetWriter().hex("aaaa03 000000 0800").bytes(datagram(text)).take();
}

// A frame to the access point: frame control as given, then the body.
Octets wifi(std::string_view control, Bytes body, std::uint16_t sequence = 0x0120) {
  return OctetWriter()
      .hex(control)
      .u16(0)
      .bytes(kBssid.octets)
      .bytes(client_mac().octets)
      .bytes(server_mac().octets)
      .u16le(sequence)
      .bytes(body)
      .take();
}

struct Read {
  Frame frame;
  std::optional<Counter> fault;
  Octets bytes;
};
Read read(Octets bytes, std::uint32_t link = 105) {
  Read result;
  result.bytes = std::move(bytes);
  const Packet packet{.bytes = result.bytes,
                      .wire_length = static_cast<std::uint32_t>(result.bytes.size()),
                      .link = LinkType{link}};
  result.fault = dissect_frame(packet, result.frame);
  return result;
}

TEST(Wifi, ProtectedFrameIsOpaqueAndTellsItsAddresses) {
  const Read got = read(wifi("0841", snap("secret")));
  EXPECT_EQ(got.fault, Counter::opaque_packets);
  ASSERT_TRUE(got.frame.macs);
  EXPECT_EQ(got.frame.macs->source, client_mac());
  EXPECT_EQ(got.frame.macs->destination, server_mac());
}

TEST(Wifi, WhatCarriesNoDataIsNotIp) {
  for (const char* control : {"8000", "4000", "b400", "d400", "4801", "c801"}) {
    EXPECT_EQ(read(wifi(control, snap("x"))).fault, Counter::not_ip) << control;
  }
}

TEST(Wifi, FragmentIsNotRead) {
  EXPECT_EQ(read(wifi("0805", snap("x"))).fault, Counter::not_ip);          // more follow
  EXPECT_EQ(read(wifi("0801", snap("x"), 0x0121)).fault, Counter::not_ip);  // the second
}

TEST(Wifi, UnknownVersionIsMalformed) {
  EXPECT_EQ(read(wifi("0901", snap("x"))).fault, Counter::link_malformed);
}

TEST(Wifi, AddressesStandWhereTheDirectionSays) {
  struct Direction {
    const char* control;
    const char* addresses;  // 1, 2, 3 and perhaps 4
    const char* fourth;
  };
  // S: 11, D: 22, the radio's: 99
  const Direction directions[] = {
      {"0800", "020000000022 020000000011 020000000099", ""},
      {"0801", "020000000099 020000000011 020000000022", ""},
      {"0802", "020000000022 020000000099 020000000011", ""},
      {"0803", "020000000099 020000000099 020000000022", "020000000011"}};
  for (const Direction& way : directions) {
    const Read got = read(OctetWriter()
                              .hex(way.control)
                              .u16(0)
                              .hex(way.addresses)
                              .u16(0)
                              .hex(way.fourth)
                              .bytes(snap("x"))
                              .take());
    ASSERT_FALSE(got.fault) << way.control;
    EXPECT_EQ(text(got.frame.macs->source).view(), "02:00:00:00:00:11") << way.control;
    EXPECT_EQ(text(got.frame.macs->destination).view(), "02:00:00:00:00:22") << way.control;
  }
}

Octets subframe(std::string_view text, bool last) {
  const Octets body = snap(text);
  OctetWriter out;
  out.bytes(server_mac().octets).bytes(client_mac().octets).u16(body.size()).bytes(body);
  if (!last) out.fill((4 - (14 + body.size()) % 4) % 4);
  return out.take();
}

TEST(Wifi, EveryFrameOfAnAggregateIsRead) {
  const std::vector<std::string> texts{"one", "second", "the third"};
  OctetWriter body;
  body.u16le(0x0080);  // QoS control: A-MSDU
  for (const std::string& text : texts) body.bytes(subframe(text, &text == &texts.back()));
  Read got = read(wifi("8801", body.take()));
  ASSERT_FALSE(got.fault);
  EXPECT_EQ(as_text(got.frame.payload), texts[0]);
  for (std::size_t i = 1; i < texts.size(); ++i) {
    ASSERT_FALSE(got.frame.others.empty());
    ASSERT_FALSE(dissect_next(got.frame));
    EXPECT_EQ(as_text(got.frame.payload), texts[i]);
    EXPECT_EQ(got.frame.macs->source, client_mac());
  }
  EXPECT_TRUE(got.frame.others.empty());
}

TEST(Wifi, AggregateGoesOnBehindAFrameThatIsNotRead) {
  const Octets body = OctetWriter()
                          .u16le(0x0080)
                          .bytes(server_mac().octets)
                          .bytes(client_mac().octets)
                          .hex("0006 424203000000")  // spanning tree
                          .bytes(subframe("found", true))
                          .take();
  Read got = read(wifi("8801", body));
  EXPECT_EQ(got.fault, Counter::not_ip);
  ASSERT_FALSE(got.frame.others.empty());
  ASSERT_FALSE(dissect_next(got.frame));
  EXPECT_EQ(as_text(got.frame.payload), "found");
}

TEST(Wifi, CutAggregateEnds) {
  OctetWriter body;
  body.u16le(0x0080).bytes(subframe("first", false)).bytes(subframe("second", true));
  const Octets whole = wifi("8801", body.take());
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    Read got = read(first_of(whole, length));
    std::size_t frames = 1;
    while (!got.frame.others.empty()) {
      dissect_next(got.frame);
      ASSERT_LE(++frames, 2U);
    }
  }
}

TEST(Radiotap, FlagsAreFoundBehindMorePresenceWordsAndTheirAlignment) {
  const Octets frame = wifi("0801", snap("radio"));
  const Octets bytes = OctetWriter()
                           .hex("00 00")
                           .u16le(25)
                           .u32le(0x80000003)  // time, flags, another word
                           .u32le(0)
                           .fill(4)  // the time is aligned on eight octets
                           .fill(8, 0x55)
                           .u8(0x10)  // FCS at the end
                           .bytes(frame)
                           .u32(0xfc5fc5fc)
                           .take();
  const Read got = read(bytes, 127);
  ASSERT_FALSE(got.fault) << name_of(*got.fault);
  EXPECT_EQ(as_text(got.frame.payload), "radio");
}

}  // namespace
}  // namespace cutoffd::dissect::link_80211_test
