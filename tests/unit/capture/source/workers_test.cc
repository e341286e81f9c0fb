// Several workers on one interface: how many, what each has, and that together they see each packet
// once.
#include "capture/source/workers.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/capture/source/capture_writer.h"
#include "tests/unit/capture/source/live_namespace.h"

namespace cutoffd::source::stage::workers_test {
namespace {

using namespace std::chrono_literals;
using Sources = std::vector<std::unique_ptr<LiveSource>>;

TEST(Workers, AreAsManyAsAreWrittenOrAsTheMachineHas) {
  LiveOptions options;
  EXPECT_EQ(worker_count(options, 16), 1U);  // nobody asked for more
  options.workers = 3;
  EXPECT_EQ(worker_count(options, 1), 3U);
  options.workers = kOnePerProcessor;
  EXPECT_EQ(worker_count(options, 4), 4U);
  EXPECT_EQ(worker_count(options, 200), 16U);  // 64 MiB of ring, 4 for each
  options.ring_octets = std::size_t{2} << 20;
  EXPECT_EQ(worker_count(options, 4), 1U);
  options.ring_octets = std::size_t{2} << 30;
  EXPECT_EQ(worker_count(options, 200), kMostWorkers);
  options.cpu_affinity = {2, 3};
  EXPECT_EQ(worker_count(options, 200), 2U);
}

TEST(Workers, ShareTheRing) {
  LiveOptions options;
  EXPECT_EQ(share_of(options, 1).ring_octets, options.ring_octets);
  EXPECT_EQ(share_of(options, 1).wait, 100ms);
  EXPECT_EQ(share_of(options, 4).ring_octets, std::size_t{16} << 20);
  EXPECT_EQ(share_of(options, 4).wait, 10ms);
  options.ring_octets = kLeastRing;
  EXPECT_EQ(share_of(options, 4).ring_octets, kLeastRing);
}

class WorkersTest : public LiveNamespace {
 protected:
  static Sources open(std::size_t workers) {
    LiveOptions shared = options("far");
    shared.ring_octets = std::size_t{8} << 20;
    shared.workers = workers;
    auto sources = open_workers(shared, 0);
    EXPECT_TRUE(sources.ok()) << sources.error().message;
    return sources.ok() ? std::move(sources).value() : Sources{};
  }
  // One datagram to each of so many hosts behind the neighbour.
  static void send_to_many(unsigned hosts, const std::string& payload) {
    const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    // From the lower port: they are the clients.
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_port = htons(9000);
    EXPECT_EQ(bind(descriptor, reinterpret_cast<const sockaddr*>(&from), sizeof from), 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(60'000);
    for (unsigned i = 0; i < hosts; ++i) {
      to.sin_addr.s_addr = htonl(0xc6120001U + i);  // 198.18.0.1 …
      EXPECT_GT(sendto(descriptor, payload.data(), payload.size(), 0,
                       reinterpret_cast<const sockaddr*>(&to), sizeof to),
                0);
    }
    close(descriptor);
  }
  static bool make_route() { return run("ip route add 198.18.0.0/16 via 192.0.2.2 dev near"); }

  // How often each host's datagram was seen, and by how many workers any.
  struct Heard {
    std::map<std::string, unsigned> times;
    unsigned workers = 0;
    std::size_t largest = 0;
  };
  static Heard hear(const Sources& sources, std::size_t wanted, const std::string& payload) {
    Heard heard;
    std::vector<Keeper> keepers(sources.size());
    for (int turn = 0; turn < 60 && heard.times.size() < wanted; ++turn) {
      std::this_thread::sleep_for(20ms);
      heard = {};
      for (std::size_t i = 0; i < sources.size(); ++i) {
        while (sources[i]->read(keepers[i]) == ReadStatus::packets) {
        }
        bool any = false;
        for (const Seen& packet : keepers[i].seen) {
          const std::string_view text = as_text(packet.bytes);
          if (text.find(payload) == std::string_view::npos) continue;
          any = true;
          ++heard.times[std::string(text.substr(30, 4))];  // the destination
          heard.largest = std::max(heard.largest, packet.bytes.size());
        }
        heard.workers += any ? 1 : 0;
      }
    }
    return heard;
  }
  static void expect_each_once(const Heard& heard, std::size_t hosts, unsigned workers) {
    EXPECT_EQ(heard.times.size(), hosts);
    for (const auto& [host, times] : heard.times) EXPECT_EQ(times, 1U);
    EXPECT_EQ(heard.workers, workers);
  }
};

TEST_F(WorkersTest, SeeEachPacketOnceTogether) {
  in_namespace([] {
    ASSERT_TRUE(make_route());
    const Sources sources = open(3);
    ASSERT_EQ(sources.size(), 3U);
    for (std::uint16_t i = 0; i < 3; ++i) EXPECT_EQ(sources[i]->seat().number, i);
    send_to_many(100, "once");
    expect_each_once(hear(sources, 100, "once"), 100, 3);
    std::uint64_t received = 0;
    for (const auto& source : sources) received += source->statistics().received;
    EXPECT_GE(received, 100U);
  });
}

// Two programs, or one that is started before the other ended, share nothing.
TEST_F(WorkersTest, AGroupIsItsOwnersAlone) {
  in_namespace([] {
    ASSERT_TRUE(make_route());
    const Sources one = open(2);
    const Sources other = open(2);
    send_to_many(50, "both");
    expect_each_once(hear(one, 50, "both"), 50, 2);
    expect_each_once(hear(other, 50, "both"), 50, 2);
  });
}

TEST_F(WorkersTest, AFragmentedDatagramIsPutTogetherBefore) {
  in_namespace([] {
    ASSERT_TRUE(make_route());
    const Sources sources = open(2);
    const std::string payload(4000, 'x');
    send_to_many(1, payload);
    const Heard heard = hear(sources, 1, payload);
    expect_each_once(heard, 1, 1);
    EXPECT_GE(heard.largest, 4000U);
  });
}

TEST_F(WorkersTest, ShareAgainAfterTheInterfaceCameBack) {
  in_namespace([] {
    ASSERT_TRUE(make_route());
    const Sources sources = open(2);
    for (int round = 0; round < 3; ++round) {
      ASSERT_TRUE(run("ip link del near"));
      Keeper keeper;
      for (const auto& source : sources) {
        ASSERT_TRUE(
            read_until(*source, keeper, [](ReadStatus s) { return s == ReadStatus::gone; }));
      }
      ASSERT_TRUE(make_veth() && make_route());
      for (const auto& source : sources) {
        const auto trouble = source->reopen();
        ASSERT_FALSE(trouble) << trouble->message;
      }
      const std::string payload = "again " + std::to_string(round);
      send_to_many(60, payload);
      expect_each_once(hear(sources, 60, payload), 60, 2);
    }
  });
}

// The others still hold what is gone when the first opens again.
TEST_F(WorkersTest, OneThatIsLateToNoticeJoinsTheOthers) {
  in_namespace([] {
    ASSERT_TRUE(make_route());
    const Sources sources = open(2);
    ASSERT_TRUE(run("ip link del near") && make_veth() && make_route());
    Keeper keeper;
    for (const auto& source : sources) {
      ASSERT_TRUE(read_until(*source, keeper, [](ReadStatus s) { return s == ReadStatus::gone; }));
      const auto trouble = source->reopen();
      ASSERT_FALSE(trouble) << trouble->message;
    }
    send_to_many(60, "late");
    expect_each_once(hear(sources, 60, "late"), 60, 2);
  });
}

}  // namespace
}  // namespace cutoffd::source::stage::workers_test
