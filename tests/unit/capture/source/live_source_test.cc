// Live capture in a network namespace of its own: a veth pair, real sockets, a vanished interface.
#include "capture/source/live_source.h"

#include <cstdlib>
#include <functional>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capture/source/interfaces.h"
#include "tests/unit/capture/source/capture_writer.h"
#include "tests/unit/capture/source/live_namespace.h"

namespace cutoffd::source::stage::live_source_test {
namespace {

using LiveSourceTest = LiveNamespace;
using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

void send_datagram(const std::string& payload) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(9);
  inet_pton(AF_INET, "192.0.2.2", &to.sin_addr);
  EXPECT_EQ(sendto(descriptor, payload.data(), payload.size(), 0,
                   reinterpret_cast<const sockaddr*>(&to), sizeof to),
            static_cast<long>(payload.size()));
  close(descriptor);
}

bool holds(const Keeper& keeper, const std::string& payload) {
  for (const Seen& packet : keeper.seen) {
    if (as_text(packet.bytes).find(payload) != std::string_view::npos) return true;
  }
  return false;
}

TEST_F(LiveSourceTest, ShowsPacketsOfBothDirections) {
  in_namespace([] {
    for (const char* end : {"near", "far"}) {  // near sends what far receives
      auto source = open_live(options(end), 3);
      ASSERT_TRUE(source.ok()) << source.error().message;
      EXPECT_GE((*source)->descriptor(), 0);
      const auto before = std::chrono::system_clock::now();
      send_datagram("a name goes by");
      Keeper keeper;
      ASSERT_TRUE(read_until(**source, keeper,
                             [&](ReadStatus) { return holds(keeper, "a name goes by"); }));
      const Seen& packet = keeper.seen.back();
      EXPECT_EQ(packet.link, 1U);
      EXPECT_EQ(packet.source, 3U);
      EXPECT_EQ(packet.frame, keeper.seen.size());
      EXPECT_LT(std::chrono::abs(packet.time - before), 10s);
      EXPECT_EQ((*source)->statistics().received, keeper.seen.size());
      EXPECT_EQ((*source)->statistics().kernel_drops, 0U);
    }
  });
}

TEST_F(LiveSourceTest, IsIdleWhereNothingComes) {
  in_namespace([] {
    auto source = open_live(options("lo"), 0);  // down and silent, yet captured on where permitted
    if (!source) {
      EXPECT_EQ(source.error().kind, OpenError::Kind::down) << source.error().message;
      EXPECT_THAT(source.error().message, HasSubstr("ip link set lo up"));
      ASSERT_TRUE(run("ip link set lo up"));
      source = open_live(options("lo"), 0);
      ASSERT_TRUE(source.ok());
    }
    Keeper keeper;
    EXPECT_EQ((*source)->read(keeper), ReadStatus::idle);
    EXPECT_TRUE(keeper.seen.empty());
  });
}

TEST_F(LiveSourceTest, AVanishedInterfaceIsGoneUntilItIsReopened) {
  in_namespace([] {
    auto source = open_live(options("near"), 0);
    ASSERT_TRUE(source.ok()) << source.error().message;
    send_datagram("before");
    Keeper keeper;
    ASSERT_TRUE(read_until(**source, keeper, [&](ReadStatus) { return holds(keeper, "before"); }));

    ASSERT_TRUE(run("ip link del near"));
    ASSERT_TRUE(
        read_until(**source, keeper, [](ReadStatus status) { return status == ReadStatus::gone; }));
    EXPECT_THAT(std::string((*source)->damage()), HasSubstr("interface 'near'"));
    const auto refused = (*source)->reopen();
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, OpenError::Kind::not_found);
    EXPECT_EQ((*source)->read(keeper), ReadStatus::gone);
    EXPECT_EQ((*source)->descriptor(), -1);

    ASSERT_TRUE(make_veth());
    ASSERT_FALSE((*source)->reopen());
    EXPECT_EQ((*source)->damage(), "");
    send_datagram("after");
    ASSERT_TRUE(read_until(**source, keeper, [&](ReadStatus) { return holds(keeper, "after"); }));
    EXPECT_EQ(keeper.seen.back().frame, keeper.seen.size()) << "frame numbers go on";
    EXPECT_EQ((*source)->statistics().received, keeper.seen.size());
  });
}

TEST_F(LiveSourceTest, AnInterfaceSetDownIsSeenAgainWhenItIsUp) {
  in_namespace([] {
    auto source = open_live(options("near"), 0);
    ASSERT_TRUE(source.ok()) << source.error().message;
    ASSERT_TRUE(run("ip link set near down"));
    Keeper keeper;
    // libpcap may tell of it or wait in silence; either way packets flow after the interface is up.
    (*source)->read(keeper);
    ASSERT_TRUE(run("ip link set near up"));
    ASSERT_TRUE(run("ip neigh replace 192.0.2.2 lladdr 02:00:00:00:00:02 dev near"));
    ASSERT_TRUE(read_until(**source, keeper, [&](ReadStatus status) {
      if (status == ReadStatus::gone) {
        EXPECT_FALSE((*source)->reopen());
      }
      send_datagram("up again");
      return holds(keeper, "up again");
    }));
  });
}

TEST_F(LiveSourceTest, ADroppedPacketIsCounted) {
  in_namespace([] {
    LiveOptions small = options("near");
    small.ring_octets = std::size_t{256} << 10;  // the least: a single block
    auto source = open_live(small, 0);
    ASSERT_TRUE(source.ok()) << source.error().message;
    for (int i = 0; i < 4'000; ++i) send_datagram(std::string(1'400, 'x'));
    const SourceStatistics lost = (*source)->statistics();
    EXPECT_GT(lost.kernel_drops, 0U);
    Keeper keeper;
    while ((*source)->read(keeper) == ReadStatus::packets) {
    }
    const SourceStatistics after = (*source)->statistics();
    EXPECT_GE(after.kernel_drops, lost.kernel_drops) << "cumulative";
    EXPECT_GE(after.kernel_drops + after.received, 4'000U);
  });
}

TEST_F(LiveSourceTest, AMissingInterfaceNamesThoseThatExist) {
  in_namespace([] {
    const auto source = open_live(options("nosuch"), 0);
    ASSERT_FALSE(source.ok());
    EXPECT_EQ(source.error().kind, OpenError::Kind::not_found);
    EXPECT_THAT(source.error().message, HasSubstr("no interface 'nosuch'; this machine has "));
    EXPECT_THAT(source.error().message, HasSubstr("near"));
  });
}

TEST_F(LiveSourceTest, WithoutTheCapabilityTheRemedyIsSaid) {
  in_namespace([] {
    // Only this thread loses its rights, and it ends with this test.
    if (syscall(SYS_setresuid, 65'534, 65'534, 65'534) != 0) return;
    const auto source = open_live(options("near"), 0);
    ASSERT_FALSE(source.ok());
    EXPECT_EQ(source.error().kind, OpenError::Kind::no_permission);
    EXPECT_THAT(source.error().message, HasSubstr("CAP_NET_RAW"));
    EXPECT_THAT(source.error().message, HasSubstr("setcap cap_net_raw+ep"));
  });
}

TEST_F(LiveSourceTest, TheInterfacesNetworksAreKnown) {
  in_namespace([] {
    const auto networks = networks_of("near");
    EXPECT_THAT(networks, Contains(*Prefix::parse("192.0.2.0/24")));
    EXPECT_THAT(networks, Contains(*Prefix::parse("2001:db8::/64")));
    EXPECT_TRUE(networks_of("nosuch").empty());
  });
}

TEST_F(LiveSourceTest, TheInterfacesAreListed) {
  in_namespace([] {
    bool near = false;
    for (const Interface& interface : list_interfaces()) {
      near |= interface.name == "near" && interface.up && !interface.loopback;
    }
    EXPECT_TRUE(near);
  });
}

}  // namespace
}  // namespace cutoffd::source::stage::live_source_test
