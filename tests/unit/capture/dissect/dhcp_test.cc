#include "capture/dissect/dhcp.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::dhcp_test {
namespace {

using namespace wire;

// ---- Version 4 ---------------------------------------------------------------------------------
struct Fixed {
  std::uint8_t operation = 1;
  std::string_view client = "0.0.0.0", yours = "0.0.0.0";
  std::uint8_t hardware = 1, hardware_length = 6;
  Octets server_name = Octets(64), boot_file = Octets(128);
};

Octets message4(const Fixed& fixed, const Octets& options) {
  return OctetWriter()
      .u8(fixed.operation)
      .u8(fixed.hardware)
      .u8(fixed.hardware_length)
      .u8(0)
      .u32(0x12345678)
      .u32(0x00008000)  // seconds, flags: broadcast
      .bytes(ip_of(fixed.client).octets())
      .bytes(ip_of(fixed.yours).octets())
      .u32(0)
      .bytes(ip_of("192.0.2.1").octets())  // relay
      .bytes(client_mac().octets)
      .fill(10)
      .bytes(fixed.server_name)
      .bytes(fixed.boot_file)
      .u32(0x63825363)
      .bytes(options)
      .take();
}

Octets text_option(std::uint8_t kind, std::string_view text) {
  return OctetWriter().u8(kind).u8(text.size()).text(text).take();
}

Dhcp4Message certain4(const Octets& bytes) {
  Dhcp4Message message;
  EXPECT_EQ(read_dhcp4(bytes, message), Answer::certain);
  return message;
}

// Type, requested address, host name, FQDN as labels, end.
const Octets kRequestOptions = OctetWriter()
                                   .hex("35 01 03")
                                   .hex("32 04 c0000217")
                                   .bytes(text_option(12, "Office-PC"))
                                   .hex("51 1a 04 00 00")
                                   .hex("09")
                                   .text("Office-PC")
                                   .hex("04")
                                   .text("corp")
                                   .hex("06")
                                   .text("exampl")
                                   .hex("00")
                                   .hex("3d 07 01")
                                   .bytes(client_mac().octets)
                                   .text("\x3c\x08MSFT 5.0")
                                   .hex("00 00 ff")
                                   .take();

TEST(Dhcp4, RequestTellsWhoTheClientIs) {
  const Octets bytes = message4({}, kRequestOptions);
  const Dhcp4Message message = certain4(bytes);
  EXPECT_EQ(message.type, Dhcp4Message::Type::request);
  EXPECT_FALSE(message.from_server);
  EXPECT_EQ(message.client_mac, client_mac());
  EXPECT_EQ(message.requested_ip, ip_of("192.0.2.23"));
  EXPECT_EQ(message.relay_ip, ip_of("192.0.2.1"));
  EXPECT_EQ(message.hostname.view(), "office-pc");
  EXPECT_EQ(message.fqdn.view(), "office-pc.corp.exampl");
  EXPECT_EQ(message.name(), "office-pc.corp.exampl");
  EXPECT_EQ(as_text(message.vendor_class), "MSFT 5.0");
  EXPECT_EQ(message.client_id.size(), 7U);
  EXPECT_EQ(message.bound_ip(), std::nullopt);  // asked for, not yet given
}

TEST(Dhcp4, AcknowledgementTellsTheLease) {
  const Fixed fixed{.operation = 2, .yours = "192.0.2.23"};
  const auto lease = [&](std::string_view option) {
    return certain4(message4(fixed, OctetWriter().hex("35 01 05").hex(option).hex("ff").take()))
        .lease;
  };
  EXPECT_EQ(lease("33 04 00015180"), 86'400U);
  EXPECT_EQ(lease("33 03 000151"), 0U);
  EXPECT_EQ(lease(""), 0U);
}

TEST(Dhcp4, AcknowledgementBindsTheAddress) {
  const Fixed fixed{.operation = 2, .yours = "192.0.2.23"};
  const Dhcp4Message message = certain4(message4(fixed, OctetWriter().hex("35 01 05 ff").take()));
  EXPECT_TRUE(message.from_server);
  EXPECT_EQ(message.bound_ip(), ip_of("192.0.2.23"));
  EXPECT_TRUE(message.name().empty());
}

TEST(Dhcp4, RenewingClientBindsItsOwnAddress) {
  const Octets options = OctetWriter().hex("35 01 03 ff").take();
  EXPECT_EQ(certain4(message4({.client = "192.0.2.9"}, options)).bound_ip(), ip_of("192.0.2.9"));
}

TEST(Dhcp4, OffersRefusalsAndFarewellsBindNothing) {
  for (const int type : {1, 2, 4, 6, 7}) {
    const Octets options =
        OctetWriter().hex("35 01").u8(static_cast<unsigned>(type)).hex("ff").take();
    const Fixed fixed{.client = "192.0.2.9", .yours = "192.0.2.9"};
    EXPECT_EQ(certain4(message4(fixed, options)).bound_ip(), std::nullopt) << type;
  }
}

TEST(Dhcp4, NameOptionInPiecesIsOneName) {
  const Octets options = OctetWriter()
                             .hex("35 01 01")
                             .bytes(text_option(12, "long-"))
                             .hex("00")
                             .bytes(text_option(12, "name"))
                             .hex("ff")
                             .take();
  EXPECT_EQ(certain4(message4({}, options)).hostname.view(), "long-name");
}

TEST(Dhcp4, OptionsGoOnInTheFieldsThatTheyOverload) {
  Fixed fixed;
  fixed.boot_file = OctetWriter().bytes(text_option(12, "in-file")).hex("ff").take();
  fixed.boot_file.resize(128);
  fixed.server_name = OctetWriter().hex("36 04 c0000201 ff").take();
  fixed.server_name.resize(64);
  const Dhcp4Message message =
      certain4(message4(fixed, OctetWriter().hex("35 01 01 34 01 03 ff").take()));
  EXPECT_EQ(message.hostname.view(), "in-file");
  EXPECT_EQ(message.server_ip, ip_of("192.0.2.1"));
}

TEST(Dhcp4, NameForPeopleIsEscapedNotMatched) {
  const Octets options =
      OctetWriter().hex("35 01 01").bytes(text_option(12, "Ann's phone\"")).hex("ff").take();
  EXPECT_EQ(certain4(message4({}, options)).hostname.view(), "ann's\\032phone\\\"");
}

TEST(Dhcp4, TrailingZeroIsNoPartOfTheName) {
  const Octets options = OctetWriter().hex("35 01 01 0c 04 70 63 00 00 ff").take();
  EXPECT_EQ(certain4(message4({}, options)).hostname.view(), "pc");
}

TEST(Dhcp4, FqdnAsTextIsReadToo) {
  const Octets options =
      OctetWriter().hex("35 01 01 51 0a 01 ff ff").text("pc.home").hex("ff").take();
  EXPECT_EQ(certain4(message4({}, options)).fqdn.view(), "pc.home");
}

TEST(Dhcp4, NameTooLongForANameIsNoneNotAPiece) {
  const std::string label(250, 'a');
  const Octets options = OctetWriter()
                             .hex("35 01 01")
                             .bytes(text_option(12, label))
                             .bytes(text_option(12, label))
                             .hex("ff")
                             .take();
  EXPECT_TRUE(certain4(message4({}, options)).hostname.empty());
}

TEST(Dhcp4, HardwareThatIsNotEthernetHasNoMac) {
  const Octets options = OctetWriter().hex("35 01 01 ff").take();
  EXPECT_FALSE(certain4(message4({.hardware = 32}, options)).client_mac);
  EXPECT_FALSE(certain4(message4({.hardware_length = 0}, options)).client_mac);
}

TEST(Dhcp4, OtherDatagramsAreNotMine) {
  Dhcp4Message message;
  Octets bytes = message4({.operation = 3}, kRequestOptions);
  EXPECT_EQ(read_dhcp4(bytes, message), Answer::not_mine);
  bytes = message4({}, kRequestOptions);
  bytes[236] ^= 1;  // the magic
  EXPECT_EQ(read_dhcp4(bytes, message), Answer::not_mine);
}

TEST(Dhcp4, OptionOfAnImpossibleLengthIsAFault) {
  Dhcp4Message message;
  for (const char* options : {"35 02 0101 ff", "32 03 c00002 ff", "35 01 01 34 02 0101 ff"}) {
    const Octets bytes = message4({}, OctetWriter().hex(options).take());
    EXPECT_EQ(read_dhcp4(bytes, message), Answer::fault) << options;
  }
}

TEST(Dhcp4, CutAnywhereGivesNoName) {
  const Octets whole = message4({}, kRequestOptions);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Octets cut = first_of(whole, length);
    Dhcp4Message message;
    EXPECT_EQ(read_dhcp4(cut, message), Answer::unsure) << length;
    EXPECT_TRUE(message.name().empty()) << length;
  }
}

// ---- Version 6 ---------------------------------------------------------------------------------
Octets option6(std::uint16_t kind, const Octets& value) {
  return OctetWriter().u16(kind).u16(value.size()).bytes(value).take();
}
Octets address6(std::string_view ip, std::uint32_t valid_lifetime) {
  return option6(5, OctetWriter().bytes(ip_of(ip).octets()).u32(300).u32(valid_lifetime).take());
}
const Octets kDuidWithTime =
    OctetWriter().hex("0001 0001 12345678").bytes(client_mac().octets).take();

Octets message6(std::uint8_t type) {
  const Octets association = OctetWriter()
                                 .u32(1)
                                 .u32(300)
                                 .u32(400)
                                 .bytes(address6("2001:db8::51", 500))
                                 .bytes(address6("2001:db8::52", 0))
                                 .take();
  return OctetWriter()
      .u8(type)
      .u24(0xabcdef)
      .bytes(option6(8, Octets(2)))
      .bytes(option6(1, kDuidWithTime))
      .bytes(option6(3, association))
      .bytes(option6(39, OctetWriter().u8(1).hex("06").text("Laptop").take()))
      .take();
}

Octets relayed(std::uint8_t type, const Octets& inside, const Octets& options) {
  return OctetWriter()
      .u8(type)
      .u8(0)
      .bytes(ip_of("2001:db8::1").octets())
      .bytes(ip_of("fe80::7").octets())
      .bytes(options)
      .bytes(option6(9, inside))
      .take();
}

TEST(Dhcp6, ReplyBindsTheAddressesThatAreValid) {
  Dhcp6Message message;
  ASSERT_EQ(read_dhcp6(message6(7), message), Answer::certain);
  EXPECT_EQ(message.type, Dhcp6Message::Type::reply);
  EXPECT_EQ(message.client_mac, client_mac());
  EXPECT_FALSE(message.mac_from_relay);
  EXPECT_EQ(message.fqdn.view(), "laptop");
  ASSERT_EQ(message.bound_ips().size(), 1U);
  EXPECT_EQ(message.bound_ips()[0], ip_of("2001:db8::51"));
}

TEST(Dhcp6, RequestBindsNothing) {
  Dhcp6Message message;
  ASSERT_EQ(read_dhcp6(message6(3), message), Answer::certain);
  EXPECT_TRUE(message.bound_ips().empty());
  EXPECT_EQ(message.address_count, 1);
}

TEST(Dhcp6, RelayKnowsTheMacBetterThanTheDuid) {
  const Octets told = option6(79, OctetWriter().u16(1).bytes(server_mac().octets).take());
  Dhcp6Message message;
  ASSERT_EQ(read_dhcp6(relayed(12, relayed(12, message6(3), told), {}), message), Answer::certain);
  EXPECT_EQ(message.type, Dhcp6Message::Type::request);
  EXPECT_EQ(message.client_mac, server_mac());
  EXPECT_TRUE(message.mac_from_relay);
}

TEST(Dhcp6, OtherDuidsHoldNoMac) {
  for (const char* duid : {"0002 00000009 0cc0", "0004 00112233445566778899aabbccddeeff",
                           "0003 0006 020000000c11", "0003 0001 0200"}) {
    Dhcp6Message message;
    const Octets bytes =
        OctetWriter().u32(0x01abcdef).bytes(option6(1, OctetWriter().hex(duid).take())).take();
    ASSERT_EQ(read_dhcp6(bytes, message), Answer::certain);
    EXPECT_FALSE(message.client_mac) << duid;
  }
}

TEST(Dhcp6, RelaysInsideEachOtherEnd) {
  Octets bytes = message6(3);
  for (int relay = 0; relay < 30; ++relay) bytes = relayed(12, bytes, {});
  Dhcp6Message message;
  EXPECT_EQ(read_dhcp6(bytes, message), Answer::fault);
}

TEST(Dhcp6, MoreAddressesThanFitAreLeftOut) {
  OctetWriter association;
  association.fill(12);
  for (int i = 0; i < 20; ++i) association.bytes(address6("2001:db8::9", 100));
  const Octets bytes = OctetWriter().u32(0x07abcdef).bytes(option6(3, association.take())).take();
  Dhcp6Message message;
  ASSERT_EQ(read_dhcp6(bytes, message), Answer::certain);
  EXPECT_EQ(message.bound_ips().size(), Dhcp6Message::kMaxAddresses);
}

TEST(Dhcp6, OtherTypesAreNotMine) {
  Dhcp6Message message;
  EXPECT_EQ(read_dhcp6(message6(0), message), Answer::not_mine);
  EXPECT_EQ(read_dhcp6(message6(14), message), Answer::not_mine);
}

TEST(Dhcp6, CutAnywhereGivesTheWholeNameOrNone) {
  const Octets whole = relayed(13, message6(7), {});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Octets cut = first_of(whole, length);
    Dhcp6Message message;
    EXPECT_NE(read_dhcp6(cut, message), Answer::certain) << length;
    EXPECT_TRUE(message.fqdn.empty()) << length;
  }
}

}  // namespace
}  // namespace cutoffd::dissect::dhcp_test
