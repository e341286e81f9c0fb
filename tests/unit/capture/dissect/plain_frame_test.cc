// The short way of the most frequent frames reads what the long way reads. A VLAN tag sends a frame
// the long way.
#include "capture/dissect/plain_frame.h"

#include <gtest/gtest.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::plain_frame_test {
namespace {

using namespace wire;

constexpr LinkType kEthernet{1};

struct Read {
  Frame frame;
  std::optional<Counter> fault;
};

Read read(const Octets& octets, std::size_t cut) {
  Packet packet;
  packet.link = kEthernet;
  packet.wire_length = static_cast<std::uint32_t>(octets.size());
  packet.bytes = Bytes(octets).first(octets.size() - cut);
  Read result;
  result.fault = dissect_frame(packet, result.frame);
  return result;
}

void expect_alike(const Octets& ip_packet, std::size_t cut = 0) {
  const Octets plain = ether(server_mac(), client_mac(), 0x0800, ip_packet);
  const Octets tagged = ether(server_mac(), client_mac(), 0x8100, vlan_tag(7, 0x0800, ip_packet));
  const Read one = read(plain, cut);
  const Read other = read(tagged, cut);
  SCOPED_TRACE(cut);
  EXPECT_EQ(one.fault, other.fault);
  if (one.fault) return;
  EXPECT_EQ(one.frame.macs->source, other.frame.macs->source);
  EXPECT_EQ(one.frame.macs->destination, other.frame.macs->destination);
  EXPECT_EQ(one.frame.source, other.frame.source);
  EXPECT_EQ(one.frame.destination, other.frame.destination);
  EXPECT_EQ(one.frame.ttl, other.frame.ttl);
  EXPECT_EQ(one.frame.ip_id, other.frame.ip_id);
  EXPECT_EQ(one.frame.tunnel, other.frame.tunnel);
  EXPECT_EQ(one.frame.transport.index(), other.frame.transport.index());
  EXPECT_EQ(as_text(one.frame.payload), as_text(other.frame.payload));
  EXPECT_EQ(one.frame.payload_cut, other.frame.payload_cut);
}

const Endpoint kClient = at("192.0.2.1", 40000);
const Endpoint kServer = at("198.51.100.2", 443);
const Octets kPayload = OctetWriter().text("some payload that may be cut anywhere").take();

std::vector<Octets> samples() {
  std::vector<Octets> all{
      tcp_packet(kClient, kServer, {.sequence = 7, .ack = true}, kPayload),
      tcp_packet(kClient, kServer, {.syn = true, .options = {2, 4, 5, 0xb4, 1, 3, 3, 7}}, {}),
      udp_packet(kClient, kServer, kPayload),
      udp_packet(kClient, at("198.51.100.2", 4789), kPayload),  // no VXLAN, on its port
      ipv4(kClient.ip, kServer.ip, 6, tcp(kClient, kServer, {}, kPayload), {.options = {1, 1, 1}}),
      ipv4(kClient.ip, kServer.ip, 17, kPayload, {.more_fragments = true}),
      ipv4(kClient.ip, kServer.ip, 1, kPayload)};
  for (const Tunnel& tunnel : tunnels()) {
    const auto wrapped = tunnel.wrap(all.front(), wire::Side::client);
    if (wrapped && (*wrapped)[0] >> 4 == 4) all.push_back(*wrapped);
  }
  return all;
}

TEST(PlainFrame, IsReadAsTheLongWayReadsIt) {
  for (const Octets& sample : samples()) expect_alike(sample);
}

TEST(PlainFrame, WhereverTheCaptureCutsIt) {
  for (const Octets& sample : samples()) {
    for (std::size_t cut = 1; cut <= sample.size(); ++cut) expect_alike(sample, cut);
  }
}

// Lengths, versions, fragment bits, protocols that are not what they should be.
TEST(PlainFrame, WhateverOneOctetOfItsHeadersSays) {
  for (const Octets& sample : {samples()[0], samples()[2]}) {
    for (std::size_t at = 0; at < 40; ++at) {
      for (const unsigned value : {0x00U, 0x01U, 0x20U, 0x3fU, 0x44U, 0x46U, 0x80U, 0xffU}) {
        Octets changed = sample;
        changed[at] = static_cast<std::uint8_t>(value);
        SCOPED_TRACE(at);
        expect_alike(changed);
      }
    }
  }
}

TEST(PlainFrame, MostFramesArePlain) {
  EXPECT_TRUE(is_plain(ether(server_mac(), client_mac(), 0x0800, samples()[0])));
  EXPECT_TRUE(is_plain(ether(server_mac(), client_mac(), 0x0800, samples()[2])));
  EXPECT_FALSE(is_plain(ether(server_mac(), client_mac(), 0x0800, samples()[4])));
  EXPECT_FALSE(is_plain(ether(server_mac(), client_mac(), 0x0800, samples()[5])));
}

}  // namespace
}  // namespace cutoffd::dissect::plain_frame_test
