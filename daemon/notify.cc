#include "daemon/notify.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace cutoffd {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

Notifier::Notifier() : socket_path_(environment("NOTIFY_SOCKET")) {
  const long long period = std::atoll(environment("WATCHDOG_USEC").c_str());
  const std::string pid = environment("WATCHDOG_PID");
  const bool ours = pid.empty() || std::atoll(pid.c_str()) == getpid();
  if (period > 0 && ours) watchdog_interval_ = std::chrono::microseconds(period / 2);
}

void Notifier::ready(std::string_view status) const {
  send("READY=1\nSTATUS=" + std::string(status));
}
void Notifier::status(std::string_view status) const { send("STATUS=" + std::string(status)); }
void Notifier::stopping() const { send("STOPPING=1\nSTATUS=handing over the last alerts"); }
void Notifier::watchdog() const { send("WATCHDOG=1"); }

void Notifier::reloading() const {
  const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count();
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us));
}

// A supervisor that does not listen, or not fast enough, is no reason to stop capturing: nothing
// waits for it, and errors are ignored.
void Notifier::send(const std::string& message) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path_.empty() || socket_path_.size() >= sizeof address.sun_path) return;
  std::copy(socket_path_.begin(), socket_path_.end(), address.sun_path);
  // "@name" is an abstract socket: its first octet is zero.
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_path_.size());
  (void)sendto(fd, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&address), length);
  close(fd);
}

}  // namespace cutoffd
