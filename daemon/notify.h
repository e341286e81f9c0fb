// systemd's notification protocol (sd_notify(3)): a datagram of KEY=value lines to $NOTIFY_SOCKET.
//
// Our own few lines, since the protocol is small and documented and libsystemd would bring four
// compression libraries with it. Without $NOTIFY_SOCKET every call does nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cutoffd {

class Notifier {
 public:
  Notifier();  // reads $NOTIFY_SOCKET and $WATCHDOG_USEC once

  void ready(std::string_view status) const;
  void status(std::string_view status) const;
  // RELOADING=1 with MONOTONIC_USEC, as Type=notify-reload wants; ends with ready().
  void reloading() const;
  void stopping() const;
  void watchdog() const;

  // Whether somebody listens who would start the program again.
  [[nodiscard]] bool supervised() const { return !socket_path_.empty(); }

  // How often watchdog() is due: half of what systemd waits for; nothing if it does not watch.
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const {
    return watchdog_interval_;
  }

 private:
  void send(const std::string& message) const;

  std::string socket_path_;
  std::optional<std::chrono::microseconds> watchdog_interval_;
};

}  // namespace cutoffd
