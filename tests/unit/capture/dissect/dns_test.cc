// DNS messages: what is read from a sound one, and what remains of a broken one.
#include "capture/dissect/dns.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/capture/dissect/dns_writer.h"

namespace cutoffd::dissect::dns_test {
namespace {

using Section = DnsRecord::Section;
using wire::OctetWriter;

class DnsTest : public ::testing::Test {
 protected:
  Answer parse(Octets message) {
    octets_ = std::move(message);
    return parse_dns(octets_, *scratch_, message_);
  }
  Answer parse(const DnsWriter& writer) { return parse(writer.message()); }

  [[nodiscard]] std::vector<std::string> question_names() const {
    std::vector<std::string> names;
    for (const auto& question : message_.questions) names.emplace_back(question.name.text);
    return names;
  }
  [[nodiscard]] std::vector<std::string> owners() const {
    std::vector<std::string> names;
    for (const auto& record : message_.records) names.emplace_back(record.name.text);
    return names;
  }
  [[nodiscard]] std::string target(std::size_t i) const {
    const auto* const name = std::get_if<ObservedName>(&message_.records[i].data);
    return name == nullptr ? "(none)" : std::string(name->text);
  }
  [[nodiscard]] std::string address(std::size_t i) const {
    const auto* const ip = std::get_if<IpAddress>(&message_.records[i].data);
    return ip == nullptr ? "(none)" : std::string(text(*ip).view());
  }

  Octets octets_;
  std::unique_ptr<DnsScratch> scratch_ = std::make_unique<DnsScratch>();
  DnsMessage message_;
};

// Google's answer for a name behind an alias, octet by octet.
const char kAnnotated[] =
    "1a2b 8580 0001 0003 0000 0001"  // id; QR AA RD RA; 1 question, 3 answers, 1 more
    "03777777 076578616d706c65 036f7267 00 0001 0001"       // www.example.org A IN
    "c00c 0005 0001 0000012c 0009 06 6f7269 67 69 6e c010"  // www → CNAME origin.example.org, 300 s
    "c02d 0001 0001 0000003c 0004 c0000201"                 // origin A 192.0.2.1, 60 s
    "c02d 001c 0001 0000003c 0010 20010db8000000000000000000000001"  // origin AAAA 2001:db8::1
    "00 0029 04d0 00 00 8000 0000";  // OPT: 1232 octets, DO, no options

TEST_F(DnsTest, AnAnswerBehindAnAliasIsReadOctetByOctet) {
  ASSERT_EQ(parse(OctetWriter().hex(kAnnotated).take()), Answer::certain);
  EXPECT_EQ(message_.id, 0x1a2b);
  EXPECT_TRUE(message_.response);
  EXPECT_TRUE(message_.authoritative);
  EXPECT_FALSE(message_.truncated);
  EXPECT_TRUE(message_.complete);
  EXPECT_EQ(message_.opcode, DnsOpcode::query);
  EXPECT_EQ(message_.rcode, kRcodeNoError);
  EXPECT_EQ(message_.udp_payload, 1232);
  ASSERT_EQ(question_names(), std::vector<std::string>{"www.example.org"});
  EXPECT_EQ(message_.questions[0].type, DnsType::a);
  EXPECT_EQ(message_.questions[0].klass, 1);
  ASSERT_EQ(owners(), (std::vector<std::string>{"www.example.org", "origin.example.org",
                                                "origin.example.org"}));
  EXPECT_EQ(target(0), "origin.example.org");
  EXPECT_EQ(message_.records[0].ttl, 300U);
  EXPECT_EQ(address(1), "192.0.2.1");
  EXPECT_EQ(address(2), "2001:db8::1");
  EXPECT_EQ(message_.records[2].ttl, 60U);
  EXPECT_EQ(message_.records[2].section, Section::answer);
}

// No prefix of a message gives a name that the whole does not give at the same place.
TEST_F(DnsTest, EachPrefixGivesOnlyWholeNamesAndSaysThatMoreIsNeeded) {
  const Octets whole = OctetWriter().hex(kAnnotated).take();
  ASSERT_EQ(parse(whole), Answer::certain);
  const auto all_questions = question_names();
  const auto all_owners = owners();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_EQ(parse(Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
              Answer::unsure)
        << size;
    EXPECT_FALSE(message_.complete);
    const auto questions = question_names();
    const auto names = owners();
    ASSERT_LE(questions.size(), all_questions.size());
    ASSERT_LE(names.size(), all_owners.size());
    EXPECT_TRUE(std::equal(questions.begin(), questions.end(), all_questions.begin())) << size;
    EXPECT_TRUE(std::equal(names.begin(), names.end(), all_owners.begin())) << size;
    EXPECT_EQ(questions.size(), size >= 33 ? 1U : 0U) << "a question is whole with its class";
  }
}

TEST_F(DnsTest, EachTypeThatNamesAHostGivesItsTarget) {
  const Octets name = wire_name("Target.Example");
  const auto with = [&name](std::initializer_list<std::uint8_t> before,
                            std::initializer_list<std::uint8_t> after = {}) {
    return OctetWriter().bytes(Octets(before)).bytes(name).bytes(Octets(after)).take();
  };
  struct Case {
    std::uint16_t type;
    Octets data;
  };
  const Case cases[] = {
      {2, name},  // NS
      {3, name},  // MD
      {4, name},  // MF
      {5, name},  // CNAME
      {6, with({}, {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1})},
      {7, name},                                         // MB
      {12, name},                                        // PTR
      {14, with({}, {0})},                               // MINFO
      {15, with({0, 10})},                               // MX
      {17, with({}, {0})},                               // RP
      {18, with({0, 1})},                                // AFSDB
      {21, with({0, 1})},                                // RT
      {33, with({0, 1, 0, 2, 1, 0xbb})},                 // SRV
      {35, with({0, 1, 0, 2, 1, 's', 2, 'x', 'y', 0})},  // NAPTR
      {36, with({0, 1})},                                // KX
      {39, name},                                        // DNAME
      {64, with({0, 1})},                                // SVCB
      {65, with({0, 0})},                                // HTTPS
  };
  for (const Case& c : cases) {
    const DnsWriter writer =
        DnsWriter(kResponse).record(Section::answer, wire_name("a"), c.type, 1, c.data);
    ASSERT_EQ(parse(writer), Answer::certain) << c.type;
    EXPECT_EQ(target(0), "target.example") << c.type;
    // One octet less: the record is kept, its data is not.
    Octets shorter = c.data;
    shorter.pop_back();
    const bool whole_name = c.type == 6 || c.type == 14 || c.type == 17;
    EXPECT_EQ(parse(DnsWriter(kResponse)
                        .record(Section::answer, wire_name("a"), c.type, 1, shorter)
                        .answer(wire_name("b"), DnsType::a, 1, {192, 0, 2, 1})),
              whole_name ? Answer::certain : Answer::fault)
        << c.type;
    EXPECT_EQ(target(0), whole_name ? "target.example" : "(none)") << c.type;
    ASSERT_EQ(message_.records.size(), 2U) << "what follows is read all the same";
    EXPECT_EQ(address(1), "192.0.2.1");
  }
}

TEST_F(DnsTest, ANameInDataMayBeCompressedInEveryType) {
  for (const int type : {2, 5, 12, 15, 33, 39, 64, 65}) {
    const Octets before(type == 33 ? 6 : type == 15 || type >= 64 ? 2 : 0, 0);
    DnsWriter writer(kResponse);
    writer.question("example.org", DnsType::any);
    writer.record(Section::answer, wire_pointer(12), static_cast<std::uint16_t>(type), 1,
                  OctetWriter().bytes(before).bytes(wire_pointer(12, "www")).take());
    ASSERT_EQ(parse(writer), Answer::certain) << type;
    EXPECT_EQ(target(0), "www.example.org") << type;
  }
}

TEST_F(DnsTest, OtherTypesHaveNoData) {
  for (const int number : {10, 13, 16, 43, 46, 47, 48, 257, 65280}) {
    const auto type = static_cast<std::uint16_t>(number);
    const DnsWriter writer =
        DnsWriter(kResponse).record(Section::answer, wire_name("a"), type, 1, Octets(20, 'x'));
    ASSERT_EQ(parse(writer), Answer::certain) << type;
    EXPECT_TRUE(std::holds_alternative<std::monostate>(message_.records[0].data)) << type;
  }
}

TEST_F(DnsTest, AnAddressOfAWrongLengthIsAFaultWithoutData) {
  for (const std::size_t size : {1, 3, 5, 16}) {
    ASSERT_EQ(parse(DnsWriter(kResponse).answer(wire_name("a"), DnsType::a, 1, Octets(size))),
              Answer::fault);
    EXPECT_EQ(address(0), "(none)");
  }
  ASSERT_EQ(parse(DnsWriter(kResponse).answer(wire_name("a"), DnsType::aaaa, 1, Octets(4))),
            Answer::fault);
}

TEST_F(DnsTest, DataOfOtherClassesIsNotReadAsThatOfTheInternet) {
  DnsWriter writer(kResponse);
  writer.record(Section::answer, wire_name("a"), 1, 1, wire_name("chaos.example"), 3);
  ASSERT_EQ(parse(writer), Answer::certain) << "CHAOS addresses are a name and a number";
  EXPECT_TRUE(std::holds_alternative<std::monostate>(message_.records[0].data));
}

TEST_F(DnsTest, TheTopBitOfAClassIsNotPartOfIt) {
  DnsWriter writer(0x8400);
  writer.question("_http._tcp.local", DnsType::ptr, 0x8001);
  writer.record(Section::answer, wire_name("printer.local"), 1, 120, {192, 0, 2, 9}, 0x8001);
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(message_.questions[0].klass, 1) << "RFC 6762: a unicast response is wanted";
  EXPECT_EQ(address(0), "192.0.2.9") << "RFC 6762: other records of the name are to be flushed";
}

TEST_F(DnsTest, SeveralQuestionsAreAllRead) {
  ASSERT_EQ(parse(DnsWriter(kQuery)
                      .question("a.example", DnsType::a)
                      .question(wire_pointer(12), DnsType::aaaa)
                      .question("", DnsType::ns)),
            Answer::certain);
  EXPECT_EQ(question_names(), (std::vector<std::string>{"a.example", "a.example", ""}));
}

TEST_F(DnsTest, OctetsBehindTheLastRecordAreNoFault) {
  Octets padded = OctetWriter().hex(kAnnotated).take();
  padded.insert(padded.end(), 46, 0);
  EXPECT_EQ(parse(padded), Answer::certain);
}

TEST_F(DnsTest, AResponseWithoutQuestionIsRead) {
  ASSERT_EQ(
      parse(DnsWriter(kResponse).answer(wire_name("a.example"), DnsType::a, 5, {192, 0, 2, 1})),
      Answer::certain);
  EXPECT_EQ(owners(), std::vector<std::string>{"a.example"});
}

TEST_F(DnsTest, AnUpdateNamesItsZoneAndRecordsWithoutData) {
  DnsWriter writer(0x2800);
  writer.question("example.org", DnsType::soa);
  writer.record(Section::authority, wire_name("host.example.org"), 1, 0, {}, 255);
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(message_.opcode, DnsOpcode::update);
  EXPECT_EQ(owners(), std::vector<std::string>{"host.example.org"});
}

TEST_F(DnsTest, ExtendedCodesComeFromEdns) {
  DnsWriter writer(0x8181);
  writer.question("a.example", DnsType::a);
  writer.opt(OctetWriter().u16(15).u16(6).u16(15).text("spam").take(), 4096, 1);
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(message_.rcode, 17) << "1 from the header and 1 << 4 from OPT";
  EXPECT_EQ(message_.extended_error, 15);
  EXPECT_EQ(message_.udp_payload, 4096);
  EXPECT_TRUE(message_.records.empty()) << "OPT is no record of a name";
}

TEST_F(DnsTest, AForwarderNamesItsClientInEdns) {
  const Mac mac{{0x02, 0xab, 0xcd, 0xef, 0x01, 0x23}};
  const auto opt = [this](std::uint16_t code, const Octets& value) {
    DnsWriter writer(kQuery);
    writer.question("a.example", DnsType::a);
    writer.opt(OctetWriter().u16(code).u16(value.size()).bytes(value).take());
    return parse(writer);
  };
  ASSERT_EQ(opt(65001, {0x02, 0xab, 0xcd, 0xef, 0x01, 0x23}), Answer::certain);
  EXPECT_EQ(message_.forwarded_mac, mac);
  ASSERT_EQ(opt(65073, OctetWriter().text("02:ab:cd:ef:01:23").take()), Answer::certain);
  EXPECT_EQ(message_.forwarded_mac, mac);
  ASSERT_EQ(opt(65073, OctetWriter().text("AqvN7wEj").take()), Answer::certain) << "base64";
  EXPECT_EQ(message_.forwarded_mac, mac);
  ASSERT_EQ(opt(65073, OctetWriter().text("AqvN7w=j").take()), Answer::certain);
  EXPECT_EQ(message_.forwarded_mac, std::nullopt);
  ASSERT_EQ(opt(65001, Octets(8)), Answer::certain);
  EXPECT_EQ(message_.forwarded_mac, std::nullopt) << "no MAC has eight octets";
}

TEST_F(DnsTest, AClientSubnetIsAClientOnlyWhereItIsOneAddress) {
  const auto ecs = [this](std::uint16_t family, std::uint8_t prefix, const Octets& address) {
    const Octets value = OctetWriter().u16(family).u8(prefix).u8(0).bytes(address).take();
    DnsWriter writer(kQuery);
    writer.opt(OctetWriter().u16(8).u16(value.size()).bytes(value).take());
    EXPECT_EQ(parse(writer), Answer::certain);
    return message_.forwarded_ip ? std::string(text(*message_.forwarded_ip).view()) : "(none)";
  };
  EXPECT_EQ(ecs(1, 32, {192, 0, 2, 7}), "192.0.2.7");
  EXPECT_EQ(ecs(1, 24, {192, 0, 2}), "(none)");
  EXPECT_EQ(ecs(1, 32, {0, 0, 0, 0}), "(none)");
  EXPECT_EQ(ecs(1, 32, {192, 0, 2}), "(none)");
  EXPECT_EQ(ecs(2, 128, {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "2001:db8::1");
  EXPECT_EQ(ecs(2, 0, {}), "(none)");
}

TEST_F(DnsTest, UmbrellaNamesTheClientsAddress) {
  const Octets value = OctetWriter()
                           .text("ODNS")
                           .u8(1)
                           .u8(0)
                           .u16(0x0008)
                           .u32(1234)
                           .u16(0x0040)
                           .u64(99)
                           .u16(0x0010)
                           .bytes(Octets{192, 0, 2, 8})
                           .take();
  DnsWriter writer(kQuery);
  writer.opt(OctetWriter().u16(20292).u16(value.size()).bytes(value).take());
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(message_.forwarded_ip, IpAddress::parse("192.0.2.8"));
}

TEST_F(DnsTest, AnEdnsOptionThatOverrunsItsRecordIsAFaultAndTheQuestionStands) {
  DnsWriter writer(kQuery);
  writer.question("a.example", DnsType::a).opt(OctetWriter().u16(8).u16(40).u32(0).take());
  EXPECT_EQ(parse(writer), Answer::fault);
  EXPECT_EQ(question_names(), std::vector<std::string>{"a.example"});
}

TEST_F(DnsTest, AServiceRecordGivesTargetHintsAndTheKeyOfEch) {
  const Octets data = OctetWriter()
                          .u16(1)
                          .bytes(wire_name("svc.example"))
                          .u16(1)
                          .u16(3)
                          .hex("026832")  // alpn: h2
                          .u16(4)
                          .u16(8)
                          .hex("c0000201c0000202")  // ipv4hint
                          .u16(5)
                          .u16(4)
                          .u32(0x0102'0304)  // ech
                          .u16(6)
                          .u16(16)
                          .hex("20010db8000000000000000000000009")  // ipv6hint
                          .take();
  DnsWriter writer(kResponse);
  writer.question("a.example", DnsType::https)
      .answer(wire_pointer(12), DnsType::ns, 1, wire_name("n"));
  writer.answer(wire_pointer(12), DnsType::https, 300, data);
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(target(1), "svc.example");
  EXPECT_TRUE(message_.ech_key);
  ASSERT_EQ(message_.hints.size(), 3U);
  EXPECT_EQ(text(message_.hints[0].ip).view(), "192.0.2.1");
  EXPECT_EQ(text(message_.hints[1].ip).view(), "192.0.2.2");
  EXPECT_EQ(text(message_.hints[2].ip).view(), "2001:db8::9");
  for (const auto& hint : message_.hints) EXPECT_EQ(hint.record, 1);
}

TEST_F(DnsTest, BrokenServiceParametersAreAFaultAndTheTargetStands) {
  const Octets target_name = wire_name("svc.example");
  for (const Octets& parameters :
       {OctetWriter().u16(4).u16(3).hex("c00002").take(), OctetWriter().u16(4).u16(0).take(),
        OctetWriter().u16(1).u16(9).hex("0268").take(), OctetWriter().u8(0).take(),
        OctetWriter().u16(6).u16(4).hex("c0000201").take()}) {
    DnsWriter writer(kResponse);
    writer.answer(wire_name("a"), DnsType::https, 1,
                  OctetWriter().u16(1).bytes(target_name).bytes(parameters).take());
    EXPECT_EQ(parse(writer), Answer::fault);
    EXPECT_EQ(target(0), "svc.example");
    EXPECT_TRUE(message_.hints.empty());
  }
}

TEST_F(DnsTest, ANameThatIsTooLongHidesNothingBehindIt) {
  const std::string label(63, 'x');
  const Octets too_long = wire_name(label + '.' + label + '.' + label + '.' + label);
  DnsWriter writer(kResponse);
  writer.question("www.example", DnsType::a).question(too_long, DnsType::a);
  writer.answer(wire_name("www.example"), DnsType::cname, 60, too_long);
  writer.answer(wire_name("b.example"), DnsType::a, 60, {192, 0, 2, 1});
  EXPECT_EQ(parse(writer), Answer::fault);
  EXPECT_TRUE(message_.name_too_long);
  EXPECT_FALSE(message_.complete);
  EXPECT_EQ(question_names(), std::vector<std::string>{"www.example"});
  EXPECT_EQ(owners(), (std::vector<std::string>{"www.example", "b.example"}));
  EXPECT_EQ(target(0), "(none)");
}

TEST_F(DnsTest, ABrokenRecordLeavesTheQuestionStanding) {
  DnsWriter writer(kResponse);
  writer.question("www.example", DnsType::a);
  writer.answer({0x41, 0x42}, DnsType::a, 60, {192, 0, 2, 1});
  EXPECT_EQ(parse(writer), Answer::fault) << "a label type that is not in use";
  EXPECT_EQ(question_names(), std::vector<std::string>{"www.example"});
  EXPECT_TRUE(owners().empty());
}

TEST_F(DnsTest, DataLongerThanTheMessageIsACut) {
  DnsWriter writer(kResponse);
  writer.question("www.example", DnsType::a);
  Octets message = writer.answer(wire_pointer(12), DnsType::txt, 60, Octets(200)).message();
  message.pop_back();
  EXPECT_EQ(parse(message), Answer::unsure);
  EXPECT_TRUE(owners().empty());
}

TEST_F(DnsTest, WhatIsNoDnsIsNotTakenForBroken) {
  EXPECT_EQ(parse(OctetWriter().text("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").take()),
            Answer::not_mine);
  EXPECT_EQ(parse(Octets(60, 0xff)), Answer::not_mine);
  EXPECT_EQ(parse(OctetWriter().hex("1603010200010001fc0303").fill(300, 0x55).take()),
            Answer::not_mine);
  EXPECT_EQ(parse(Octets{}), Answer::unsure);
}

TEST_F(DnsTest, HugeCountsEndWithTheMessage) {
  Octets message = DnsWriter(kResponse).question("www.example", DnsType::a).message();
  for (std::size_t i = 4; i < kDnsHeader; ++i) message[i] = 0xff;
  EXPECT_EQ(parse(message), Answer::unsure);
  EXPECT_EQ(question_names(), std::vector<std::string>{"www.example"});
}

TEST_F(DnsTest, MoreRecordsThanAreKeptAreLeftOutAndWhatFollowsIsRead) {
  DnsWriter writer(kResponse);
  writer.question("www.example", DnsType::a);
  for (std::size_t i = 0; i < DnsScratch::kRecords + 10; ++i) {
    writer.answer(wire_pointer(12), DnsType::a, 60, {192, 0, 2, 1});
  }
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(message_.records.size(), DnsScratch::kRecords);
  EXPECT_TRUE(message_.left_out);
  writer.opt({}, 1400);
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_EQ(message_.udp_payload, 1400) << "OPT comes last, behind what was left out";
}

TEST_F(DnsTest, NamesThatFillTheArenaAreLeftOut) {
  DnsWriter writer(kResponse);
  const std::string label(60, 'a');
  writer.question(label + '.' + label + '.' + label, DnsType::a);
  for (int i = 0; i < 400; ++i) {
    writer.answer(wire_pointer(12, std::to_string(i)), DnsType::txt, 60, {});
  }
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_TRUE(message_.left_out);
  EXPECT_GT(message_.records.size(), 300U);
  EXPECT_LT(message_.records.size(), 400U);
}

TEST_F(DnsTest, MoreHintsThanAreKeptAreLeftOut) {
  const Octets data =
      OctetWriter().u16(1).bytes(wire_name("")).u16(4).u16(4 * 20).fill(80, 7).take();
  DnsWriter writer(kResponse);
  for (int i = 0; i < 3; ++i) writer.answer(wire_name("a"), DnsType::https, 60, data);
  ASSERT_EQ(parse(writer), Answer::certain);
  EXPECT_TRUE(message_.left_out);
  EXPECT_EQ(message_.hints.size(), DnsScratch::kHints);
  EXPECT_EQ(message_.hints.back().record, 1);
}

// The most work that 64 KiB can ask for: thousands of names, each at the end of a chain of
// pointers.
TEST_F(DnsTest, ChainsOfPointersAreFollowedToTheirBoundAndNoFurther) {
  for (const unsigned pointers : {kMaxJumps - 1, kMaxJumps}) {
    DnsWriter writer(kResponse);
    const std::size_t chain = writer.data_at(wire_name(""));
    Octets data = wire_name("x");
    for (unsigned i = 0; i < pointers; ++i) {
      const Octets pointer = wire_pointer(i == 0 ? chain : chain + 3 + 2 * (i - 1));
      data.insert(data.end(), pointer.begin(), pointer.end());
    }
    writer.answer(wire_name(""), DnsType::txt, 1, data);
    // Its place is not remembered: only where a name was read before is.
    const Octets last = wire_pointer(chain + data.size() - 2, "y");
    while (writer.at() < 65'000) writer.answer(last, DnsType::txt, 1, {});
    const bool within = pointers < kMaxJumps;
    EXPECT_EQ(parse(writer), within ? Answer::certain : Answer::fault);
    EXPECT_EQ(message_.records.size(), within ? DnsScratch::kRecords : 1U);
    EXPECT_EQ(message_.records.back().name.text, within ? "y.x" : "");
  }
}

}  // namespace
}  // namespace cutoffd::dissect::dns_test
