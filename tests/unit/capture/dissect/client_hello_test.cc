#include "capture/dissect/client_hello.h"

#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"

namespace cutoffd::dissect::client_hello_test {
namespace {

using wire::HelloSpec;
using wire::Octets;
using wire::OctetWriter;
using wire::operator+;

ClientHello must_parse(Bytes body, HelloForm form = HelloForm::tls) {
  ClientHello hello;
  EXPECT_EQ(parse_client_hello(body, hello, form), Answer::certain);
  return hello;
}

std::string name_of(const ClientHello& hello) {
  const auto name = hello.server_name();
  return name ? std::string(name->text) : "-";
}
std::string name_of(std::string_view host) {
  const Octets body = wire::client_hello_with(wire::server_name_extension(as_bytes(host)));
  return name_of(must_parse(body));
}

TEST(ClientHello, TellsWhatItOffers) {
  const Octets body =
      wire::client_hello({.hybrid = true, .grease = true, .ech = true, .quic = true});
  const ClientHello hello = must_parse(body);
  EXPECT_EQ(name_of(hello), "www.example.com");
  EXPECT_EQ(hello.name_state, ServerName::read);
  EXPECT_EQ(hello.version, 0x0303);
  EXPECT_EQ(hello.random.size(), 32U);
  EXPECT_EQ(hello.session_id.size(), 32U);
  EXPECT_EQ(hello.alpn, "h2");
  EXPECT_TRUE(hello.ech);
  EXPECT_TRUE(hello.quic);
  EXPECT_FALSE(hello.esni);
  EXPECT_FALSE(hello.name_repeated);
  EXPECT_FALSE(hello.trailing);
  EXPECT_TRUE(is_grease(hello.cipher_suites[0]));
  EXPECT_EQ(hello.cipher_suites[1], 0x1301);
  EXPECT_EQ(hello.cipher_suites.size(), 16U);
  EXPECT_EQ(hello.supported_versions[1], 0x0304);
  EXPECT_EQ(hello.supported_groups[1], 0x11ec);
  EXPECT_EQ(hello.signature_algorithms.size(), 8U);
  EXPECT_EQ(hello.point_formats.size(), 1U);
}

TEST(ClientHello, OfEverySizeAndShapeGivesItsName) {
  for (const std::size_t size : {0U, 200U, 517U, 1700U, 4096U, 16384U, 60000U}) {
    for (unsigned shape = 0; shape < 32; ++shape) {
      const HelloSpec spec{.size = size,
                           .tls13 = (shape & 1) != 0,
                           .hybrid = (shape & 2) != 0,
                           .grease = (shape & 4) != 0,
                           .ech = (shape & 8) != 0,
                           .name_last = (shape & 16) != 0,
                           .seed = size + shape};
      const Octets body = wire::client_hello(spec);
      EXPECT_GE(body.size(), size);
      const ClientHello hello = must_parse(body);
      EXPECT_EQ(name_of(hello), "www.example.com");
      EXPECT_EQ(hello.ech, spec.ech);
    }
  }
}

TEST(ClientHello, CutAnywhereGivesNoName) {
  const Octets body = wire::client_hello({.name = "a.very.long.name.example.com", .hybrid = true});
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Octets cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    ClientHello hello;
    if (parse_client_hello(cut, hello) == Answer::certain) {
      // The one legal end before the extensions: a hello without them.
      EXPECT_EQ(hello.name_state, ServerName::absent) << size;
      EXPECT_TRUE(hello.extensions.empty());
    }
  }
}

TEST(ClientHello, WithoutExtensionsIsWholeAndNameless) {
  const ClientHello bare = must_parse(wire::client_hello({.bare = true}));
  EXPECT_EQ(bare.name_state, ServerName::absent);
  EXPECT_TRUE(bare.extensions.empty());
  const ClientHello empty = must_parse(wire::client_hello_with({}, 0x0300));
  EXPECT_EQ(name_of(empty), "-");
  EXPECT_EQ(empty.version, 0x0300);
}

TEST(ClientHello, NamesAreJudgedForWhatTheyAre) {
  EXPECT_EQ(name_of("WWW.Example.COM"), "www.example.com");
  EXPECT_EQ(name_of("www.example.com."), "www.example.com");
  EXPECT_EQ(name_of("_sip.example.com"), "_sip.example.com");
  EXPECT_EQ(name_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(name_of("2001:DB8::1"), "2001:db8::1");
  EXPECT_EQ(name_of(std::string("evil.com\0.example.com", 21)), R"(evil.com\000.example.com)");
  EXPECT_EQ(name_of("a..b"), "a..b");
  EXPECT_EQ(name_of("b\xc3\xbc"
                    "cher.example"),
            R"(b\195\188cher.example)");

  const auto form_of = [](std::string_view host) {
    const Octets body = wire::client_hello_with(wire::server_name_extension(as_bytes(host)));
    return must_parse(body).server_name()->form;
  };
  EXPECT_EQ(form_of("www.example.com"), NameForm::domain);
  EXPECT_EQ(form_of("192.0.2.1"), NameForm::address);
  EXPECT_EQ(form_of("a..b"), NameForm::odd);
  EXPECT_EQ(form_of(std::string(254, 'x')), NameForm::odd);
}

TEST(ClientHello, NamesAreNeverCut) {
  const Octets body =
      wire::client_hello_with(wire::server_name_extension(as_bytes(std::string(2000, 'x'))));
  const ClientHello hello = must_parse(body);
  EXPECT_EQ(hello.name_state, ServerName::too_long);
  EXPECT_EQ(hello.server_name(), std::nullopt);
}

TEST(ClientHello, TheFirstOfSeveralNamesCounts) {
  const Octets host = OctetWriter().u8(0).u16(5).text("a.com").u8(0).u16(5).text("b.com").take();
  const Octets two_names = wire::extension(0, OctetWriter().u16(host.size()).bytes(host).take());
  ClientHello hello = must_parse(wire::client_hello_with(two_names));
  EXPECT_EQ(name_of(hello), "a.com");
  EXPECT_TRUE(hello.name_repeated);

  const Octets two_extensions = wire::server_name_extension(as_bytes("a.com")) +
                                wire::server_name_extension(as_bytes("b.com"));
  hello = must_parse(wire::client_hello_with(two_extensions));
  EXPECT_EQ(name_of(hello), "a.com");
  EXPECT_TRUE(hello.name_repeated);
}

TEST(ClientHello, OtherKindsOfNameArePassedOver) {
  const Octets names = OctetWriter().u8(7).u16(3).text("abc").u8(0).u16(5).text("a.com").take();
  const Octets block = wire::extension(0, OctetWriter().u16(names.size()).bytes(names).take());
  EXPECT_EQ(name_of(must_parse(wire::client_hello_with(block))), "a.com");
}

TEST(ClientHello, AnEmptyServerNameIsNone) {
  for (const char* data : {"", "0000", "0003 00 0000"}) {
    const Octets block = wire::extension(0, OctetWriter().hex(data).take());
    EXPECT_EQ(must_parse(wire::client_hello_with(block)).name_state, ServerName::absent) << data;
  }
}

TEST(ClientHello, AServerNameThatContradictsItselfIsAFault) {
  for (const char* data : {"00", "0009 00 0005 612e636f6d", "0008 00 0006 612e636f6d",
                           "0003 00 0005 612e636f6d", "0001 00"}) {
    const Octets block = wire::extension(0, OctetWriter().hex(data).take());
    ClientHello hello;
    EXPECT_EQ(parse_client_hello(wire::client_hello_with(block), hello), Answer::fault) << data;
  }
}

TEST(ClientHello, ABrokenOtherExtensionCostsOnlyItself) {
  for (const std::uint16_t type : std::initializer_list<std::uint16_t>{10, 11, 13, 16, 43}) {
    const Octets block = wire::extension(type, OctetWriter().hex("ffff01").take()) +
                         wire::server_name_extension(as_bytes("a.com"));
    const ClientHello hello = must_parse(wire::client_hello_with(block));
    EXPECT_EQ(name_of(hello), "a.com");
    EXPECT_TRUE(hello.alpn.empty());
    EXPECT_TRUE(hello.supported_groups.empty());
    EXPECT_TRUE(hello.supported_versions.empty());
    EXPECT_TRUE(hello.signature_algorithms.empty());
    EXPECT_TRUE(hello.point_formats.empty());
  }
}

// A hello whose octets behind the name were damaged was refused, though the name in it was whole.
TEST(ClientHello, LengthsThatGoWrongBehindTheNameDoNotCostIt) {
  const Octets name = wire::server_name_extension(as_bytes("a.com"));
  const Octets wrong = OctetWriter().hex("0010 ffff 01").take();
  const ClientHello hello = must_parse(wire::client_hello_with(name + wrong));
  EXPECT_EQ(name_of(hello), "a.com");
  EXPECT_TRUE(hello.broken);
  ClientHello none;
  EXPECT_EQ(parse_client_hello(wire::client_hello_with(wrong + name), none), Answer::fault);
}

TEST(ClientHello, OctetsBehindTheExtensionsAreTold) {
  Octets body = wire::client_hello_with(wire::server_name_extension(as_bytes("a.com")));
  body.push_back(0);
  const ClientHello hello = must_parse(body);
  EXPECT_TRUE(hello.trailing);
  EXPECT_EQ(name_of(hello), "a.com");
}

TEST(ClientHello, EncryptedNamesAreTold) {
  EXPECT_TRUE(must_parse(wire::client_hello_with(wire::extension(0xffce, Octets(10)))).esni);
  for (const std::uint16_t ech :
       std::initializer_list<std::uint16_t>{0xfe08, 0xfe09, 0xfe0a, 0xfe0d}) {
    EXPECT_TRUE(must_parse(wire::client_hello_with(wire::extension(ech, Octets(10)))).ech);
  }
  EXPECT_FALSE(must_parse(wire::client_hello_with(wire::extension(0xfe0e, Octets(10)))).ech);
  EXPECT_FALSE(must_parse(wire::client_hello_with(wire::extension(0xfe07, Octets(10)))).ech);
}

TEST(ClientHello, OfDtlsHasACookie) {
  const Octets body = wire::client_hello({.dtls = true, .cookie = Octets(20, 3)});
  const ClientHello hello = must_parse(body, HelloForm::dtls);
  EXPECT_EQ(name_of(hello), "www.example.com");
  EXPECT_EQ(hello.version, 0xfefd);
  EXPECT_EQ(Octets(hello.cookie.begin(), hello.cookie.end()), Octets(20, 3));
  ClientHello wrong;
  EXPECT_NE(parse_client_hello(body, wrong, HelloForm::tls), Answer::certain);
}

TEST(ClientHello, InSsl2FormIsWholeAndNameless) {
  const Octets record = wire::sslv2_hello(0x0301, 10);
  const Bytes body = Bytes(record).subspan(3);
  const ClientHello hello = must_parse(body, HelloForm::sslv2);
  EXPECT_EQ(hello.version, 0x0301);
  EXPECT_EQ(hello.random.size(), 32U);
  EXPECT_EQ(name_of(hello), "-");
  for (std::size_t size = 0; size < body.size(); ++size) {
    ClientHello cut;
    EXPECT_EQ(parse_client_hello(body.first(size), cut, HelloForm::sslv2), Answer::fault) << size;
  }
}

TEST(ClientHello, CopiesKeepTheirName) {
  const Octets body = wire::client_hello({});
  ClientHello copy;
  {
    const ClientHello hello = must_parse(body);
    copy = hello;
  }
  EXPECT_EQ(name_of(copy), "www.example.com");
}

TEST(Grease, IsKnownByItsPattern) {
  int count = 0;
  for (unsigned value = 0; value <= 0xffff; ++value) {
    if (is_grease(static_cast<std::uint16_t>(value))) ++count;
  }
  EXPECT_EQ(count, 16);  // RFC 8701 section 2
  EXPECT_TRUE(is_grease(0x0a0a));
  EXPECT_TRUE(is_grease(0xfafa));
  EXPECT_FALSE(is_grease(0x1a2a));
}

}  // namespace
}  // namespace cutoffd::dissect::client_hello_test
