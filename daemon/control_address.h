// Where the control socket is: the same for the daemon and for the commands that ask it.
#pragma once

#include <filesystem>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>

#include "config/settings.h"

namespace cutoffd {

// `control:` of the configuration. Without it /run/cutoffd/control.sock where that directory is
// there (the service's) and the state directory is the service's too, else STATE/control.sock.
std::filesystem::path control_path(const config::Settings& settings);

// A path as the address of a Unix socket. A path longer than such an address may be is reached
// through its directory's descriptor, which this holds open.
class ControlAddress {
 public:
  explicit ControlAddress(const std::filesystem::path& path);
  ~ControlAddress();
  ControlAddress(const ControlAddress&) = delete;
  ControlAddress& operator=(const ControlAddress&) = delete;

  // Empty where the path cannot be an address at all.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] sockaddr_un get() const;

 private:
  std::string path_;
  int directory_ = -1;
};

}  // namespace cutoffd
