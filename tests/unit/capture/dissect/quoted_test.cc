#include "capture/dissect/quoted.h"

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::quoted_test {
namespace {

using namespace wire;

const Endpoint kClient = at("192.0.2.1", 40000);
const Endpoint kServer = at("198.51.100.2", 443);
const Endpoint kClient6 = at("2001:db8::1", 40000);
const Endpoint kServer6 = at("2001:db8::2", 443);
const IpAddress kRouter = ip_of("192.0.2.254");
const IpAddress kRouter6 = ip_of("2001:db8::fe");

Frame read(Built& built) {
  Frame frame;
  EXPECT_FALSE(dissect_frame(packet_of(built), frame));
  return frame;
}

Built error(std::uint8_t type, std::uint8_t code, Bytes quoted) {
  const bool six = quoted[0] >> 4 == 6;
  const IpAddress from = six ? kRouter6 : kRouter;
  const IpAddress to = six ? kClient6.ip : kClient.ip;
  const Octets body = OctetWriter().u32(0).bytes(quoted).take();
  return {LinkType{101}, ip(from, to, six ? 58 : 1, icmp(from, to, type, code, body))};
}

void expect_flow(const std::optional<QuotedFlow>& flow, const Endpoint& from, const Endpoint& to,
                 std::uint8_t protocol) {
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->source, from.ip);
  EXPECT_EQ(flow->destination, to.ip);
  EXPECT_EQ(flow->protocol, protocol);
  EXPECT_EQ(flow->source_port, from.port);
  EXPECT_EQ(flow->destination_port, to.port);
}

TEST(Quoted, ErrorTellsTheFlowThatItIsAbout) {
  Built four = error(3, 13, tcp_packet(kClient, kServer, {.syn = true}, {}));
  expect_flow(quoted_flow(read(four)), kClient, kServer, 6);
  EXPECT_TRUE(is_unreachable(read(four)));
  Built six = error(1, 1, udp_packet(kClient6, kServer6, Octets(20)));
  expect_flow(quoted_flow(read(six)), kClient6, kServer6, 17);
  EXPECT_TRUE(is_unreachable(read(six)));
}

TEST(Quoted, EightOctetsOfTransportAreEnough) {
  const Octets quoted = tcp_packet(kClient, kServer, {}, Octets(100));
  Built built = error(11, 0, first_of(quoted, 28));
  expect_flow(quoted_flow(read(built)), kClient, kServer, 6);
  EXPECT_FALSE(is_unreachable(read(built)));
}

TEST(Quoted, OptionsAndExtensionHeadersAreSteppedOver) {
  Built four = error(
      3, 1, ipv4(kClient.ip, kServer.ip, 17, udp(kClient, kServer, {}), {.options = Octets(8, 1)}));
  expect_flow(quoted_flow(read(four)), kClient, kServer, 17);
  const Octets chain = OctetWriter()
                           .hex("3c 00 01 04 00000000")
                           .hex("2c 00 01 04 00000000")
                           .hex("33 00 0001 00000007")  // the first fragment of several
                           .hex("06 01 0000 00000001 00000002")
                           .bytes(tcp(kClient6, kServer6, {}, {}))
                           .take();
  Built six = error(3, 0, ipv6(kClient6.ip, kServer6.ip, 0, chain));
  expect_flow(quoted_flow(read(six)), kClient6, kServer6, 6);
}

TEST(Quoted, LaterFragmentHasNoPorts) {
  Built built = error(3, 1, ipv4(kClient.ip, kServer.ip, 17, Octets(32), {.fragment_offset = 64}));
  const auto flow = quoted_flow(read(built));
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->protocol, 17);
  EXPECT_FALSE(flow->source_port || flow->destination_port);
}

TEST(Quoted, FragmentationNeededIsNotUnreachable) {
  Built built = error(3, 4, tcp_packet(kClient, kServer, {}, {}));
  EXPECT_TRUE(quoted_flow(read(built)));
  EXPECT_FALSE(is_unreachable(read(built)));
}

TEST(Quoted, OtherMessagesQuoteNothing) {
  Built built = error(8, 0, tcp_packet(kClient, kServer, {}, {}));
  EXPECT_FALSE(quoted_flow(read(built)));
  Built plain{LinkType{101}, tcp_packet(kClient, kServer, {}, {})};
  EXPECT_FALSE(quoted_flow(read(plain)));
  EXPECT_FALSE(is_unreachable(read(plain)));
}

TEST(Quoted, CutQuotationTellsNothingWrong) {
  const Octets whole = tcp_packet(kClient, kServer, {}, {});
  for (std::size_t length = 1; length < whole.size(); ++length) {
    Built built = error(3, 1, Bytes(whole).first(length));
    const auto flow = quoted_flow(read(built));
    EXPECT_EQ(flow.has_value(), length >= 24) << length;
    if (flow) expect_flow(flow, kClient, kServer, 6);
  }
}

}  // namespace
}  // namespace cutoffd::dissect::quoted_test
