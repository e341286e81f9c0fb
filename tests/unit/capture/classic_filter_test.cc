// What the kernel's filters leave out says nothing: with them the tracker tells what it tells
// without, of each EtherType and protocol there is, and of real captures.
#include "capture/source/classic_filter.h"

#include <string>

#include <gtest/gtest.h>
#include <pcap/bpf.h>

#include "capture/dissect/frame.h"
#include "tests/support/places.h"
#include "tests/unit/capture/the_same.h"

namespace cutoffd::source::classic_filter_test {
namespace {

using track::Tracked;

bool keeps(Bytes frame) {
  static const std::vector<FilterStep> program = classic_filter();
  static_assert(sizeof(FilterStep) == sizeof(bpf_insn));
  const auto size = static_cast<unsigned>(frame.size());
  return bpf_filter(reinterpret_cast<const bpf_insn*>(program.data()), frame.data(), size, size) !=
         0;
}

// What nobody would miss: neither told, nor counted as more than "nothing of ours".
bool is_nothing(Bytes octets) {
  Packet packet;
  packet.bytes = octets;
  packet.wire_length = static_cast<std::uint32_t>(octets.size());
  packet.link = LinkType{1};
  dissect::Frame frame;
  const auto fault = dissect::dissect_frame(packet, frame);
  return fault ? *fault == Counter::not_ip
               : std::holds_alternative<dissect::OtherTransport>(frame.transport);
}

wire::Octets framed(std::uint16_t type, Bytes payload) {
  return wire::ether(wire::server_mac(), wire::client_mac(), type, payload);
}

TEST(ClassicFilter, DropsEachEtherTypeThatIsNothingAndNoOther) {
  unsigned kept = 0;
  for (std::uint32_t type = 0x0600; type <= 0xffff; ++type) {
    for (const std::uint8_t octet : {std::uint8_t{0}, std::uint8_t{0x45}, std::uint8_t{0xaa}}) {
      const wire::Octets frame = framed(static_cast<std::uint16_t>(type), wire::Octets(64, octet));
      EXPECT_TRUE(keeps(frame) || is_nothing(frame)) << std::hex << type;
      kept += keeps(frame) && octet == 0xaa ? 1 : 0;
    }
  }
  EXPECT_EQ(kept, 18U);  // those that capture/dissect/link_ethernet.cc reads
  for (std::uint16_t length = 0; length < 0x0600; ++length) {
    EXPECT_TRUE(keeps(framed(length, wire::Octets(64, 0))));
  }
}

TEST(ClassicFilter, DropsEachProtocolThatIsNothingAndNoOther) {
  const wire::Octets payload(64, 0);
  for (const bool six : {false, true}) {
    const IpAddress from = *IpAddress::parse(six ? "2001:db8::1" : "192.0.2.1");
    const IpAddress to = *IpAddress::parse(six ? "2001:db8::2" : "192.0.2.2");
    unsigned kept = 0;
    for (unsigned protocol = 0; protocol <= 255; ++protocol) {
      const wire::Octets ip = wire::ip(from, to, static_cast<std::uint8_t>(protocol), payload);
      const wire::Octets frame = framed(six ? 0x86dd : 0x0800, ip);
      const bool echo = !six && protocol == 1;  // type 0
      EXPECT_TRUE(keeps(frame) || is_nothing(frame) || echo) << six << ' ' << protocol;
      kept += keeps(frame) ? 1 : 0;
      wire::Octets tagged = framed(0x8100, wire::vlan_tag(5, six ? 0x86dd : 0x0800, ip));
      EXPECT_TRUE(keeps(tagged));
    }
    EXPECT_EQ(kept, six ? 19U : 11U);  // those that capture/dissect/ip.cc reads
  }
}

TEST(ClassicFilter, OfIcmpDropsEchoesOnly) {
  for (const bool six : {false, true}) {
    const IpAddress from = *IpAddress::parse(six ? "2001:db8::1" : "192.0.2.1");
    const IpAddress to = *IpAddress::parse(six ? "2001:db8::2" : "192.0.2.2");
    for (unsigned type = 0; type <= 255; ++type) {
      wire::Octets message(32, 0);
      message[0] = static_cast<std::uint8_t>(type);
      const bool echo = six ? type == 128 || type == 129 : type == 0 || type == 8;
      const wire::Octets ip = wire::ip(from, to, six ? 58 : 1, message);
      EXPECT_EQ(keeps(framed(six ? 0x86dd : 0x0800, ip)), !echo) << six << ' ' << type;
    }
  }
}

TEST(ClassicFilter, FragmentsPassWhateverTheyCarry) {
  const IpAddress from = *IpAddress::parse("192.0.2.1");
  wire::Octets ip = wire::ipv4(from, from, 132, wire::Octets(64, 0));
  for (const std::uint8_t flags : {std::uint8_t{0x20}, std::uint8_t{0x01}}) {
    ip[6] = flags;
    EXPECT_TRUE(keeps(framed(0x0800, ip)));
  }
}

// Two trackers see a capture: one all of it, one what the filter keeps, and the time of the rest.
class Compared final : public PacketHandler {
 public:
  void on_packets(std::span<const Packet> packets) override {
    for (const Packet& packet : packets) {
      all.tracker.on_packets({&packet, 1});
      if (packet.link != LinkType{1} || keeps(packet.bytes)) {
        kept.tracker.on_packets({&packet, 1});
      } else {
        kept.tracker.on_time(packet.time);
        ++dropped;
      }
    }
  }
  Tracked all, kept;
  std::uint64_t dropped = 0;
};

TEST(ClassicFilter, NothingIsMissedInRealCaptures) {
  std::uint64_t dropped = 0;
  const std::uint64_t files = track::for_each_capture([&dropped](PacketSource& source) {
    Compared compared;
    while (source.read(compared) == ReadStatus::packets) {
    }
    compared.all.tracker.finish();
    compared.kept.tracker.finish();
    track::expect_the_same(compared.all, compared.kept);
    dropped += compared.dropped;
  });
  if (files == 0) GTEST_SKIP() << "no captures at " << test::corpus_folder();
  EXPECT_GT(files, 100U);
  EXPECT_GT(dropped, 0U);
}

}  // namespace
}  // namespace cutoffd::source::classic_filter_test
