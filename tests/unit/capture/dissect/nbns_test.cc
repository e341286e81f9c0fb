// NetBIOS names: who calls itself what.
#include "capture/dissect/nbns.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/octet_writer.h"

namespace cutoffd::dissect::nbns_test {
namespace {

using wire::Octets;
using wire::OctetWriter;

// RFC 1001 section 14.1: "FRED" is EGFCEFEECACACA… .
Octets encoded(std::string_view name, std::uint8_t suffix, const Octets& scope = {0}) {
  std::string padded(name);
  padded.resize(15, ' ');
  padded.push_back(static_cast<char>(suffix));
  OctetWriter writer;
  writer.u8(32);
  for (const char c : padded) {
    const auto octet = static_cast<std::uint8_t>(c);
    writer.u8(static_cast<std::uint8_t>('A' + (octet >> 4)));
    writer.u8(static_cast<std::uint8_t>('A' + (octet & 15)));
  }
  return writer.bytes(scope).take();
}

OctetWriter header(std::uint16_t flags, unsigned questions, unsigned answers, unsigned more) {
  OctetWriter writer;
  writer.u16(0x8001).u16(flags).u16(questions).u16(answers).u16(0).u16(more);
  return writer;
}

Octets registration() {
  return header(0x2910, 1, 0, 1)
      .bytes(encoded("Office-PC", 0x20))
      .u16(0x20)
      .u16(1)
      .u16(0xc00c)
      .u16(0x20)
      .u16(1)
      .u32(300'000)
      .u16(6)
      .u16(0x0000)
      .hex("c0000211")
      .take();
}

TEST(Nbns, ARegistrationNamesTheHostAndItsAddress) {
  NbnsMessage out;
  ASSERT_EQ(parse_nbns(registration(), out), Answer::certain);
  EXPECT_EQ(out.opcode, NbnsMessage::Opcode::registration);
  EXPECT_FALSE(out.response);
  EXPECT_EQ(out.name, "office-pc");
  EXPECT_EQ(out.suffix, 0x20);
  EXPECT_FALSE(out.group);
  EXPECT_EQ(out.address, IpAddress::parse("192.0.2.17"));
}

TEST(Nbns, EachPrefixIsUnsureAndGivesNoAddress) {
  const Octets whole = registration();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    NbnsMessage out;
    ASSERT_EQ(parse_nbns(Bytes(whole).first(size), out), Answer::unsure) << size;
    EXPECT_TRUE(out.name.empty() || out.name == "office-pc");
    EXPECT_EQ(out.address, std::nullopt);
  }
}

TEST(Nbns, AQuestionIsOnlyAName) {
  NbnsMessage out;
  ASSERT_EQ(
      parse_nbns(header(0x0110, 1, 0, 0).bytes(encoded("WORKGROUP", 0x1d)).u16(0x20).u16(1).take(),
                 out),
      Answer::certain);
  EXPECT_EQ(out.opcode, NbnsMessage::Opcode::query);
  EXPECT_EQ(out.name, "workgroup");
  EXPECT_EQ(out.suffix, 0x1d);
  EXPECT_EQ(out.address, std::nullopt);
}

TEST(Nbns, APositiveAnswerNamesItsOwnerAndAGroupIsOne) {
  NbnsMessage out;
  ASSERT_EQ(parse_nbns(header(0x8500, 0, 1, 0)
                           .bytes(encoded("WORKGROUP", 0x00))
                           .u16(0x20)
                           .u16(1)
                           .u32(60)
                           .u16(6)
                           .u16(0x8000)
                           .hex("c0000212")
                           .take(),
                       out),
            Answer::certain);
  EXPECT_TRUE(out.response);
  EXPECT_TRUE(out.group);
  EXPECT_EQ(out.name, "workgroup");
  EXPECT_EQ(out.address, IpAddress::parse("192.0.2.18"));
}

TEST(Nbns, ANegativeAnswerHasNoAddress) {
  NbnsMessage out;
  ASSERT_EQ(
      parse_nbns(
          header(0x8583, 0, 1, 0).bytes(encoded("NOBODY", 0)).u16(0x0a).u16(1).u32(0).u16(0).take(),
          out),
      Answer::certain);
  EXPECT_EQ(out.rcode, 3);
  EXPECT_EQ(out.address, std::nullopt);
}

TEST(Nbns, ANodeStatusGivesTheNodesNameAndMac) {
  const Octets data = OctetWriter()
                          .u8(2)
                          .text("OFFICE-PC      ")
                          .u8(0)
                          .u16(0x0400)
                          .text("WORKGROUP      ")
                          .u8(0)
                          .u16(0x8400)
                          .hex("020000000001")
                          .fill(40)
                          .take();
  NbnsMessage out;
  ASSERT_EQ(parse_nbns(header(0x8400, 0, 1, 0)
                           .bytes(encoded(std::string(1, '*') + std::string(14, '\0'), 0))
                           .u16(0x21)
                           .u16(1)
                           .u32(0)
                           .u16(data.size())
                           .bytes(data)
                           .take(),
                       out),
            Answer::certain);
  EXPECT_TRUE(out.node_status);
  EXPECT_EQ(out.name, "office-pc");
  EXPECT_EQ(out.unit_id, parse_mac("02:00:00:00:00:01"));
}

TEST(Nbns, AScopeIsSteppedOver) {
  NbnsMessage out;
  const Octets scope = OctetWriter().u8(3).text("ACM").u8(3).text("COM").u8(0).take();
  ASSERT_EQ(
      parse_nbns(header(0x0110, 1, 0, 0).bytes(encoded("FRED", 0, scope)).u16(0x20).u16(1).take(),
                 out),
      Answer::certain);
  EXPECT_EQ(out.name, "fred");
}

TEST(Nbns, OctetsThatAreNotPrintableAreEscaped) {
  NbnsMessage out;
  ASSERT_EQ(parse_nbns(header(0x0110, 1, 0, 0)
                           .bytes(encoded(std::string("\x01\x02__MSBROWSE__\x02", 15), 0x01))
                           .u16(0x20)
                           .u16(1)
                           .take(),
                       out),
            Answer::certain);
  EXPECT_EQ(out.name, "\\001\\002__msbrowse__\\002");
  ASSERT_EQ(parse_nbns(header(0x0110, 1, 0, 0)
                           .bytes(encoded(std::string(15, '\xff'), 0))
                           .u16(0x20)
                           .u16(1)
                           .take(),
                       out),
            Answer::certain);
  EXPECT_EQ(out.name.size(), 60U) << "the longest there is";
}

TEST(Nbns, WhatIsNotNetbiosIsNotMine) {
  NbnsMessage out;
  const Octets dns =
      OctetWriter().hex("4711 0100 0001 0000 0000 0000 03777777 00 0001 0001").fill(40).take();
  EXPECT_EQ(parse_nbns(dns, out), Answer::not_mine) << "no label of 32 octets";
  Octets bad_letter = registration();
  bad_letter[13] = 'Q';
  EXPECT_EQ(parse_nbns(bad_letter, out), Answer::not_mine);
  Octets bad_opcode = registration();
  bad_opcode[2] = 0x09;
  EXPECT_EQ(parse_nbns(bad_opcode, out), Answer::not_mine);
}

TEST(Nbns, ABrokenMessageIsAFault) {
  NbnsMessage out;
  EXPECT_EQ(parse_nbns(header(0x0110, 1, 0, 0).bytes(encoded("A", 0)).u16(0x01).u16(1).take(), out),
            Answer::fault)
      << "no such type";
  EXPECT_EQ(parse_nbns(header(0x8400, 0, 1, 0)
                           .bytes(encoded("*", 0))
                           .u16(0x21)
                           .u16(1)
                           .u32(0)
                           .u16(1)
                           .u8(200)
                           .take(),
                       out),
            Answer::fault)
      << "more names than data";
}

}  // namespace
}  // namespace cutoffd::dissect::nbns_test
