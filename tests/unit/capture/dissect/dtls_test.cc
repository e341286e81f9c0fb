#include "capture/dissect/dtls.h"

#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "capture/dissect/client_hello.h"
#include "tests/support/hello_builder.h"

namespace cutoffd::dissect::dtls_test {
namespace {

using wire::Octets;
using wire::OctetWriter;
using wire::operator+;

// The pieces of each message, put together as the tracker does.
class Messages {
 public:
  // The last answer of the datagram.
  Answer add(Bytes datagram) {
    DtlsReader reader(datagram);
    DtlsFragment piece;
    Answer answer = reader.next(piece);
    for (; answer == Answer::certain; answer = reader.next(piece)) {
      Message& message = messages_[piece.message_seq];
      message.body.resize(piece.total);
      std::copy(piece.bytes.begin(), piece.bytes.end(),
                message.body.begin() + static_cast<std::ptrdiff_t>(piece.offset));
      message.have += piece.bytes.size();
      message.type = piece.type;
    }
    return answer;
  }
  [[nodiscard]] std::optional<std::string> name(std::uint16_t seq) const {
    const auto found = messages_.find(seq);
    if (found == messages_.end() || found->second.have < found->second.body.size()) return {};
    ClientHello hello;
    if (parse_client_hello(found->second.body, hello, HelloForm::dtls) != Answer::certain)
      return {};
    const auto name = hello.server_name();
    return name ? std::optional<std::string>(name->text) : std::nullopt;
  }
  [[nodiscard]] std::size_t size() const { return messages_.size(); }

 private:
  struct Message {
    Octets body;
    std::size_t have = 0;
    HandshakeType type{};
  };
  std::map<std::uint16_t, Message> messages_;
};

const std::string kName = "www.example.com";

TEST(Dtls, ReadsAHelloInPiecesOfEverySize) {
  const Octets body = wire::client_hello({.name = kName, .dtls = true});
  for (std::size_t piece = 1; piece <= body.size(); piece += piece < 20 ? 1 : 37) {
    Messages messages;
    for (const Octets& datagram : wire::dtls_datagrams(body, 0, piece)) {
      ASSERT_EQ(messages.name(0), std::nullopt);
      ASSERT_EQ(messages.add(datagram), Answer::not_mine);  // no more in it
    }
    EXPECT_EQ(messages.name(0), kName) << piece;
  }
}

TEST(Dtls, ReadsSeveralPiecesInARecordAndSeveralRecordsInADatagram) {
  const Octets body = wire::client_hello({.name = kName, .dtls = true});
  const Octets record = wire::dtls_record(wire::dtls_fragment(1, 0, body, 0, 50) +
                                          wire::dtls_fragment(1, 0, body, 50, 30));
  const Octets alert = wire::dtls_record(Octets{1, 0}, 1, 21);
  const Octets rest = wire::dtls_record(wire::dtls_fragment(1, 0, body, 80, body.size() - 80), 2);
  Messages messages;
  messages.add(record + alert + rest);
  EXPECT_EQ(messages.name(0), kName);
}

TEST(Dtls, KeepsTheHelloWithACookieApart) {
  Messages messages;
  messages.add(wire::dtls_datagrams(wire::client_hello({.name = kName, .dtls = true}), 0, 9000)[0]);
  const Octets again = wire::client_hello({.name = kName, .dtls = true, .cookie = Octets(32, 9)});
  messages.add(wire::dtls_datagrams(again, 1, 9000)[0]);
  EXPECT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages.name(0), kName);
  EXPECT_EQ(messages.name(1), kName);
}

TEST(Dtls, ReadsEveryVersionsRecords) {
  const Octets body = wire::client_hello({.name = kName, .dtls = true});
  for (const unsigned version : {0xfeffU, 0xfefdU, 0xfefcU, 0x0100U}) {
    Messages messages;
    messages.add(wire::dtls_record(wire::dtls_fragment(1, 0, body, 0, body.size()), 0, 22, 0,
                                   static_cast<std::uint16_t>(version)));
    EXPECT_EQ(messages.name(0), kName);
  }
}

TEST(Dtls, LeavesEncryptedRecordsAlone) {
  const Octets body = wire::client_hello({.name = kName, .dtls = true});
  Messages messages;
  EXPECT_EQ(messages.add(wire::dtls_record(Octets(60, 0xee), 5, 22, 1)), Answer::not_mine);
  EXPECT_EQ(messages.add(wire::dtls_record(Octets(60, 0xee), 5, 23, 1)), Answer::not_mine);
  // Ciphertext of DTLS 1.3 behind a record in clear (RFC 9147 section 4).
  EXPECT_EQ(
      messages.add(wire::dtls_datagrams(body, 0, 9000)[0] + OctetWriter().hex("2f 01 02").take()),
      Answer::not_mine);
  EXPECT_EQ(messages.name(0), kName);
}

TEST(Dtls, CutAnywhereGivesNoWholeHello) {
  const Octets body = wire::client_hello({.name = kName, .dtls = true});
  const Octets datagram = wire::dtls_datagrams(body, 0, 9000)[0];
  for (std::size_t size = 0; size < datagram.size(); ++size) {
    Messages messages;
    messages.add(Bytes(datagram).first(size));
    EXPECT_EQ(messages.size(), 0U) << size;
  }
}

TEST(Dtls, FaultsPiecesThatDoNotFit) {
  const auto answer = [](std::string_view fragment) {
    Messages messages;
    const Octets record = wire::dtls_record(OctetWriter().hex(fragment).fill(16, 1).take());
    const Answer last = messages.add(record);
    EXPECT_EQ(messages.size(), 0U);
    return last;
  };
  //                 type total  seq  offset size
  EXPECT_EQ(answer("01 000010 0000 000001 000010"), Answer::fault);  // beyond the end
  EXPECT_EQ(answer("01 000010 0000 ffffff 000010"), Answer::fault);
  EXPECT_EQ(answer("01 010001 0000 000000 000010"), Answer::fault);  // larger than is kept
  EXPECT_EQ(answer("01 000020 0000 000000 000011"), Answer::fault);  // more than the record has
}

TEST(Dtls, TakesNoOtherDatagramForDtls) {
  for (const char* digits :
       {"", "16", "16fe", "16 0303 0000 000000000000 0004 01020304",
        "00 fefd 0000 000000000000 0004 01020304", "47455420202020202020202020202020",
        "14 fefd 0000 000000000000 ffff 01"}) {
    Messages messages;
    EXPECT_EQ(messages.add(OctetWriter().hex(digits).take()), Answer::not_mine) << digits;
  }
}

}  // namespace
}  // namespace cutoffd::dissect::dtls_test
