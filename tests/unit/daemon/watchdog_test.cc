// Who feeds the watchdog: the capture loop and the control loop, both or nobody.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::watchdog_test {
namespace {

using namespace std::chrono_literals;

// Where a loop can be made to stand still, and let go again.
class Gate {
 public:
  void shut() {
    const std::lock_guard lock(mutex_);
    shut_ = true;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    shut_ = false;
    opened_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return !shut_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool shut_ = false;
};

// An interface on which nothing happens, and whose reading can hang.
class QuietSource final : public source::LiveSource {
 public:
  explicit QuietSource(Gate& gate) : gate_(gate) {}
  source::ReadStatus read(PacketHandler&) override {
    gate_.pass();
    return source::ReadStatus::idle;
  }
  std::optional<source::OpenError> reopen() override { return std::nullopt; }
  [[nodiscard]] std::string_view damage() const override { return ""; }
  [[nodiscard]] std::string_view name() const override { return "quiet0"; }
  [[nodiscard]] source::SourceStatistics statistics() override { return {}; }

 private:
  Gate& gate_;
};

class WatchdogTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path = directory_.path() / "notify";
    descriptor_ = socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "1000000", 1);  // a beat is due every half second
    unsetenv("WATCHDOG_PID");
    supervisor_ = std::thread([this] { listen(); });
    daemon_ = std::thread([this] { run(); });
  }
  void TearDown() override {
    capture_.open();
    control_.open();
    kill(getpid(), SIGTERM);  // taken by the control loop's own handler
    daemon_.join();
    listening_ = false;
    shutdown(descriptor_, SHUT_RDWR);
    const std::string end = "end";
    sockaddr_un address{};
    socklen_t length = sizeof address;
    getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length);
    const int sender = socket(AF_UNIX, SOCK_DGRAM, 0);
    (void)sendto(sender, end.data(), end.size(), 0, reinterpret_cast<sockaddr*>(&address), length);
    close(sender);
    supervisor_.join();
    close(descriptor_);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
  }

  // Waits for so many further beats; how many came.
  int beats(int wanted, std::chrono::milliseconds patience) {
    const int before = beats_;
    const auto end = std::chrono::steady_clock::now() + patience;
    while (beats_ - before < wanted && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(10ms);
    }
    return beats_ - before;
  }

  Gate capture_;
  Gate control_;

 private:
  void listen() {
    std::array<char, 1024> message{};
    while (listening_) {
      const ssize_t n = recv(descriptor_, message.data(), message.size(), 0);
      if (n <= 0) continue;
      beats_ += std::string_view(message.data(), static_cast<std::size_t>(n)) == "WATCHDOG=1";
    }
  }
  void run() {
    config::Settings settings;
    settings.state = directory_.path();
    settings.control = directory_.path() / "control.sock";
    const auto ledger = rules::Ledger::open(settings.state, rules::Ledger::Access::read_write);
    const auto rules = std::make_shared<const rules::RuleSet>(std::vector<rules::Watchlist>{},
                                                              std::vector<rules::Determination>{},
                                                              std::vector<rules::Rule>{});
    const Notifier notifier;
    const auto reload = [this]() -> std::unique_ptr<config::Settings> {
      control_.pass();  // on the control loop's thread
      return nullptr;
    };
    Control control(settings, rules, *ledger, notifier, reload);
    control.add(std::make_unique<QuietSource>(capture_));
    EXPECT_EQ(control.run(), Control::End::asked);
  }

  rules::stage::StateDirectory directory_;
  int descriptor_ = -1;
  std::atomic<int> beats_{0};
  std::atomic<bool> listening_{true};
  std::thread supervisor_;
  std::thread daemon_;
};

TEST_F(WatchdogTest, IsFedWhileBothLoopsTurn) { EXPECT_EQ(beats(3, 20s), 3); }

TEST_F(WatchdogTest, StarvesWhenTheCaptureLoopHangsAndIsFedAgainWhenItGoesOn) {
  ASSERT_GE(beats(1, 20s), 1);
  capture_.shut();
  beats(2, 1500ms);  // a beat that was under way, and one for the last turn
  EXPECT_EQ(beats(1, 2s), 0);
  capture_.open();
  EXPECT_GE(beats(1, 20s), 1);
}

TEST_F(WatchdogTest, StarvesWhenTheControlLoopHangs) {
  ASSERT_GE(beats(1, 20s), 1);
  control_.shut();
  kill(getpid(), SIGHUP);
  beats(1, 700ms);
  EXPECT_EQ(beats(1, 2s), 0);
  control_.open();
  EXPECT_GE(beats(1, 20s), 1);
}

}  // namespace
}  // namespace cutoffd::watchdog_test
