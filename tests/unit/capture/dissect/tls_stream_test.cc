#include "capture/dissect/tls_stream.h"

#include <array>
#include <initializer_list>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/x509.h"
#include "tests/support/certificate_builder.h"
#include "tests/support/hello_builder.h"

namespace cutoffd::dissect::tls_stream_test {
namespace {

using wire::Octets;
using wire::OctetWriter;
using wire::operator+;

Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

std::array<std::uint8_t, kMaxHandshake> g_scratch;

std::optional<std::string> name_in(const HandshakeMessage& message) {
  if (message.type != HandshakeType::client_hello) return std::nullopt;
  ClientHello hello;
  const HelloForm form = message.sslv2 ? HelloForm::sslv2 : HelloForm::tls;
  if (parse_client_hello(message.body, hello, form) != Answer::certain) return std::nullopt;
  const auto name = hello.server_name();
  return name ? std::optional<std::string>(name->text) : std::nullopt;
}

struct Outcome {
  Answer answer = Answer::unsure;
  std::optional<std::string> name;
};
Outcome first_in(Bytes stream) {
  TlsReader reader(stream, g_scratch);
  HandshakeMessage message;
  Outcome outcome{reader.next(message), std::nullopt};
  if (outcome.answer == Answer::certain) outcome.name = name_in(message);
  if (outcome.answer == Answer::unsure) {
    EXPECT_GT(reader.at_least(), stream.size());
  }
  return outcome;
}

const std::string kName = "www.example.com";

Octets small_hello() {
  return wire::handshake(1, wire::client_hello_with(wire::server_name_extension(as_bytes(kName))));
}

TEST(TlsStream, BorrowsAMessageThatLiesInOneRecord) {
  const Octets stream = wire::tls_records(small_hello());
  TlsReader reader(stream, {});  // no scratch: nothing may be copied
  HandshakeMessage message;
  ASSERT_EQ(reader.next(message), Answer::certain);
  EXPECT_EQ(message.body.data(), stream.data() + 9);
  EXPECT_EQ(name_in(message), kName);
}

TEST(TlsStream, ReadsEveryTwoWaySplitIntoRecords) {
  const Octets hello = small_hello();
  for (std::size_t cut = 1; cut < hello.size(); ++cut) {
    EXPECT_EQ(first_in(wire::tls_records(hello, {cut})).name, kName) << cut;
  }
}

TEST(TlsStream, ReadsEveryThreeWaySplitIntoRecords) {
  const Octets hello = small_hello();
  for (std::size_t first = 1; first < hello.size(); ++first) {
    for (std::size_t second = first + 1; second < hello.size(); ++second) {
      ASSERT_EQ(first_in(wire::tls_records(hello, {first, second})).name, kName)
          << first << ' ' << second;
    }
  }
}

TEST(TlsStream, ReadsRecordsOfEverySizeDownToOneOctet) {
  for (const std::size_t size : {0U, 1800U, 16384U, 60000U}) {
    const Octets hello = wire::handshake(1, wire::client_hello({.size = size, .name_last = true}));
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 100U, 1024U}) {
      const Octets stream = wire::tls_records(hello, wire::every(piece, hello.size()));
      EXPECT_EQ(first_in(stream).name, kName) << size << " by " << piece;
    }
  }
}

TEST(TlsStream, SaysNothingOfAnyPrefix) {
  const Octets hello = small_hello();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, hello.size()}) {
    const Octets stream = wire::tls_records(hello, wire::every(piece, hello.size()));
    for (std::size_t size = 0; size < stream.size(); ++size) {
      const Outcome outcome = first_in(Bytes(stream).first(size));
      ASSERT_EQ(outcome.answer, Answer::unsure) << size;
    }
  }
}

TEST(TlsStream, NeedsFewReadingsEvenForOneOctetRecords) {
  const Octets hello = wire::handshake(1, wire::client_hello({.size = 4096}));
  const Octets stream = wire::tls_records(hello, wire::every(1, hello.size()));
  std::size_t wanted = 1;
  int readings = 0;
  for (;; ++readings) {
    ASSERT_LE(wanted, stream.size());
    TlsReader reader(Bytes(stream).first(wanted), g_scratch);
    HandshakeMessage message;
    const Answer answer = reader.next(message);
    if (answer == Answer::certain) break;
    ASSERT_EQ(answer, Answer::unsure);
    // Nothing can be missed by waiting: one octet less must be unsure, too.
    ASSERT_GT(reader.at_least(), wanted);
    wanted = reader.at_least();
  }
  EXPECT_EQ(wanted, stream.size());
  EXPECT_LT(readings, 60);
}

TEST(TlsStream, WaitsForExactlyTheRestOfARecord) {
  const Octets stream = wire::tls_records(small_hello());
  TlsReader reader(Bytes(stream).first(20), g_scratch);
  HandshakeMessage message;
  ASSERT_EQ(reader.next(message), Answer::unsure);
  EXPECT_EQ(reader.at_least(), stream.size());
}

TEST(TlsStream, PassesOverRecordsBetween) {
  const Octets hello = small_hello();
  const std::size_t half = hello.size() / 2;
  const Octets one = wire::tls_record(22, Bytes(hello).first(half));
  const Octets two = wire::tls_record(22, Bytes(hello).subspan(half));
  const Octets warning = wire::tls_record(21, hex("01 00"));
  const Octets empty = wire::tls_record(22, {});
  EXPECT_EQ(first_in(one + wire::change_cipher_spec() + two).name, kName);
  EXPECT_EQ(first_in(one + warning + empty + two).name, kName);
  EXPECT_EQ(first_in(warning + empty + one + two).name, kName);
  EXPECT_EQ(first_in(one + wire::tls_record(24, Octets(30)) + two).name, kName);
}

TEST(TlsStream, IgnoresTheMinorVersionOfARecord) {
  for (const std::uint16_t version :
       std::initializer_list<std::uint16_t>{0x0300, 0x0301, 0x0303, 0x0304, 0x03ff}) {
    EXPECT_EQ(first_in(wire::tls_record(22, small_hello(), version)).name, kName);
  }
  EXPECT_EQ(first_in(wire::tls_record(22, small_hello(), 0x0203)).answer, Answer::not_mine);
}

TEST(TlsStream, GivesBothHellosAroundARetry) {
  const Octets first = small_hello();
  const Octets second = wire::handshake(1, wire::client_hello({.name = kName, .hybrid = true}));
  const Octets stream = wire::tls_records(first) + wire::change_cipher_spec() +
                        wire::tls_records(second, {700}) + wire::tls_record(23, Octets(50));
  TlsReader reader(stream, g_scratch);
  HandshakeMessage message;
  ASSERT_EQ(reader.next(message), Answer::certain);
  EXPECT_EQ(message.body.size(), first.size() - 4);
  const TlsPosition between = reader.position();
  ASSERT_EQ(reader.next(message), Answer::certain);
  EXPECT_EQ(message.body.size(), second.size() - 4);
  EXPECT_EQ(name_in(message), kName);
  EXPECT_EQ(reader.next(message), Answer::not_mine);

  // The same from the place that was kept, with the octets before it gone.
  TlsReader again(Bytes(stream).subspan(between.offset), g_scratch, between);
  ASSERT_EQ(again.next(message), Answer::certain);
  EXPECT_EQ(message.body.size(), second.size() - 4);
  EXPECT_EQ(again.next(message), Answer::not_mine);
}

TEST(TlsStream, CountsFromTheStreamsStartAfterAKeptPosition) {
  const Octets stream = wire::tls_records(small_hello()) + wire::tls_records(small_hello());
  TlsReader reader(stream, g_scratch);
  HandshakeMessage message;
  ASSERT_EQ(reader.next(message), Answer::certain);
  const TlsPosition kept = reader.position();
  TlsReader later(Bytes(stream).subspan(kept.offset, 20), g_scratch, kept);
  ASSERT_EQ(later.next(message), Answer::unsure);
  EXPECT_EQ(later.at_least(), stream.size());
}

TEST(TlsStream, GivesTheMessagesOfOneRecordOneByOne) {
  const Octets certificate = wire::certificate();
  const Octets messages =
      wire::handshake(2, wire::server_hello(0xc02f, false)) +
      wire::handshake(11, wire::certificate_message({certificate, certificate})) +
      wire::handshake(14, {});
  for (const std::size_t piece : {std::size_t{1}, std::size_t{50}, messages.size()}) {
    const Octets stream = wire::tls_records(messages, wire::every(piece, messages.size()));
    TlsReader reader(stream, g_scratch);
    HandshakeMessage message;
    ASSERT_EQ(reader.next(message), Answer::certain);
    ServerHello hello;
    ASSERT_EQ(parse_server_hello(message.body, hello), Answer::certain);
    EXPECT_EQ(hello.version, 0x0303);
    EXPECT_EQ(hello.cipher_suite, 0xc02f);
    EXPECT_FALSE(hello.hello_retry_request);

    ASSERT_EQ(reader.next(message), Answer::certain);
    ASSERT_EQ(message.type, HandshakeType::certificate);
    Bytes der;
    ASSERT_EQ(first_certificate(message.body, der), Answer::certain);
    Certificate leaf;
    ASSERT_EQ(parse_certificate(der, leaf), Answer::certain);
    EXPECT_EQ(distinguished_text(leaf.subject).view(), "CN=www.example.com,O=Example,C=US");

    ASSERT_EQ(reader.next(message), Answer::certain);
    EXPECT_TRUE(message.body.empty());
    EXPECT_EQ(reader.next(message), Answer::unsure);
  }
}

TEST(TlsStream, StopsWhereEncryptionBegins) {
  // The end of TLS 1.2: ClientKeyExchange, ChangeCipherSpec, an encrypted Finished. Its explicit
  // nonce may begin like a hello.
  for (const char* nonce : {"0000000000000000", "01000064 00000000", "0100006403 04 0000",
                            "02000064ffffffff", "0b000001 00000000", "01ffffff03030000"}) {
    const Octets finished = wire::tls_record(22, hex(nonce) + Octets(32, 0xee), 0x0303);
    const Octets stream = wire::tls_records(small_hello()) +
                          wire::tls_records(wire::handshake(16, Octets(66))) +
                          wire::change_cipher_spec() + finished;
    TlsReader reader(stream, g_scratch);
    HandshakeMessage message;
    ASSERT_EQ(reader.next(message), Answer::certain);
    ASSERT_EQ(reader.next(message), Answer::certain);
    const Answer answer = reader.next(message);
    EXPECT_EQ(answer, Answer::not_mine) << nonce;
  }
}

TEST(TlsStream, TakesNoOtherStreamForTls) {
  for (const char* digits :
       {"47455420", "00", "0d0a", "14", "1603", "160301", "1604", "16030100", "17030300",
        "5353482d", "ff", "80", "8001", "800b02", "16030148 01", "1503030002"}) {
    const Octets stream = hex(digits);
    const Answer answer = first_in(stream).answer;
    const bool may_be = stream[0] >= 20 && stream[0] <= 24 && (stream.size() < 2 || stream[1] == 3);
    const bool sslv2 = (stream[0] & 0x80) != 0 && (stream.size() < 3 || stream[2] == 1);
    const bool too_long = stream.size() > 4 && stream[3] > 0x48;
    if (!may_be && !sslv2) {
      EXPECT_EQ(answer, Answer::not_mine) << digits;
    } else if (!too_long && stream[0] != 23) {
      EXPECT_NE(answer, Answer::certain) << digits;
    }
  }
  EXPECT_EQ(first_in(hex("1703030020") + Octets(32)).answer, Answer::not_mine);  // in the middle
  EXPECT_EQ(first_in(hex("16030349010100")).answer, Answer::not_mine);  // a record beyond its limit
  EXPECT_EQ(first_in(hex("1603030030 77")).answer, Answer::not_mine);   // no such message in clear
}

TEST(TlsStream, FaultsAHelloBeyondItsLimit) {
  EXPECT_EQ(first_in(hex("1603010040 01010001 0303")).answer, Answer::fault);
  EXPECT_EQ(first_in(hex("1603010040 01010000 0303")).answer, Answer::unsure);
}

TEST(TlsStream, FaultsAMessageThatBreaksOff) {
  const Octets hello = small_hello();
  const Octets begun = wire::tls_record(22, Bytes(hello).first(30));
  EXPECT_EQ(first_in(begun + wire::tls_record(23, Octets(30))).answer, Answer::fault);
  EXPECT_EQ(first_in(begun + hex("1603034900") + Octets(30)).answer, Answer::fault);
  const Octets cut = wire::tls_records(hello, {30});
  TlsReader small(cut, std::span(g_scratch).first(40));
  HandshakeMessage message;
  EXPECT_EQ(small.next(message), Answer::fault);
}

TEST(TlsStream, ReadsTheSsl2Form) {
  const Octets hello = wire::sslv2_hello(0x0301, 12);
  for (std::size_t size = 0; size < hello.size(); ++size) {
    EXPECT_EQ(first_in(Bytes(hello).first(size)).answer, Answer::unsure) << size;
  }
  const Octets stream = hello + wire::tls_records(wire::handshake(16, Octets(40)));
  TlsReader reader(stream, g_scratch);
  HandshakeMessage message;
  ASSERT_EQ(reader.next(message), Answer::certain);
  EXPECT_TRUE(message.sslv2);
  ClientHello parsed;
  EXPECT_EQ(parse_client_hello(message.body, parsed, HelloForm::sslv2), Answer::certain);
  ASSERT_EQ(reader.next(message), Answer::certain);
  EXPECT_EQ(message.type, HandshakeType{16});

  Octets wrong = hello;
  wrong[6] += 3;  // the specs no longer add up to the length
  EXPECT_EQ(first_in(wrong).answer, Answer::not_mine);
  EXPECT_EQ(first_in(wire::sslv2_hello(0x0002, 7)).answer, Answer::certain);
  EXPECT_EQ(first_in(wire::sslv2_hello(0x0102, 7)).answer, Answer::not_mine);
}

TEST(ServerHello, TellsWhatWasChosen) {
  ServerHello hello;
  ASSERT_EQ(parse_server_hello(wire::server_hello(0x1301, true), hello), Answer::certain);
  EXPECT_EQ(hello.version, 0x0304);
  EXPECT_EQ(hello.random.size(), 32U);
  ASSERT_EQ(parse_server_hello(wire::server_hello(0x1302, true, true), hello), Answer::certain);
  EXPECT_TRUE(hello.hello_retry_request);
  const Octets body = wire::server_hello(0x1301, true);
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Answer answer = parse_server_hello(Bytes(body).first(size), hello);
    if (size != 70) {  // 2 + 32 + 33 + 2 + 1: SSL 3.0 ends there
      EXPECT_EQ(answer, Answer::fault) << size;
    }
  }
}

TEST(CertificateMessage, CutAnywhereGivesNoCertificate) {
  const Octets body = wire::certificate_message({wire::certificate()});
  Bytes der;
  EXPECT_EQ(first_certificate(hex("000000"), der), Answer::not_mine);
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_EQ(first_certificate(Bytes(body).first(size), der), Answer::fault) << size;
  }
}

TEST(CryptoStream, GivesMessageAfterMessage) {
  const Octets hello = small_hello();
  const Octets stream = hello + hello;
  std::size_t offset = 0;
  std::size_t at_least = 0;
  HandshakeMessage message;
  for (std::size_t size = 0; size < hello.size(); ++size) {
    ASSERT_EQ(next_crypto_message(Bytes(stream).first(size), offset, message, at_least),
              Answer::unsure);
    EXPECT_EQ(at_least, size < 4 ? 4 : hello.size());
    EXPECT_EQ(offset, 0U);
  }
  ASSERT_EQ(next_crypto_message(stream, offset, message, at_least), Answer::certain);
  EXPECT_EQ(name_in(message), kName);
  ASSERT_EQ(next_crypto_message(stream, offset, message, at_least), Answer::certain);
  EXPECT_EQ(offset, stream.size());
  EXPECT_EQ(next_crypto_message(stream, offset, message, at_least), Answer::unsure);
  offset = 0;
  EXPECT_EQ(next_crypto_message(hex("01 010001"), offset, message, at_least), Answer::fault);
}

}  // namespace
}  // namespace cutoffd::dissect::tls_stream_test
