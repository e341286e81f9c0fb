// Where an answer leads, and how it blocks.
#include "capture/dissect/dns_answer.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/capture/dissect/dns_writer.h"

namespace cutoffd::dissect::dns_answer_test {
namespace {

using wire::OctetWriter;

class DnsAnswerTest : public ::testing::Test {
 protected:
  const DnsMessage& read(const DnsWriter& writer) {
    octets_ = writer.message();
    parse_dns(octets_, *scratch_, message_);
    return message_;
  }
  // The addresses that the first question leads to: "192.0.2.1/60 2001:db8::1/30".
  std::string chain(const DnsWriter& writer) {
    read(writer);
    const AnswerChain result = follow_chain(message_, message_.questions[0].name);
    std::string out;
    for (const auto& entry : result.addresses.entries()) {
      if (!out.empty()) out += ' ';
      out += std::string(text(entry.ip).view()) + '/' + std::to_string(entry.ttl);
    }
    return out;
  }
  std::optional<Blocked> blocked(const DnsWriter& writer) { return blocked_how(read(writer)); }

  Octets octets_;
  std::unique_ptr<DnsScratch> scratch_ = std::make_unique<DnsScratch>();
  DnsMessage message_;
};

const Octets kOne{192, 0, 2, 1};
const Octets kTwo{192, 0, 2, 2};
const Octets kOneV6 = OctetWriter().hex("20010db8000000000000000000000001").take();

DnsWriter asked(std::string_view name = "a.example", DnsType type = DnsType::a,
                std::uint16_t flags = kResponse) {
  return DnsWriter(flags).question(name, type);
}
Octets service(std::string_view target, const Octets& parameters = {}) {
  return OctetWriter().u16(1).bytes(wire_name(target)).bytes(parameters).take();
}

TEST_F(DnsAnswerTest, AddressesOfTheQuestionAreReached) {
  EXPECT_EQ(chain(asked()
                      .answer(wire_pointer(12), DnsType::a, 60, kOne)
                      .answer(wire_name("A.Example"), DnsType::a, 50, kTwo)),
            "192.0.2.1/60 192.0.2.2/50");
}

TEST_F(DnsAnswerTest, AddressesOfOtherNamesAreNot) {
  EXPECT_EQ(chain(asked()
                      .answer(wire_name("b.example"), DnsType::a, 60, kOne)
                      .authority(wire_pointer(12), DnsType::a, 60, kOne)
                      .additional(wire_pointer(12), DnsType::a, 60, kOne)),
            "");
}

TEST_F(DnsAnswerTest, ATtlIsTheLeastAlongTheChain) {
  EXPECT_EQ(chain(asked()
                      .answer(wire_pointer(12), DnsType::cname, 20, wire_name("b.example"))
                      .answer(wire_name("b.example"), DnsType::cname, 300, wire_name("c.example"))
                      .answer(wire_name("c.example"), DnsType::a, 60, kOne)
                      .answer(wire_name("c.example"), DnsType::a, 10, kTwo)),
            "192.0.2.1/20 192.0.2.2/10");
}

TEST_F(DnsAnswerTest, TheOrderOfRecordsDoesNotMatter) {
  EXPECT_EQ(chain(asked()
                      .answer(wire_name("c.example"), DnsType::a, 60, kOne)
                      .answer(wire_name("b.example"), DnsType::cname, 300, wire_name("c.example"))
                      .answer(wire_pointer(12), DnsType::cname, 20, wire_name("b.example"))),
            "192.0.2.1/20");
}

TEST_F(DnsAnswerTest, ALoopOfAliasesEnds) {
  EXPECT_EQ(chain(asked()
                      .answer(wire_pointer(12), DnsType::cname, 20, wire_name("b.example"))
                      .answer(wire_name("b.example"), DnsType::cname, 20, wire_name("a.example"))
                      .answer(wire_name("b.example"), DnsType::a, 20, kOne)),
            "192.0.2.1/20")
      << "each address once, however often the loop passes it";
  EXPECT_EQ(chain(asked().answer(wire_pointer(12), DnsType::cname, 20, wire_pointer(12))), "");
  EXPECT_EQ(chain(asked().answer(wire_name("example"), DnsType::dname, 20, wire_name("b.example"))),
            "");
}

TEST_F(DnsAnswerTest, AChainOfManyAliasesIsFollowedToTheBound) {
  for (const int aliases : {kMaxChain - 1, kMaxChain}) {
    DnsWriter writer = asked("n0");
    for (int i = 0; i < aliases; ++i) {
      writer.answer(wire_name("n" + std::to_string(i)), DnsType::cname, 9,
                    wire_name("n" + std::to_string(i + 1)));
    }
    writer.answer(wire_name("n" + std::to_string(aliases)), DnsType::a, 9, kOne);
    EXPECT_EQ(chain(writer), aliases < kMaxChain ? "192.0.2.1/9" : "");
  }
}

TEST_F(DnsAnswerTest, ADnameRenamesWhatIsBelowItsOwner) {
  EXPECT_EQ(chain(asked("host.old.example")
                      .answer(wire_name("old.example"), DnsType::dname, 30, wire_name("new.test"))
                      .answer(wire_name("host.new.test"), DnsType::a, 60, kOne)),
            "192.0.2.1/30");
  EXPECT_EQ(chain(asked("old.example")
                      .answer(wire_name("old.example"), DnsType::dname, 30, wire_name("new.test"))
                      .answer(wire_name("new.test"), DnsType::a, 60, kOne)),
            "")
      << "not the owner itself";
  EXPECT_EQ(chain(asked("hostold.example")
                      .answer(wire_name("old.example"), DnsType::dname, 30, wire_name("new.test"))
                      .answer(wire_name("hostnew.test"), DnsType::a, 60, kOne)),
            "")
      << "by whole labels";
}

TEST_F(DnsAnswerTest, ADnameOfTheRootEndsAtTheBound) {
  EXPECT_EQ(chain(asked("a.b")
                      .answer(wire_name(""), DnsType::dname, 30, wire_name("x"))
                      .answer(wire_name("a.b.x"), DnsType::a, 60, kOne)),
            "192.0.2.1/30")
      << "it renames again and again, within the bound";
}

TEST_F(DnsAnswerTest, TheAliasThatAServerMadeOfADnameIsPreferred) {
  EXPECT_EQ(chain(asked("h.old.example")
                      .answer(wire_name("old.example"), DnsType::dname, 30, wire_name("new.test"))
                      .answer(wire_pointer(12), DnsType::cname, 0, wire_name("h.new.test"))
                      .answer(wire_name("h.new.test"), DnsType::a, 60, kOne)),
            "192.0.2.1/0");
}

TEST_F(DnsAnswerTest, ServiceRecordsLeadToHintsAndToTheTargetsAddresses) {
  const Octets hints = OctetWriter().u16(4).u16(4).bytes(kOne).take();
  EXPECT_EQ(chain(asked("a.example", DnsType::https)
                      .answer(wire_pointer(12), DnsType::https, 40, service("", hints))),
            "192.0.2.1/40");
  EXPECT_EQ(chain(asked("a.example", DnsType::https)
                      .answer(wire_pointer(12), DnsType::https, 40, service("svc.example", hints))
                      .additional(wire_name("svc.example"), DnsType::a, 30, kTwo)
                      .additional(wire_name("svc.example"), DnsType::aaaa, 90, kOneV6)),
            "192.0.2.1/40 192.0.2.2/30 2001:db8::1/40");
}

TEST_F(DnsAnswerTest, MoreAddressesThanAreKeptAreCounted) {
  DnsWriter writer = asked();
  for (std::uint8_t i = 0; i < 20; ++i)
    writer.answer(wire_pointer(12), DnsType::a, 9, {10, 0, 0, i});
  read(writer);
  const AnswerChain result = follow_chain(message_, message_.questions[0].name);
  EXPECT_EQ(result.addresses.entries().size(), AnsweredAddresses::kMax);
  EXPECT_EQ(result.left_out, 20 - AnsweredAddresses::kMax);
}

TEST_F(DnsAnswerTest, ErrorsBlockByTheirCode) {
  EXPECT_EQ(blocked(asked("a", DnsType::txt, 0x8183)), Blocked::nxdomain);
  EXPECT_EQ(blocked(asked("a", DnsType::a, 0x8185)), Blocked::refused);
  EXPECT_EQ(blocked(asked("a", DnsType::a, 0x8182)), std::nullopt) << "SERVFAIL may be anything";
  EXPECT_EQ(blocked(asked("a", DnsType::a, 0x0103)), std::nullopt) << "a question blocks nothing";
  EXPECT_EQ(blocked(asked("a", DnsType::soa, 0xa883)), std::nullopt) << "an update's answer";
}

TEST_F(DnsAnswerTest, ExtendedErrorsThatSayFilteredGoBeforeAll) {
  for (const std::uint16_t code : {std::uint16_t{14}, std::uint16_t{15}, std::uint16_t{16},
                                   std::uint16_t{17}, std::uint16_t{18}}) {
    const Octets option = OctetWriter().u16(15).u16(2).u16(code).take();
    const auto expected = code >= 15 && code <= 17 ? Blocked::filtered : Blocked::nxdomain;
    EXPECT_EQ(blocked(asked("a", DnsType::a, 0x8183).opt(option)), expected) << code;
  }
}

TEST_F(DnsAnswerTest, AnAnswerWithoutAddressIsNoData) {
  const Octets soa = OctetWriter().bytes(wire_name("ns")).bytes(wire_name("m")).fill(20).take();
  EXPECT_EQ(blocked(asked()), Blocked::nodata) << "as block lists answer";
  EXPECT_EQ(blocked(asked().authority(wire_name("example"), DnsType::soa, 9, soa)),
            Blocked::nodata);
  EXPECT_EQ(blocked(asked().answer(wire_pointer(12), DnsType::cname, 9, wire_name("b.example"))),
            Blocked::nodata);
  EXPECT_EQ(blocked(asked("a.example", DnsType::https)), std::nullopt) << "most names have none";
  EXPECT_EQ(blocked(asked("a.example", DnsType::a, 0x8380)), std::nullopt) << "truncated";
  EXPECT_EQ(blocked(asked().authority(wire_name("example"), DnsType::ns, 9, wire_name("ns"))),
            std::nullopt)
      << "a referral";
}

TEST_F(DnsAnswerTest, AnAnswerThatIsCutIsNotNoData) {
  Octets message = asked().answer(wire_pointer(12), DnsType::a, 9, kOne).message();
  message.pop_back();
  parse_dns(message, *scratch_, message_);
  EXPECT_EQ(blocked_how(message_), std::nullopt);
}

TEST_F(DnsAnswerTest, AddressesThatLeadNowhereAreASinkhole) {
  const auto with = [this](const Octets& address) {
    const DnsType type = address.size() == 4 ? DnsType::a : DnsType::aaaa;
    return blocked(asked("a.example", type).answer(wire_pointer(12), type, 9, address));
  };
  EXPECT_EQ(with({0, 0, 0, 0}), Blocked::sinkhole);
  EXPECT_EQ(with({127, 0, 0, 1}), Blocked::sinkhole);
  EXPECT_EQ(with({127, 9, 9, 9}), Blocked::sinkhole);
  EXPECT_EQ(with(Octets(16)), Blocked::sinkhole);
  EXPECT_EQ(with(OctetWriter().fill(15).u8(1).take()), Blocked::sinkhole);
  EXPECT_EQ(with(OctetWriter().fill(10).hex("ffff 00000000").take()), Blocked::sinkhole);
  EXPECT_EQ(with(OctetWriter().fill(10).hex("ffff 7f000001").take()), Blocked::sinkhole);
  EXPECT_EQ(with(OctetWriter().fill(10).hex("ffff c0000201").take()), std::nullopt);
  EXPECT_EQ(with(kOne), std::nullopt);
  EXPECT_EQ(with(kOneV6), std::nullopt);
  EXPECT_EQ(blocked(asked()
                        .answer(wire_pointer(12), DnsType::a, 9, {0, 0, 0, 0})
                        .answer(wire_pointer(12), DnsType::a, 9, kOne)),
            std::nullopt)
      << "one address that leads somewhere is enough";
}

}  // namespace
}  // namespace cutoffd::dissect::dns_answer_test
