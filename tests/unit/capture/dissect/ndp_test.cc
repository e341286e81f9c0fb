#include "capture/dissect/ndp.h"

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::ndp_test {
namespace {

using namespace wire;

const IpAddress kHost = ip_of("fe80::1c:11");
const IpAddress kRouter = ip_of("fe80::1");
const IpAddress kAllNodes = ip_of("ff02::1");

struct Message {
  std::uint8_t type;
  Octets body;
  IpAddress from = kHost;
  std::uint8_t hop_limit = 255;
  std::uint8_t code = 0;
};

std::optional<AddressBinding> binding_of(const Message& message, std::size_t cut_off = 0) {
  Built built{LinkType{101},
              ipv6(message.from, kAllNodes, 58,
                   icmp(message.from, kAllNodes, message.type, message.code, message.body),
                   message.hop_limit)};
  const auto wire = static_cast<std::uint32_t>(built.bytes.size());
  built.bytes.resize(built.bytes.size() - cut_off);
  Frame frame;
  EXPECT_FALSE(dissect_frame(packet_of(built, 1, {}, wire), frame));
  return ndp_binding(frame);
}

void expect_binding(const Message& message, const IpAddress& ip) {
  const auto binding = binding_of(message);
  ASSERT_TRUE(binding);
  EXPECT_EQ(binding->ip, ip);
  EXPECT_EQ(binding->mac, client_mac());
}

Octets option(std::uint8_t kind) {
  return OctetWriter().u8(kind).u8(1).bytes(client_mac().octets).take();
}
const Octets kMtuOption = OctetWriter().hex("05 01 0000 000005dc").take();

Octets solicitation(const IpAddress& target) {
  return OctetWriter().u32(0).bytes(target.octets()).bytes(option(1)).take();
}
Octets advertisement(const IpAddress& target) {
  return OctetWriter().u32(0x60000000).bytes(target.octets()).bytes(option(2)).take();
}

TEST(Ndp, SolicitationBindsItsSender) { expect_binding({135, solicitation(kRouter)}, kHost); }

TEST(Ndp, AdvertisementBindsItsTarget) {
  const IpAddress target = ip_of("2001:db8::7");
  expect_binding({136, advertisement(target)}, target);
}

TEST(Ndp, RouterMessagesBindTheirSender) {
  expect_binding({133, OctetWriter().u32(0).bytes(option(1)).take()}, kHost);
  expect_binding({134, OctetWriter().fill(12).bytes(kMtuOption).bytes(option(1)).take()}, kHost);
}

TEST(Ndp, RedirectBindsTheBetterHop) {
  const Octets body =
      OctetWriter().u32(0).bytes(kRouter.octets()).fill(16, 0x20).bytes(option(2)).take();
  expect_binding({137, body}, kRouter);
}

TEST(Ndp, ProbeForDuplicatesBindsNothing) {
  EXPECT_FALSE(binding_of({135, solicitation(kHost), IpAddress::from(Octets(16))}));
}

TEST(Ndp, MessageFromAnotherLinkBindsNothing) {
  EXPECT_FALSE(binding_of({.type = 136, .body = advertisement(kHost), .hop_limit = 254}));
}

TEST(Ndp, OptionOfTheOtherKindBindsNothing) {
  const Octets body = OctetWriter().u32(0).bytes(kHost.octets()).bytes(option(1)).take();
  EXPECT_FALSE(binding_of({136, body}));
}

TEST(Ndp, OptionWithoutLengthMakesTheMessageInvalid) {
  const Octets body =
      OctetWriter().u32(0).bytes(kHost.octets()).bytes(option(2)).hex("05 00 0000 00000000").take();
  EXPECT_FALSE(binding_of({136, body}));
}

TEST(Ndp, GroupAndEmptyMacsAreNoBinding) {
  for (const char* mac : {"ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "33:33:00:00:00:01"}) {
    const Octets body =
        OctetWriter().u32(0).bytes(kHost.octets()).hex("02 01").bytes(mac_of(mac).octets).take();
    EXPECT_FALSE(binding_of({136, body})) << mac;
  }
}

TEST(Ndp, OtherIcmpIsNone) {
  EXPECT_FALSE(binding_of({128, advertisement(kHost)}));
  EXPECT_FALSE(binding_of({.type = 136, .body = advertisement(kHost), .code = 1}));
}

TEST(Ndp, CutMessageBindsNothing) {
  const Message message{136, advertisement(kHost)};
  for (std::size_t cut_off = 1; cut_off <= message.body.size(); ++cut_off) {
    EXPECT_FALSE(binding_of(message, cut_off)) << cut_off;
  }
}

}  // namespace
}  // namespace cutoffd::dissect::ndp_test
