// DNS on ports that say nothing: only what is flawless is taken for DNS.
#include <random>

#include <gtest/gtest.h>

#include "capture/dissect/dns.h"
#include "tests/unit/capture/dissect/dns_writer.h"

namespace cutoffd::dissect::dns_probe_test {
namespace {

DnsWriter query() { return DnsWriter(kQuery).question("www.example.org", DnsType::https).opt({}); }
DnsWriter response() {
  DnsWriter writer(kResponse);
  writer.question("www.example.org", DnsType::a);
  writer.answer(wire_pointer(12), DnsType::cname, 60, wire_pointer(16, "b"));
  return writer.answer(wire_pointer(16, "b"), DnsType::a, 60, {192, 0, 2, 1}).opt({});
}

TEST(LooksLikeDns, KnowsQuestionsAndAnswers) {
  EXPECT_TRUE(looks_like_dns(query().message()));
  EXPECT_TRUE(looks_like_dns(response().message()));
  EXPECT_TRUE(looks_like_dns(DnsWriter(kQuery).question("", DnsType::ns).message()));
  EXPECT_TRUE(looks_like_dns(DnsWriter(0x8183).question("no.example", DnsType::a).message()));
}

TEST(LooksLikeDns, IsToldByTheLastOctetToo) {
  for (const Octets& whole : {query().message(), response().message()}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(looks_like_dns(Bytes(whole).first(size))) << size;
    }
    Octets longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(looks_like_dns(longer));
  }
}

TEST(LooksLikeDns, RefusesHeadersThatAQueryDoesNotHave) {
  const Octets whole = query().message();
  const auto with = [&whole](std::size_t offset, std::uint8_t value) {
    Octets changed = whole;
    changed[offset] = value;
    return looks_like_dns(changed);
  };
  EXPECT_FALSE(with(2, 0x09)) << "opcode";
  EXPECT_FALSE(with(2, 0x05)) << "AA in a query";
  EXPECT_FALSE(with(2, 0x03)) << "TC in a query";
  EXPECT_FALSE(with(3, 0x80)) << "RA in a query";
  EXPECT_FALSE(with(3, 0x03)) << "RCODE in a query";
  EXPECT_FALSE(with(3, 0x40)) << "the reserved bit";
  EXPECT_FALSE(with(5, 0)) << "no question";
  EXPECT_FALSE(with(5, 2)) << "two questions";
  EXPECT_FALSE(with(7, 1)) << "an answer in a query";
  EXPECT_FALSE(with(11, 3)) << "three additional records";
}

TEST(LooksLikeDns, RefusesNamesTypesAndDataThatContradict) {
  EXPECT_FALSE(looks_like_dns(DnsWriter(kQuery).question({1, 0x01, 0}, DnsType::a).message()));
  EXPECT_FALSE(looks_like_dns(DnsWriter(kQuery).question("a", static_cast<DnsType>(0)).message()));
  EXPECT_FALSE(
      looks_like_dns(DnsWriter(kQuery).question("a", static_cast<DnsType>(200)).message()));
  EXPECT_FALSE(looks_like_dns(DnsWriter(kQuery).question("a", DnsType::a, 2).message()));
  EXPECT_FALSE(looks_like_dns(DnsWriter(kResponse)
                                  .question("a", DnsType::a)
                                  .answer(wire_pointer(12), DnsType::a, 1, Octets(5))
                                  .message()));
  EXPECT_FALSE(looks_like_dns(DnsWriter(kResponse)
                                  .question("a", DnsType::a)
                                  .answer(wire_pointer(0x3f00), DnsType::a, 1, Octets(4))
                                  .message()));
}

TEST(LooksLikeDns, IsNotFooledByNoise) {
  std::mt19937 random(1);
  for (int round = 0; round < 200'000; ++round) {
    Octets noise(17 + random() % 100);
    for (auto& octet : noise) octet = static_cast<std::uint8_t>(random());
    ASSERT_FALSE(looks_like_dns(noise)) << "round " << round;
  }
}

}  // namespace
}  // namespace cutoffd::dissect::dns_probe_test
