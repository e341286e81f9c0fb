#include "daemon/notify.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace cutoffd::notify_test {
namespace {

// What systemd is to a service: a datagram socket named in the environment.
class Supervisor : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "notify-" + std::to_string(getpid());
    unlink(path_.c_str());
    descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    setenv("NOTIFY_SOCKET", path_.c_str(), 1);
  }
  void TearDown() override {
    close(descriptor_);
    unlink(path_.c_str());
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
  }
  std::string heard() {
    std::array<char, 1024> message{};
    const ssize_t n = recv(descriptor_, message.data(), message.size(), 0);
    return n < 0 ? "" : std::string(message.data(), static_cast<std::size_t>(n));
  }

  std::string path_;
  int descriptor_ = -1;
};

TEST_F(Supervisor, HearsThatTheServiceIsReadyAndWhatItDoes) {
  Notifier().ready("watching eth1");
  EXPECT_EQ(heard(), "READY=1\nSTATUS=watching eth1");
}

TEST_F(Supervisor, HearsOfAReloadWithItsTime) {
  Notifier().reloading();
  const std::string message = heard();
  EXPECT_EQ(message.find("RELOADING=1\nMONOTONIC_USEC="), 0U) << message;
}

TEST_F(Supervisor, IsToldOfTheWatchdogTwiceAsOftenAsItAsks) {
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(Notifier().watchdog_interval(), std::chrono::seconds(15));
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(Notifier().watchdog_interval()) << "meant for another process";
}

// Once a supervisor that had stopped reading made the daemon wait for it, and a stop took forever.
TEST_F(Supervisor, ThatDoesNotReadNeverMakesTheServiceWait) {
  const Notifier notifier;
  for (int i = 0; i < 10'000; ++i)
    notifier.status("a line that fills the socket's queue sooner or later");
  EXPECT_FALSE(heard().empty());
}

TEST(Notifier, WithoutASupervisorSaysNothingAndDoesNoHarm) {
  unsetenv("NOTIFY_SOCKET");
  const Notifier notifier;
  notifier.ready("x");
  notifier.stopping();
  EXPECT_FALSE(notifier.watchdog_interval());
}

}  // namespace
}  // namespace cutoffd::notify_test
