// Which worker gets a packet: what must be known together meets, and the rest is spread.
#include "capture/source/spread.h"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <pcap/bpf.h>

#include "tests/support/frame_builder.h"

namespace cutoffd::source::spread_test {
namespace {

using wire::at;
using wire::ip_of;
using wire::Octets;
using wire::Side;

std::uint32_t spread_of(Bytes frame) {
  static const std::vector<FilterStep> program = spread_program(SpreadOver::octets);
  static_assert(sizeof(FilterStep) == sizeof(bpf_insn));
  const auto size = static_cast<unsigned>(frame.size());
  return bpf_filter(reinterpret_cast<const bpf_insn*>(program.data()), frame.data(), size, size);
}

Octets framed(Bytes ip) {
  return wire::ether(wire::server_mac(), wire::client_mac(), wire::ether_type_of(ip), ip);
}
Octets tagged(Bytes ip, unsigned tags) {
  Octets inner(ip.begin(), ip.end());
  std::uint16_t type = wire::ether_type_of(ip);
  for (unsigned i = 0; i < tags; ++i) {
    inner = wire::vlan_tag(static_cast<std::uint16_t>(10 + i), type, inner);
    type = 0x8100;
  }
  return wire::ether(wire::server_mac(), wire::client_mac(), type, inner);
}

struct Pair {
  std::string name;
  Endpoint client, server;
};
const Pair kPairs[] = {{"IPv4", at("192.0.2.7", 50'123), at("198.51.100.9", 443)},
                       {"IPv6", at("2001:db8::7", 50'123), at("2001:db8:5::9", 443)}};
const Octets kHello(100, 0x16);

TEST(Spread, IsAProgramThatTheKernelMayTake) {
  for (const SpreadOver over : {SpreadOver::ethernet, SpreadOver::network, SpreadOver::octets}) {
    const std::vector<FilterStep> program = spread_program(over);
    // libpcap's own check: every jump inside, the memory's cells within bounds, an answer at the
    // end.
    EXPECT_TRUE(bpf_validate(reinterpret_cast<const bpf_insn*>(program.data()),
                             static_cast<int>(program.size())));
    EXPECT_LT(program.size(), 4096U);  // BPF_MAXINSNS
  }
}

TEST(Spread, BothDirectionsOfAFlowMeetWhateverTheTags) {
  for (const Pair& one : kPairs) {
    for (const bool tcp : {true, false}) {
      const auto packet = [&](const Endpoint& from, const Endpoint& to) {
        return tcp ? wire::tcp_packet(from, to, {}, kHello) : wire::udp_packet(from, to, kHello);
      };
      const std::uint32_t up = spread_of(framed(packet(one.client, one.server)));
      EXPECT_NE(up, 0U);
      EXPECT_EQ(up, spread_of(framed(packet(one.server, one.client)))) << one.name;
      for (const unsigned tags : {1U, 2U}) {
        EXPECT_EQ(up, spread_of(tagged(packet(one.client, one.server), tags))) << one.name << tags;
      }
    }
  }
}

// Every tunnel that is read, both directions.
TEST(Spread, ATunnelStaysWhole) {
  for (const wire::Wrapping& way : wire::tunnel_wrappings()) {
    for (const Pair& one : kPairs) {
      const Octets up = wire::tcp_packet(one.client, one.server, {}, kHello);
      const Octets down = wire::tcp_packet(one.server, one.client, {}, kHello);
      const auto there = way.wrap(up, Side::client);
      const auto back = way.wrap(down, Side::server);
      if (!there || !back) continue;
      EXPECT_EQ(spread_of(there->bytes), spread_of(back->bytes)) << way.name;
    }
  }
}

// VXLAN's source port is a hash of what is inside, each end's its own (RFC 7348 section 5).
TEST(Spread, PortsOfUdpDoNotPartATunnel) {
  const Octets up = wire::udp_packet(at("203.0.113.1", 61'001), at("203.0.113.2", 4789), kHello);
  const Octets down = wire::udp_packet(at("203.0.113.2", 49'777), at("203.0.113.1", 4789), kHello);
  EXPECT_EQ(spread_of(framed(up)), spread_of(framed(down)));
}

// Those of IPv4 are put together before; tests/unit/capture/source/workers_test.cc.
TEST(Spread, FragmentsOfOneDatagramMeet) {
  for (const Pair& one : kPairs) {
    const Octets whole = wire::udp_packet(one.client, one.server, Octets(3000, 1));
    std::set<std::uint32_t> workers;
    for (const Octets& piece : wire::fragments(whole, 1200, 77)) {
      workers.insert(spread_of(framed(piece)));
    }
    EXPECT_EQ(workers.size(), 1U) << one.name;
  }
}

// What it asks, what it is answered, and where it connects then.
TEST(Spread, AllThatADeviceBeginsMeets) {
  for (const bool four : {true, false}) {
    const auto device = [four](std::uint16_t port) {
      return at(four ? "192.0.2.7" : "2001:db8::7", port);
    };
    const auto server = [four](unsigned host, std::uint16_t port) {
      return at((four ? "198.51.100." : "2001:db8:5::") + std::to_string(host), port);
    };
    const std::uint32_t worker =
        spread_of(framed(wire::udp_packet(device(50'000), server(53, 53), kHello)));
    EXPECT_EQ(spread_of(framed(wire::udp_packet(server(53, 53), device(50'000), kHello))), worker);
    for (std::uint16_t i = 1; i < 50; ++i) {
      const Endpoint mine = device(static_cast<std::uint16_t>(40'000 + 7 * i));
      const Endpoint theirs = server(i, i % 2 == 0 ? 443 : 8443);
      EXPECT_EQ(spread_of(framed(wire::tcp_packet(mine, theirs, {}, kHello))), worker);
      EXPECT_EQ(spread_of(framed(wire::tcp_packet(theirs, mine, {}, kHello))), worker);
      EXPECT_EQ(spread_of(framed(wire::udp_packet(theirs, mine, kHello))), worker);
    }
  }
}

TEST(Spread, AnErrorGoesWhereItsFlowIs) {
  const IpAddress router4 = ip_of("203.0.113.77");
  const IpAddress router6 = ip_of("2001:db8:77::1");
  for (const Pair& one : kPairs) {
    const bool four = one.client.ip.is_v4();
    for (const bool tcp : {true, false}) {
      const Octets sent = tcp ? wire::tcp_packet(one.client, one.server, {}, kHello)
                              : wire::udp_packet(one.client, one.server, kHello);
      Octets body(4, 0);
      body.insert(body.end(), sent.begin(), sent.begin() + (four ? 28 : 48));
      const IpAddress& router = four ? router4 : router6;
      const std::uint8_t type = four ? 3 : 1;
      const Octets error = wire::ip(router, one.client.ip, four ? 1 : 58,
                                    wire::icmp(router, one.client.ip, type, 1, body));
      EXPECT_EQ(spread_of(framed(error)), spread_of(framed(sent))) << one.name << tcp;
    }
  }
}

TEST(Spread, WhoIsWhoIsToldByTheFirstWorker) {
  const IpAddress a = ip_of("192.0.2.7");
  const IpAddress b = ip_of("192.0.2.1");
  EXPECT_EQ(spread_of(wire::ether(wire::server_mac(), wire::client_mac(), 0x0806,
                                  wire::arp(false, wire::client_mac(), a, wire::server_mac(), b))),
            0U);
  const IpAddress six = ip_of("fe80::7");
  const IpAddress all = ip_of("ff02::1");
  for (std::uint8_t type = 133; type <= 137; ++type) {
    EXPECT_EQ(spread_of(framed(wire::ip(six, all, 58, wire::icmp(six, all, type, 0, Octets(20))))),
              0U);
  }
  for (const int each : {67, 68, 137, 5353, 5355}) {
    const auto port = static_cast<std::uint16_t>(each);
    EXPECT_EQ(
        spread_of(framed(wire::udp_packet(at("192.0.2.7", port), at("192.0.2.1", 40'000), kHello))),
        0U);
    EXPECT_EQ(
        spread_of(framed(wire::udp_packet(at("192.0.2.1", 40'000), at("192.0.2.7", port), kHello))),
        0U);
  }
  for (const std::uint16_t port : {std::uint16_t{546}, std::uint16_t{547}}) {
    EXPECT_EQ(
        spread_of(framed(wire::udp_packet(at("fe80::7", port), at("ff02::1:2", 547), kHello))), 0U);
  }
}

// No frame is too short, and what is cut goes somewhere.
TEST(Spread, ACutFrameIsNoTrouble) {
  for (const Pair& one : kPairs) {
    const Octets frame = framed(wire::tcp_packet(one.client, one.server, {}, kHello));
    for (std::size_t size = 0; size < frame.size(); ++size) {
      spread_of(Bytes(frame).first(size));
    }
  }
}

TEST(Spread, DevicesAndTunnelsAreSharedOutEvenly) {
  for (const std::uint32_t workers : {2U, 3U, 4U, 7U, 8U, 16U}) {
    std::map<std::uint32_t, unsigned> devices, tunnels;
    constexpr unsigned kMany = 4000;
    for (unsigned i = 0; i < kMany; ++i) {
      const std::string host = "10." + std::to_string(i % 4) + "." + std::to_string(i / 4 % 256) +
                               "." + std::to_string(i / 1024);
      ++devices[spread_of(framed(
                    wire::tcp_packet(at(host, 40'000), at("198.51.100.9", 443), {}, kHello))) %
                workers];
      ++tunnels[spread_of(
                    framed(wire::udp_packet(at(host, 50'000), at("10.9.9.9", 4789), kHello))) %
                workers];
    }
    for (std::uint32_t worker = 0; worker < workers; ++worker) {
      const double share = kMany / static_cast<double>(workers);
      EXPECT_NEAR(devices[worker], share, share / 4) << workers;
      EXPECT_NEAR(tunnels[worker], share, share / 4) << workers;
    }
  }
}

}  // namespace
}  // namespace cutoffd::source::spread_test
