// One packet, carried in every way: whatever is around it, the innermost values are the same.
#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "capture/dissect/frame.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::dissect::wrapping_test {
namespace {

using namespace wire;

struct Conversation {
  std::string family;
  Endpoint client, server;
};
const Conversation kFour{"IPv4", at("10.1.2.3", 50123), at("192.0.2.80", 443)};
const Conversation kSix{"IPv6", at("2001:db8:1::3", 50123), at("2001:db8:2::80", 443)};

const Octets kPayload = OctetWriter().text("the payload of this segment").take();
const TcpFields kFields{
    .sequence = 0x01020304, .acknowledgement = 0x0a0b0c0d, .ack = true, .options = Octets(10, 1)};

Octets packet_from(const Conversation& talk, Side side) {
  return side == Side::client ? tcp_packet(talk.client, talk.server, kFields, kPayload)
                              : tcp_packet(talk.server, talk.client, kFields, kPayload);
}

void expect_segment(const Frame& frame, const Conversation& talk, Side side) {
  const Endpoint& from = side == Side::client ? talk.client : talk.server;
  const Endpoint& to = side == Side::client ? talk.server : talk.client;
  EXPECT_EQ(frame.source, from.ip);
  EXPECT_EQ(frame.destination, to.ip);
  EXPECT_EQ(frame.ttl, 64);
  const auto* tcp = std::get_if<TcpSegment>(&frame.transport);
  ASSERT_NE(tcp, nullptr);
  EXPECT_EQ(tcp->source_port, from.port);
  EXPECT_EQ(tcp->destination_port, to.port);
  EXPECT_EQ(tcp->sequence, kFields.sequence);
  EXPECT_EQ(tcp->acknowledgement, kFields.acknowledgement);
  EXPECT_TRUE(tcp->ack && !tcp->syn && !tcp->fin && !tcp->rst);
  EXPECT_EQ(as_text(frame.payload), as_text(kPayload));
  EXPECT_EQ(frame.payload_cut, 0U);
}

void expect_way(const Frame& frame, const Wrapping& way, Side side) {
  const Mac source = side == Side::client ? client_mac() : server_mac();
  const Mac destination = side == Side::client ? server_mac() : client_mac();
  ASSERT_EQ(frame.macs.has_value(), way.macs != MacsSeen::none);
  if (frame.macs) {
    EXPECT_EQ(frame.macs->source, source);
    EXPECT_EQ(frame.macs->destination, way.macs == MacsSeen::both ? destination : Mac{});
  }
  const auto seen = frame.vlans.ids();
  EXPECT_EQ(std::vector<std::uint16_t>(seen.begin(), seen.end()), way.vlans);
  EXPECT_EQ(frame.tunnel != 0, way.in_tunnel);
}

// The frame of both directions, checked; the tunnel number must be the same.
void expect_same_both_ways(const Wrapping& way, const Conversation& talk) {
  SCOPED_TRACE(way.name + ", " + talk.family);
  std::set<std::uint64_t> tunnels;
  for (const Side side : {Side::client, Side::server}) {
    const auto built = way.wrap(packet_from(talk, side), side);
    if (!built) continue;
    Frame frame;
    const auto fault = dissect_frame(packet_of(*built), frame);
    ASSERT_FALSE(fault) << name_of(*fault);
    expect_segment(frame, talk, side);
    expect_way(frame, way, side);
    tunnels.insert(frame.tunnel);
  }
  EXPECT_LE(tunnels.size(), 1U);
}

TEST(Wrapping, EveryLinkTypeShowsTheSamePacket) {
  for (const Wrapping& way : link_wrappings()) {
    expect_same_both_ways(way, kFour);
    expect_same_both_ways(way, kSix);
  }
}

TEST(Wrapping, EveryTunnelShowsTheSamePacket) {
  for (const Wrapping& way : tunnel_wrappings()) {
    expect_same_both_ways(way, kFour);
    expect_same_both_ways(way, kSix);
  }
}

TEST(Wrapping, EveryTunnelOverEveryLinkShowsTheSamePacket) {
  const auto ways = every_combination();
  ASSERT_GT(ways.size(), 2000U);
  for (const Wrapping& way : ways) {
    expect_same_both_ways(way, kFour);
    expect_same_both_ways(way, kSix);
  }
}

TEST(Wrapping, EveryTunnelInsideEveryTunnelShowsTheSamePacket) {
  for (const Wrapping& outer : tunnel_wrappings()) {
    for (const Tunnel& inner : tunnels()) {
      Wrapping both{.name = inner.name + " in " + outer.name,
                    .wrap = [&](Bytes p, Side s) -> std::optional<Built> {
                      const auto carried = inner.wrap(p, s);
                      return carried ? outer.wrap(*carried, s) : std::nullopt;
                    },
                    .macs = MacsSeen::both,
                    .vlans = inner.mirror ? std::vector<std::uint16_t>{} : outer.vlans,
                    .in_tunnel = !inner.mirror};
      both.vlans.insert(both.vlans.end(), inner.vlans.begin(), inner.vlans.end());
      // A mirror that carries bare IP would leave no MAC; none of those above does.
      expect_same_both_ways(both, kFour);
      expect_same_both_ways(both, kSix);
    }
  }
}

// However much of a frame was captured: nothing but the truth. Whatever payload is shown is the
// front of the real one, and the rest is counted as cut off.
TEST(Wrapping, FrameCutAnywhereShowsNoOtherPayload) {
  for (const Wrapping& way : all_wrappings()) {
    for (const Conversation& talk : {kFour, kSix}) {
      const auto whole = way.wrap(packet_from(talk, Side::client), Side::client);
      if (!whole) continue;
      SCOPED_TRACE(way.name + ", " + talk.family);
      for (std::size_t length = 0; length < whole->bytes.size(); ++length) {
        const Built cut{whole->link, first_of(whole->bytes, length)};
        Frame frame;
        const auto wire = static_cast<std::uint32_t>(whole->bytes.size());
        if (dissect_frame(packet_of(cut, 1, {}, wire), frame)) continue;
        if (!std::holds_alternative<TcpSegment>(frame.transport)) continue;
        const auto* tcp = std::get_if<TcpSegment>(&frame.transport);
        ASSERT_EQ(tcp->sequence, kFields.sequence) << "cut at " << length;
        ASSERT_EQ(frame.payload.size() + frame.payload_cut, kPayload.size()) << "cut at " << length;
        ASSERT_EQ(as_text(frame.payload), as_text(kPayload).substr(0, frame.payload.size()));
      }
    }
  }
}

}  // namespace
}  // namespace cutoffd::dissect::wrapping_test
