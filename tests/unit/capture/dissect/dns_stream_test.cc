// DNS over TCP: messages come out whole and the same however the stream is cut.
#include "capture/dissect/dns_stream.h"

#include <vector>

#include <gtest/gtest.h>

#include "capture/dissect/dns.h"
#include "tests/unit/capture/dissect/dns_writer.h"

namespace cutoffd::dissect::dns_stream_test {
namespace {

Octets framed(const Octets& message) {
  return wire::OctetWriter().u16(message.size()).bytes(message).take();
}

TEST(DnsStream, SeveralMessagesInOneSegmentComeOneByOne) {
  const Octets first = DnsWriter(kQuery).question("a.example", DnsType::a).message();
  const Octets second = DnsWriter(kQuery).question("bb.example", DnsType::aaaa).message();
  Octets octets = framed(first);
  const Octets more = framed(second);
  octets.insert(octets.end(), more.begin(), more.end());
  octets.push_back(0);  // half of the next length
  Bytes stream = octets;
  Bytes message;
  ASSERT_EQ(next_dns_message(stream, message), Answer::certain);
  EXPECT_TRUE(std::equal(message.begin(), message.end(), first.begin(), first.end()));
  ASSERT_EQ(next_dns_message(stream, message), Answer::certain);
  EXPECT_TRUE(std::equal(message.begin(), message.end(), second.begin(), second.end()));
  EXPECT_EQ(next_dns_message(stream, message), Answer::unsure);
  EXPECT_EQ(stream.size(), 1U);
  EXPECT_TRUE(message.empty());
}

TEST(DnsStream, APartOfAMessageIsUnsureAndShowsWhatIsThere) {
  const Octets octets = framed(DnsWriter(kQuery).question("a.example", DnsType::a).message());
  for (std::size_t size = 0; size < octets.size(); ++size) {
    Bytes stream = Bytes(octets).first(size);
    Bytes message;
    ASSERT_EQ(next_dns_message(stream, message), Answer::unsure) << size;
    EXPECT_EQ(stream.size(), size) << "nothing was taken";
    EXPECT_EQ(message.size(), size < 2 ? 0 : size - 2);
  }
}

TEST(DnsStream, ALengthThatHoldsNoHeaderIsAFault) {
  for (const std::uint8_t length : {std::uint8_t{0}, std::uint8_t{11}}) {
    const Octets octets{0, length, 1, 2, 3};
    Bytes stream = octets;
    Bytes message;
    EXPECT_EQ(next_dns_message(stream, message), Answer::fault);
  }
}

TEST(DnsStream, AStreamIsKnownByItsFirstQuestion) {
  const Octets octets = framed(DnsWriter(kResponse)
                                   .question("a.example", DnsType::a)
                                   .answer(wire_pointer(12), DnsType::a, 1, {1, 2, 3, 4})
                                   .message());
  const std::size_t question_end = 2 + 12 + 11 + 4;
  for (std::size_t size = 0; size <= octets.size(); ++size) {
    EXPECT_EQ(looks_like_dns_stream(Bytes(octets).first(size)),
              size < question_end ? Answer::unsure : Answer::certain)
        << size;
  }
}

TEST(DnsStream, OtherProtocolsAreNotTakenForDns) {
  for (const std::string_view other :
       {std::string_view("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        std::string_view("SSH-2.0-OpenSSH_9.2p1\r\n"),
        std::string_view("220 mail.example ESMTP\r\n"),
        std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and more of a hello", 32),
        std::string_view("\x00\x00\x00\x08\x04\xd2\x16\x2f", 8),
        std::string_view("\x05\x01\x00\x05\x01\x00\x03\x09"
                         "a.example\x01\xbb",
                         19)}) {
    EXPECT_NE(looks_like_dns_stream(as_bytes(other)), Answer::certain) << other;
  }
}

}  // namespace
}  // namespace cutoffd::dissect::dns_stream_test
