// What stays on the machine or asks for no answer: sockets of local daemons, files, UDP.
#include <filesystem>
#include <fstream>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/message_id.h"
#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::udp;
using boost::asio::local::datagram_protocol;
using test::run_for;
using test::run_until;
using testing::HasSubstr;

class LocalTransportTest : public test::DeliveryTest {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "cutoffd-local-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  static std::string whole(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static test::Arrivals lines(const fs::path& file) {
    test::Arrivals arrivals;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) arrivals.add(line);
    return arrivals;
  }
  SinkOptions to_path(SinkType type, const fs::path& path) {
    SinkOptions options = test::quick(type);
    options.path = path;
    return options;
  }

  // A daemon's datagram socket.
  struct Daemon {
    Daemon(boost::asio::io_context& io, const fs::path& path)
        : socket(io, datagram_protocol::endpoint(path.string())) {
      socket.non_blocking(true);
    }
    bool receive() {
      std::array<char, 65536> buffer{};
      boost::system::error_code error;
      const std::size_t size = socket.receive(boost::asio::buffer(buffer), 0, error);
      if (!error) received.emplace_back(buffer.data(), size);
      return !error;
    }
    datagram_protocol::socket socket;
    std::vector<std::string> received;
  };
  fs::path folder;
};

TEST_F(LocalTransportTest, AFileHoldsOneLineAnAlert) {
  outbox.write(100);
  start(to_path(SinkType::file, folder / "alerts.json"));
  ASSERT_TRUE(delivered(100));
  EXPECT_EQ(lines(folder / "alerts.json").numbers, test::all_to(100));
}

TEST_F(LocalTransportTest, ARenamedFileIsLeftAndANewOneBegun) {
  const fs::path file = folder / "alerts.json";
  outbox.write(3);
  start(to_path(SinkType::file, file));
  ASSERT_TRUE(delivered(3));
  fs::rename(file, folder / "alerts.json.1");
  outbox.write(2);
  dispatcher->notify();
  ASSERT_TRUE(delivered(5));
  EXPECT_EQ(lines(folder / "alerts.json.1").numbers, test::all_to(3));
  EXPECT_THAT(lines(file).numbers, testing::ElementsAre(4, 5));
}

TEST_F(LocalTransportTest, SighupOpensAnewEvenWhereNothingIsWritten) {
  const fs::path file = folder / "alerts.json";
  start(to_path(SinkType::file, file));
  ASSERT_TRUE(run_until(io, [&] { return statistics().connected; }));
  fs::remove(file);
  dispatcher->reopen();
  EXPECT_TRUE(run_until(io, [&] { return fs::exists(file); }));
}

TEST_F(LocalTransportTest, ALineThatACrashCutIsEndedBeforeTheNext) {
  const fs::path file = folder / "alerts.json";
  std::ofstream(file) << "{\"time\":\"2024-";
  outbox.write(1);
  start(to_path(SinkType::file, file));
  ASSERT_TRUE(delivered(1));
  EXPECT_THAT(whole(file), testing::StartsWith("{\"time\":\"2024-\n{"));
}

TEST_F(LocalTransportTest, ADirectoryThatIsMissingIsWaitedFor) {
  const fs::path file = folder / "later" / "alerts.json";
  outbox.write(1);
  start(to_path(SinkType::file, file));
  EXPECT_THAT(trouble(), HasSubstr("No such file or directory"));
  fs::create_directory(folder / "later");
  EXPECT_TRUE(delivered(1));
}

// logrotate renames while alerts arrive, and kill -HUP follows: each alert is in one of the files.
TEST_F(LocalTransportTest, RotationInTheMiddleOfABurstLosesNothing) {
  const fs::path file = folder / "alerts.json";
  outbox.write(2000);
  start(to_path(SinkType::file, file));
  std::uint64_t rotations = 0;
  while (outbox.cursors["sink"] < 2000) {
    run_until(io, [&] {
      return outbox.cursors["sink"] >= std::min<std::uint64_t>(2000, 300 * (rotations + 1));
    });
    fs::rename(file, folder / ("alerts.json." + std::to_string(++rotations)));
    if (rotations % 2 == 0) dispatcher->reopen();
  }
  std::vector<std::uint64_t> all;
  for (std::uint64_t i = 1; i <= rotations; ++i) {
    const auto part = lines(folder / ("alerts.json." + std::to_string(i))).numbers;
    all.insert(all.end(), part.begin(), part.end());
  }
  EXPECT_EQ(all, test::all_to(2000));
}

TEST_F(LocalTransportTest, ALocalSyslogDaemonGetsTheTraditionalFormWithoutAHost) {
  Daemon daemon(io, folder / "log");
  outbox.write(1);
  start(to_path(SinkType::unix_socket, folder / "log"));
  ASSERT_TRUE(run_until(io, [&] { return daemon.receive(); }));
  EXPECT_THAT(daemon.received[0], testing::MatchesRegex("<28>[A-Z][a-z][a-z] [ 0-9][0-9] ..:..:.. "
                                                        "cutoffd\\[812\\]: CONTACT_OPENED .*"));
}

TEST_F(LocalTransportTest, ADaemonThatIsRestartedIsFoundAgain) {
  auto daemon = std::make_unique<Daemon>(io, folder / "log");
  outbox.write(2);
  start(to_path(SinkType::unix_socket, folder / "log"));
  ASSERT_TRUE(run_until(io, [&] {
    daemon->receive();
    return daemon->received.size() == 2;
  }));
  daemon.reset();
  fs::remove(folder / "log");
  outbox.write(2);
  dispatcher->notify();
  trouble();
  daemon = std::make_unique<Daemon>(io, folder / "log");
  ASSERT_TRUE(run_until(io, [&] {
    daemon->receive();
    return daemon->received.size() == 2;
  }));
  EXPECT_EQ(test::number_in(daemon->received[0]), 3U);
}

// A daemon that hangs with a full socket: its alerts wait, the loop turns.
TEST_F(LocalTransportTest, AHungLocalDaemonHoldsUpNobodyElse) {
  Daemon hung(io, folder / "log");
  SinkOptions file = to_path(SinkType::file, folder / "alerts.json");
  file.name = "file";
  outbox.write(5000);
  dispatcher.emplace(io, outbox, std::vector{to_path(SinkType::unix_socket, folder / "log"), file},
                     around);
  dispatcher->start();
  ASSERT_TRUE(run_until(io, [&] { return outbox.cursors["file"] == 5000; }));
  EXPECT_LT(outbox.cursors["sink"], 5000U);
  ASSERT_TRUE(run_until(io, [&] {
    while (hung.receive()) {
    }
    return hung.received.size() == 5000;
  }));
}

TEST_F(LocalTransportTest, TheJournalGetsFieldsAndAMessageId) {
  Daemon journal(io, folder / "journal");
  outbox.write(1);
  start(to_path(SinkType::journald, folder / "journal"));
  ASSERT_TRUE(run_until(io, [&] { return journal.receive(); }));
  const std::string& got = journal.received[0];
  EXPECT_THAT(got, testing::StartsWith("MESSAGE=number 1\n"));
  EXPECT_THAT(
      got, HasSubstr("\nMESSAGE_ID=" + std::string(message_id(AlertEvent::opened).journal) + "\n"));
  EXPECT_THAT(got, HasSubstr("\nPRIORITY=4\n"));
  EXPECT_THAT(got, HasSubstr("\nSYSLOG_IDENTIFIER=cutoffd\n"));
  EXPECT_THAT(got, HasSubstr("\nCUTOFFD_DEVICE_MAC=02:00:00:00:00:11\n"));
}

class UdpTransportTest : public test::DeliveryTest {
 protected:
  explicit UdpTransportTest() { socket.non_blocking(true); }
  bool receive() {
    std::array<char, 65536> buffer{};
    boost::system::error_code error;
    const std::size_t size = socket.receive(boost::asio::buffer(buffer), 0, error);
    if (!error) arrivals.add({buffer.data(), size});
    return !error;
  }
  SinkOptions to_udp(std::uint16_t port) {
    SinkOptions options = test::quick(SinkType::udp);
    options.host = "127.0.0.1";
    options.port = port;
    return options;
  }
  udp::socket socket{io, udp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)};
  test::Arrivals arrivals;
};

TEST_F(UdpTransportTest, OneDatagramAnAlert) {
  outbox.write(50);
  start(to_udp(socket.local_endpoint().port()));
  ASSERT_TRUE(run_until(io, [&] {
    receive();
    return arrivals.numbers.size() == 50;
  }));
  EXPECT_EQ(arrivals.numbers, test::all_to(50));
  EXPECT_TRUE(delivered(50));
}

TEST_F(UdpTransportTest, APortThatIsRefusedIsNoDelivery) {
  const udp::endpoint place = socket.local_endpoint();
  socket.close();
  outbox.write(2);
  start(to_udp(place.port()));
  EXPECT_THAT(trouble(), HasSubstr("refused"));
  EXPECT_EQ(outbox.cursors["sink"], 0U);
  socket.open(place.protocol());
  socket.bind(place);
  socket.non_blocking(true);
  ASSERT_TRUE(run_until(io, [&] {
    receive();
    return arrivals.complete_to(2);
  }));
}

TEST_F(UdpTransportTest, WhatIsLongerThanADatagramIsRefusedAndTheRestGoesOn) {
  outbox.write(3);
  SinkOptions options = to_udp(socket.local_endpoint().port());
  options.max_octets = 100'000;
  options.format = FormatKind::json;
  options.header = HeaderKind::none;
  outbox.alerts[1].message.append(80'000, 'x');
  start(options);
  ASSERT_TRUE(delivered(3));
  EXPECT_EQ(statistics().refused, 1U);
  EXPECT_THAT(statistics().last_error, HasSubstr("longer than a datagram"));
}

}  // namespace
}  // namespace cutoffd::alerts
