#include "capture/dissect/x509.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/x509.h>

#include "tests/support/certificate_builder.h"
#include "tests/support/hello_builder.h"

namespace cutoffd::dissect::x509_test {
namespace {

using wire::CertificateSpec;
using wire::NameAttribute;
using wire::Octets;
using wire::OctetWriter;

std::vector<std::string> names_in(const Certificate& certificate) {
  std::vector<std::string> out;
  Bytes rest = certificate.alt_names;
  NameText storage;
  while (const auto name = next_dns_name(rest, storage)) out.emplace_back(name->text);
  return out;
}

// The content of a Name, as parse_certificate() gives it.
Octets content(const std::vector<NameAttribute>& attributes) {
  const Octets name = wire::distinguished_name(attributes);
  const std::size_t header = name[1] < 0x80 ? 2 : 2 + (name[1] & 0x7fU);
  return {name.begin() + static_cast<std::ptrdiff_t>(header), name.end()};
}

std::string text_of(const std::vector<NameAttribute>& attributes) {
  return std::string(distinguished_text(content(attributes)).view());
}
std::string text_of(std::string value, std::uint8_t tag = 0x0c) {
  return text_of({{wire::kIdCommonName, std::move(value), tag}});
}

TEST(Certificate, GivesItsNames) {
  const CertificateSpec spec{.dns_names = {"www.Example.com", "*.example.net", "example.org."},
                             .other_names = true};
  const Octets der = wire::certificate(spec);
  Certificate certificate;
  ASSERT_EQ(parse_certificate(der, certificate), Answer::certain);
  EXPECT_EQ(names_in(certificate),
            (std::vector<std::string>{"www.example.com", "*.example.net", "example.org"}));
  NameText storage;
  EXPECT_EQ(common_name(certificate.subject, storage)->text, "www.example.com");
  EXPECT_EQ(distinguished_text(certificate.subject).view(), "CN=www.example.com,O=Example,C=US");
  EXPECT_EQ(distinguished_text(certificate.issuer).view(), "CN=Example CA,O=Example Trust,C=US");
}

TEST(Certificate, MayBeOfVersionOneAndWithoutNames) {
  const Octets der = wire::certificate({.subject = {}, .version_1 = true});
  Certificate certificate;
  ASSERT_EQ(parse_certificate(der, certificate), Answer::certain);
  EXPECT_TRUE(names_in(certificate).empty());
  NameText storage;
  EXPECT_EQ(common_name(certificate.subject, storage), std::nullopt);
  EXPECT_TRUE(distinguished_text(certificate.subject).empty());
}

TEST(Certificate, KeepsOddNamesApart) {
  const CertificateSpec spec{.dns_names = {std::string("a\0b.com", 7), "192.0.2.1",
                                           "with space.com", "", std::string(2000, 'x'),
                                           "last.example"}};
  const Octets der = wire::certificate(spec);
  Certificate certificate;
  ASSERT_EQ(parse_certificate(der, certificate), Answer::certain);
  Bytes rest = certificate.alt_names;
  NameText storage;
  EXPECT_EQ(next_dns_name(rest, storage)->form, NameForm::odd);
  EXPECT_EQ(next_dns_name(rest, storage)->form, NameForm::address);
  EXPECT_EQ(next_dns_name(rest, storage)->form, NameForm::odd);
  EXPECT_EQ(next_dns_name(rest, storage)->text, "last.example");  // empty and too long: passed over
  EXPECT_EQ(next_dns_name(rest, storage), std::nullopt);
}

TEST(Certificate, CutAnywhereGivesNothing) {
  const Octets der = wire::certificate({.dns_names = {"www.example.com", "b.example.com"}});
  for (std::size_t size = 0; size < der.size(); ++size) {
    Certificate certificate;
    const Octets cut(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(parse_certificate(cut, certificate), Answer::fault) << size;
  }
}

TEST(Certificate, WithAnyOctetChangedIsReadWithoutHarm) {
  const Octets der = wire::certificate({.dns_names = {"www.example.com", "b.example.com"}});
  for (std::size_t i = 0; i < der.size(); ++i) {
    for (const int value : {0x00, 0x30, 0x7f, 0x80, 0x84, 0xff}) {
      Octets changed = der;
      changed[i] = static_cast<std::uint8_t>(value);
      Certificate certificate;
      if (parse_certificate(changed, certificate) != Answer::certain) continue;
      names_in(certificate);
      NameText storage;
      common_name(certificate.subject, storage);
      EXPECT_LE(distinguished_text(certificate.subject).size(), 1024U);
    }
  }
}

TEST(CommonName, IsTheMostSpecificOfSeveral) {
  NameText storage;
  const Octets name = content({{wire::kIdCommonName, "outer.example"},
                               {wire::kIdOrganisation, "not this"},
                               {wire::kIdCommonName, "inner.example", 0x13}});
  EXPECT_EQ(common_name(name, storage)->text, "inner.example");
}

TEST(DistinguishedText, EscapesWhatIsSpecial) {
  EXPECT_EQ(text_of("James \"Jim\" Smith, III"), R"(CN=James \"Jim\" Smith\, III)");  // RFC 4514 §4
  EXPECT_EQ(text_of("Before\rAfter"), R"(CN=Before\0dAfter)");
  EXPECT_EQ(text_of("#1 <a+b;c>\\"), R"(CN=\#1 \<a\+b\;c\>\\)");
  EXPECT_EQ(text_of(" x "), R"(CN=\ x\ )");
  EXPECT_EQ(text_of(" "), R"(CN=\ )");
  EXPECT_EQ(text_of(""), "CN=");
  EXPECT_EQ(text_of(std::string("a\0b", 3)), R"(CN=a\00b)");
}

TEST(DistinguishedText, TurnsEveryStringIntoUtf8) {
  EXPECT_EQ(text_of("Lu\xc4\x8di\xc4\x87"), "CN=Lu\xc4\x8di\xc4\x87");  // RFC 4514 section 4
  EXPECT_EQ(text_of("J\xf6rg", 0x14), "CN=J\xc3\xb6rg");
  EXPECT_EQ(text_of(std::string("\0L\x01\x0d", 4), 0x1e), "CN=L\xc4\x8d");
  EXPECT_EQ(text_of(std::string("\0\1\xf6\0", 4), 0x1c), "CN=\xf0\x9f\x98\x80");
  EXPECT_EQ(text_of("\xff\xc3(\xe2\x82"), "CN=\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(text_of("\xed\xa0\x80"), "CN=\xef\xbf\xbd") << "a surrogate is no character";
  EXPECT_EQ(text_of("\xc2\x85"), R"(CN=\c2\85)");
  EXPECT_EQ(text_of(std::string("\xd8\x00", 2), 0x1e), "CN=\xef\xbf\xbd");
}

TEST(DistinguishedText, ShowsUnknownTypesByNumber) {
  const Octets unknown = OctetWriter().hex("2b 06 01 04 01 8b 3a 00").take();  // RFC 4514's example
  EXPECT_EQ(text_of({{unknown, "Hi"}}), "1.3.6.1.4.1.1466.0=#0c024869");
  EXPECT_EQ(text_of({{wire::kIdCommonName, "\x05", 0x02}}), "CN=#020105");
}

TEST(DistinguishedText, IsNeverCut) {
  EXPECT_EQ(text_of(std::string(1021, 'x')).size(), 1024U);
  EXPECT_EQ(text_of(std::string(1022, 'x')), "");
  EXPECT_EQ(text_of(std::vector<NameAttribute>(64, {wire::kIdCommonName, "x"})).size(),
            64U * 5 - 1);
  EXPECT_EQ(text_of(std::vector<NameAttribute>(65, {wire::kIdCommonName, "x"})), "");
}

TEST(DistinguishedText, JoinsTheAttributesOfOneRdn) {
  const auto pair = [](const Octets& id, std::string_view value) {
    return wire::der(0x30, wire::operator+(wire::der(6, id), wire::der(0x0c, as_bytes(value))));
  };
  const Octets both =
      wire::operator+(pair(wire::kIdOrganisation, "a"), pair(wire::kIdCommonName, "b"));
  EXPECT_EQ(distinguished_text(wire::der(0x31, both)).view(), "O=a+CN=b");
}

// libcrypto's own reader and printer, with the same rules.
std::string libcrypto_says(const std::vector<NameAttribute>& attributes) {
  const Octets der = wire::distinguished_name(attributes);
  const std::uint8_t* at = der.data();
  const std::unique_ptr<X509_NAME, decltype(&X509_NAME_free)> name(
      d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())), X509_NAME_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  const unsigned long flags =
      (XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) |
      ASN1_STRFLGS_UTF8_CONVERT;
  X509_NAME_print_ex(out.get(), name.get(), 0, flags);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

TEST(DistinguishedText, AgreesWithLibcrypto) {
  std::mt19937 random(4514);
  const std::string alphabet = "abcXYZ09 #,+\"\\<>;=*-.@'()/:?";
  for (int round = 0; round < 500; ++round) {
    std::vector<NameAttribute> attributes;
    for (std::size_t i = 0; i <= random() % 4; ++i) {
      std::string value;
      for (std::size_t n = 1 + random() % 12; n > 0; --n)
        value += alphabet[random() % alphabet.size()];
      if (value == "#") value = "##";  // libcrypto leaves a lone one bare; RFC 4514 does not
      const Octets ids[] = {wire::kIdCommonName, wire::kIdCountry, wire::kIdOrganisation};
      attributes.push_back({ids[random() % 3], value, 0x0c});
    }
    EXPECT_EQ(text_of(attributes), libcrypto_says(attributes));
  }
}

}  // namespace
}  // namespace cutoffd::dissect::x509_test
