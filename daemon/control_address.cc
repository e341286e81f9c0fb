#include "daemon/control_address.h"

#include <algorithm>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace cutoffd {
namespace {

constexpr const char* kSocketName = "control.sock";
constexpr const char* kServiceDirectory = "/run/cutoffd";  // systemd: RuntimeDirectory=
// With its final zero.
constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path);

}  // namespace

std::filesystem::path control_path(const config::Settings& settings) {
  if (!settings.control.empty()) return settings.control;
  const std::filesystem::path service(kServiceDirectory);
  std::error_code ignored;
  if (settings.state == config::Settings().state && std::filesystem::is_directory(service, ignored))
    return service / kSocketName;
  return settings.state / kSocketName;
}

ControlAddress::ControlAddress(const std::filesystem::path& path) : path_(path.string()) {
  if (path_.size() < kLongestPath) return;
  const std::string name = path.filename().string();
  directory_ = open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  path_ = "/proc/self/fd/" + std::to_string(directory_) + "/" + name;
  if (directory_ < 0 || path_.size() >= kLongestPath) path_.clear();
}

ControlAddress::~ControlAddress() {
  if (directory_ >= 0) close(directory_);
}

sockaddr_un ControlAddress::get() const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path_.begin(), path_.end(), address.sun_path);
  return address;
}

}  // namespace cutoffd
