// Where TLS begins on a connection that began in the clear.
#include "capture/dissect/starttls.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/octet_writer.h"

namespace cutoffd::dissect::starttls_test {
namespace {

using wire::Octets;
using wire::OctetWriter;

constexpr std::string_view kHello = "\x16\x03\x01";

struct Case {
  const char* what;
  Octets clear;
};

Octets text(std::string_view t) { return OctetWriter().text(t).take(); }
Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

const Case kCases[] = {
    {"SMTP", text("EHLO client.example\r\nSTARTTLS\r\n")},
    {"SMTP that says hello twice, in lower case", text("ehlo a\r\nHELO a\r\nstarttls \r\n")},
    {"LMTP", text("LHLO a\r\nSTARTTLS\r\n")},
    {"IMAP", text("a001 CAPABILITY\r\nA002 STARTTLS\r\n")},
    {"IMAP as openssl writes it", text(". CAPABILITY\r\n. STARTTLS\r\n")},
    {"IMAP with a number for a tag", text("0 ID (\"name\" \"x\")\r\n1 STARTTLS\r\n")},
    {"POP3", text("CAPA\r\nSTLS\r\n")},
    {"FTP", text("FEAT\r\nAUTH TLS\r\n")},
    {"FTP of old", text("AUTH SSL\r\n")},
    {"NNTP", text("MODE READER\r\nCAPABILITIES\r\nSTARTTLS\r\n")},
    {"ManageSieve", text("STARTTLS\n")},
    {"XMPP", text("<?xml version='1.0'?><stream:stream to='a.example' version='1.0'>"
                  "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")},
    {"XMPP with an end tag", text("<stream:stream to='a'><starttls xmlns='x'></starttls>")},
    {"PostgreSQL", hex("00000008 04d2162f")},
    {"PostgreSQL, GSS first", hex("00000008 04d21630")},
    {"MySQL", OctetWriter().hex("200000 01 85ae ff19 00000001 21").fill(23).take()},
    {"LDAP", OctetWriter().hex("301d 020101 7718 8016").text("1.3.6.1.4.1.1466.20037").take()},
    {"LDAP with long lengths, after a search",
     OctetWriter()
         .hex("3025 020101 6320 0400 0a0100 0a0100 020100 020100 010100 870b")
         .text("objectclass")
         .hex("3000")
         .hex("3082001d 020102 7718 8016")
         .text("1.3.6.1.4.1.1466.20037")
         .take()},
    {"LDAP as Windows writes lengths", OctetWriter()
                                           .hex("308400000021 020101 778400000018 8016")
                                           .text("1.3.6.1.4.1.1466.20037")
                                           .take()},
    {"IMAP with a tag of letters", text("abcd CAPABILITY\r\nefgh STARTTLS\r\n")},
    {"RDP", hex("03000013 0e e0 0000 0000 00 01 00 0800 03000000")},
    {"RDP with a cookie", OctetWriter()
                              .hex("03000027 22 e0 0000 0000 00")
                              .text("Cookie: mstshash=a\r\n")
                              .hex("01 00 0800 0b000000")
                              .take()},
};

TEST(Starttls, ThePreambleEndsWhereTlsBegins) {
  for (const Case& c : kCases) {
    const Octets stream = OctetWriter().bytes(c.clear).text(kHello).take();
    const Preamble preamble = read_preamble(stream);
    EXPECT_EQ(preamble.answer, Answer::certain) << c.what;
    EXPECT_EQ(preamble.octets, c.clear.size()) << c.what;
  }
}

TEST(Starttls, EachPrefixIsUnsure) {
  for (const Case& c : kCases) {
    for (std::size_t size = 0; size < c.clear.size(); ++size) {
      EXPECT_EQ(read_preamble(Bytes(c.clear).first(size)).answer, Answer::unsure)
          << c.what << ' ' << size;
    }
  }
}

TEST(Starttls, OneRequestMayFollowAnother) {
  const Octets stream = hex("00000008 04d21630 00000008 04d2162f 160301");
  const Preamble first = read_preamble(stream);
  ASSERT_EQ(first.answer, Answer::certain);
  const Preamble second = read_preamble(Bytes(stream).subspan(first.octets));
  ASSERT_EQ(second.answer, Answer::certain);
  EXPECT_EQ(first.octets + second.octets, 16U);
}

TEST(Starttls, SessionsThatGoOnInTheClearAreNotMine) {
  for (const std::string_view clear :
       {"EHLO a\r\nMAIL FROM:<a@b>\r\n", "EHLO a\r\nAUTH PLAIN AGEAYg==\r\n", "USER a\r\n",
        "a1 LOGIN a b\r\n", "GET / HTTP/1.1\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "NICK a\r\n",
        "STARTTLSX\r\n", "AUTH TLSX\r\n", "<html>", "EHLO \x01\r\n"}) {
    EXPECT_EQ(read_preamble(as_bytes(clear)).answer, Answer::not_mine) << clear;
  }
}

TEST(Starttls, BinaryProtocolsThatDoNotAskForTlsAreNotMine) {
  EXPECT_EQ(read_preamble(hex("00000008 00030000")).answer, Answer::not_mine) << "PostgreSQL 3.0";
  EXPECT_EQ(
      read_preamble(OctetWriter().hex("200000 01 85a6 ff19 00000001 21").fill(23).take()).answer,
      Answer::not_mine)
      << "MySQL without CLIENT_SSL";
  EXPECT_EQ(read_preamble(OctetWriter().hex("200000 01 85ae ff19 00000001 21").fill(23, 'x').take())
                .answer,
            Answer::not_mine);
  EXPECT_EQ(read_preamble(hex("300c 020101 6007 020103 0400 8000")).answer, Answer::not_mine)
      << "an LDAP bind";
  EXPECT_EQ(read_preamble(
                OctetWriter().hex("301d 020101 7718 8016").text("1.3.6.1.4.1.4203.1.11.3").take())
                .answer,
            Answer::not_mine)
      << "another extended request";
  EXPECT_EQ(read_preamble(hex("0300000b 06 e0 0000 0000 00")).answer, Answer::not_mine)
      << "RDP without negotiation";
  EXPECT_EQ(read_preamble(hex("16030102000100")).answer, Answer::not_mine) << "TLS itself";
}

TEST(Starttls, NothingIsWaitedForWithoutEnd) {
  std::string lines;
  while (lines.size() <= kMaxPreamble) lines += "NOOP\r\n";
  EXPECT_EQ(read_preamble(as_bytes(lines)).answer, Answer::not_mine);
  EXPECT_EQ(read_preamble(as_bytes("EHLO " + std::string(kMaxPreamble, 'a'))).answer,
            Answer::not_mine);
  EXPECT_EQ(read_preamble(as_bytes("<stream:stream a='" + std::string(kMaxPreamble, 'a'))).answer,
            Answer::not_mine);
}

}  // namespace
}  // namespace cutoffd::dissect::starttls_test
