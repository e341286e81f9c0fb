// Names that nobody answers for: who asks for one waits, and nobody else does.
#include "alerts/name_lookups.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>

#include <boost/asio/ip/udp.hpp>
#include <gmock/gmock.h>

#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts::name_lookups_test {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::udp;
using test::run_for;
using test::run_until;
using testing::HasSubstr;

// A resolver that says nothing about names that begin with "silent" until it is let.
struct Resolver {
  std::mutex mutex;
  std::condition_variable changed;
  bool answers = false;
  std::atomic<int> asked{0};

  FoundAddresses ask(const std::string& host) {
    ++asked;
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answers || !host.starts_with("silent"); });
    return {{make_address("127.0.0.1")}, {}};
  }
  void answer() {
    const std::lock_guard lock(mutex);
    answers = true;
    changed.notify_all();
  }
};

class NameLookupsTest : public test::DeliveryTest {
 protected:
  void SetUp() override { ask_resolver(io); }
  // Threads that are left hold the resolver.
  void TearDown() override { resolver->answer(); }
  void ask_resolver(boost::asio::io_context& loop) const {
    NameLookups::of(loop).ask_by(
        [held = resolver](const std::string& host) { return held->ask(host); });
  }
  SinkOptions named(SinkType type, std::string name, std::string host) {
    SinkOptions options = to_server(type, std::move(host));
    options.name = std::move(name);
    return options;
  }
  std::shared_ptr<Resolver> resolver = std::make_shared<Resolver>();
};

TEST_F(NameLookupsTest, ALiteralAddressIsNoQuestion) {
  std::vector<std::string> found;
  for (const char* const host : {"127.0.0.1", "::1", "2001:db8::7"}) {
    NameLookups::of(io).start(host, [&](const FoundAddresses& answer) {
      ASSERT_EQ(answer.addresses.size(), 1U);
      found.push_back(answer.addresses.front().to_string());
    });
  }
  EXPECT_TRUE(found.empty()) << "never from inside the call";
  io.run();
  EXPECT_THAT(found, testing::ElementsAre("127.0.0.1", "::1", "2001:db8::7"));
  EXPECT_EQ(resolver->asked, 0);
}

TEST_F(NameLookupsTest, ASilentResolverHoldsUpNobodyElse) {
  server.start();
  udp::socket socket(io, udp::endpoint(make_address("127.0.0.1"), 0));
  SinkOptions webhook = test::quick(SinkType::webhook, "webhook");
  webhook.webhook.url = "http://silent.webhook/";
  SinkOptions datagrams = named(SinkType::udp, "datagrams", "127.0.0.1");
  datagrams.port = socket.local_endpoint().port();
  outbox.write(3);
  dispatcher.emplace(io, outbox,
                     std::vector{named(SinkType::tcp, "tcp", "silent.tcp"),
                                 named(SinkType::udp, "udp", "silent.udp"),
                                 named(SinkType::relp, "relp", "silent.relp"),
                                 named(SinkType::mqtt, "mqtt", "silent.mqtt"), webhook,
                                 named(SinkType::tcp, "by name", "collector.example"),
                                 named(SinkType::tcp, "by address", "127.0.0.1"), datagrams},
                     around);
  dispatcher->start();
  for (const char* const sink : {"by name", "by address", "datagrams"}) {
    EXPECT_TRUE(run_until(io, [&] { return outbox.cursors[sink] == 3; })) << sink;
  }
  EXPECT_TRUE(run_until(io, [&] { return resolver->asked == 6; })) << "all at once";
  for (const char* const sink : {"tcp", "udp", "relp", "mqtt", "webhook"}) {
    EXPECT_EQ(outbox.cursors[sink], 0U) << sink;
  }
  resolver->answer();
  EXPECT_TRUE(run_until(io, [&] { return outbox.cursors["tcp"] == 3; }));
}

// However often a sink gives up and tries anew, the name is asked for once; and then its answer is
// there.
TEST_F(NameLookupsTest, OneLookupAtATimeIsUnderWayForEachName) {
  server.start();
  SinkOptions first = named(SinkType::tcp, "sink", "silent.example");
  first.timeout = std::chrono::milliseconds(100);
  SinkOptions second = named(SinkType::tcp, "second", "silent.example");
  outbox.write(2);
  dispatcher.emplace(io, outbox, std::vector{first, second}, around);
  dispatcher->start();
  ASSERT_TRUE(run_until(io, [&] { return statistics().failures >= 3 && resolver->asked > 0; }));
  EXPECT_THAT(statistics().last_error, HasSubstr("no connection in time"));
  EXPECT_EQ(resolver->asked, 1);
  resolver->answer();
  EXPECT_TRUE(run_until(io, [&] { return outbox.cursors["second"] == 2; }));
  EXPECT_TRUE(delivered(2));
}

TEST_F(NameLookupsTest, WhoCancelsHearsNothing) {
  bool told = false;
  NameLookups& lookups = NameLookups::of(io);
  const auto ticket = lookups.start("silent.example", [&](const FoundAddresses&) { told = true; });
  lookups.cancel(ticket);
  io.run();  // nobody waits any more, so it ends
  resolver->answer();
  run_for(io, std::chrono::milliseconds(50));
  EXPECT_FALSE(told);
}

// What the end of the loop destroys may be destroyed before the answer comes.
TEST_F(NameLookupsTest, TheEndWaitsForNoLookup) {
  bool told = false;
  auto handler = std::make_shared<int>(0);
  {
    boost::asio::io_context other;
    ask_resolver(other);
    NameLookups::of(other).start("silent.example",
                                 [&told, handler](const FoundAddresses&) { told = true; });
    other.run_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(handler.use_count(), 1) << "what waited went with the loop";
  resolver->answer();
  // The loop of the test has a lookup function too, and so has this.
  EXPECT_TRUE(run_until(io, [&] { return resolver.use_count() == 2; })) << "the thread ends";
  EXPECT_FALSE(told);
}

TEST_F(NameLookupsTest, AnErrorInALookupIsToldNotThrown) {
  NameLookups::of(io).ask_by([](const std::string&) -> FoundAddresses { throw std::bad_alloc(); });
  std::string problem;
  NameLookups::of(io).start("collector.example",
                            [&](const FoundAddresses& found) { problem = found.problem; });
  io.run();
  EXPECT_EQ(problem, "no memory");
}

}  // namespace
}  // namespace cutoffd::alerts::name_lookups_test
