// What stays on the machine or asks for no answer: sockets of local daemons, files, UDP.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/message_id.h"
#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts::local_transport_test {
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

// Who reads from a pipe; goes with its object.
class PipeReader {
 public:
  explicit PipeReader(const fs::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  ~PipeReader() { ::close(descriptor_); }
  PipeReader(const PipeReader&) = delete;
  PipeReader& operator=(const PipeReader&) = delete;

  void read_what_is_there() {
    std::array<char, 65536> buffer{};
    for (ssize_t size; (size = ::read(descriptor_, buffer.data(), buffer.size())) > 0;) {
      read_.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }
  // The whole lines so far.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream in(read_.substr(0, read_.rfind('\n') + 1));
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }

 private:
  int descriptor_;
  std::string read_;
};

class PipeTest : public LocalTransportTest {
 protected:
  void SetUp() override {
    LocalTransportTest::SetUp();
    ASSERT_EQ(mkfifo(path().c_str(), 0600), 0);
  }
  [[nodiscard]] fs::path path() const { return folder / "pipe"; }
};

TEST_F(PipeTest, WithoutAReaderIsTroubleAndLosesNothing) {
  outbox.write(20);
  start(to_path(SinkType::file, path()));
  EXPECT_THAT(trouble(), HasSubstr("nobody reads from this pipe"));
  EXPECT_EQ(outbox.cursors["sink"], 0U);
  EXPECT_EQ(statistics().acknowledged, 0U);
  PipeReader reader(path());
  ASSERT_TRUE(delivered(20));
  reader.read_what_is_there();
  test::Arrivals arrivals;
  for (const std::string& line : reader.lines()) arrivals.add(line);
  EXPECT_EQ(arrivals.numbers, test::all_to(20));
}

TEST_F(PipeTest, WhoseReaderGoesIsTroubleAndNotTheEndOfTheProgram) {
  struct sigaction before {};
  ASSERT_EQ(sigaction(SIGPIPE, nullptr, &before), 0);
  outbox.write(1);
  auto reader = std::make_unique<PipeReader>(path());
  start(to_path(SinkType::file, path()));
  ASSERT_TRUE(delivered(1));
  reader.reset();
  outbox.write(1);
  dispatcher->notify();
  EXPECT_THAT(trouble(), HasSubstr("nobody reads from this pipe"));
  EXPECT_EQ(outbox.cursors["sink"], 1U);
  struct sigaction now {};
  ASSERT_EQ(sigaction(SIGPIPE, nullptr, &now), 0);
  EXPECT_EQ(now.sa_handler, before.sa_handler) << "for everything else";
  reader = std::make_unique<PipeReader>(path());
  EXPECT_TRUE(delivered(2));
}

// Lines of every length, some longer than a pipe takes in one piece, to a reader that does not
// read; SIGHUP comes meanwhile.
TEST_F(PipeTest, ThatIsFullIsWaitedForAndNoLineIsTorn) {
  PipeReader reader(path());
  outbox.write(200);
  for (Alert& alert : outbox.alerts) alert.message.append(alert.sequence * 37 % 6000, 'x');
  SinkOptions options = to_path(SinkType::file, path());
  options.format = FormatKind::json;
  options.header = HeaderKind::none;
  start(options);
  for (int i = 0; i < 5; ++i) {
    run_for(io, std::chrono::milliseconds(50));
    EXPECT_LT(outbox.cursors["sink"], 200U);
    EXPECT_EQ(statistics().failures, 0U);
    dispatcher->reopen();
    run_for(io, std::chrono::milliseconds(50));
    reader.read_what_is_there();
  }
  ASSERT_TRUE(run_until(io, [&] {
    reader.read_what_is_there();
    return reader.lines().size() >= 200;
  }));
  test::Arrivals arrivals;
  std::size_t longest = 0;
  for (const std::string& line : reader.lines()) {
    EXPECT_TRUE(line.starts_with('{') && line.ends_with('}')) << line;
    longest = std::max(longest, line.size());
    arrivals.add(line);
  }
  EXPECT_GT(longest, std::size_t{PIPE_BUF});
  EXPECT_EQ(arrivals.numbers, test::all_to(200));
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
  outbox.write(1000);
  dispatcher.emplace(io, outbox, std::vector{to_path(SinkType::unix_socket, folder / "log"), file},
                     around);
  dispatcher->start();
  ASSERT_TRUE(run_until(io, [&] { return outbox.cursors["file"] == 1000; }));
  EXPECT_LT(outbox.cursors["sink"], 1000U);
  ASSERT_TRUE(run_until(io, [&] {
    while (hung.receive()) {
    }
    return hung.received.size() == 1000;
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
}  // namespace cutoffd::alerts::local_transport_test
