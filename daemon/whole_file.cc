#include "daemon/whole_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutoffd {
namespace {

constexpr mode_t kFileMode = 0644;  // lists are no secret, and the daemon is another user

}  // namespace

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::optional<std::string> write_whole(const std::filesystem::path& path, std::string_view text) {
  const std::string beside = (path.parent_path() / ("." + path.filename().string() + ".new"));
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode);
  bool well = descriptor >= 0 && write_all(descriptor, text) &&
              fchmod(descriptor, kFileMode) == 0 && fsync(descriptor) == 0;
  int why = errno;
  if (descriptor >= 0) close(descriptor);
  if (well && std::rename(beside.c_str(), path.c_str()) != 0) {
    why = errno;
    well = false;
  }
  if (well) return std::nullopt;
  if (descriptor >= 0) unlink(beside.c_str());
  return "cannot write " + path.string() + ": " + std::strerror(why);
}

}  // namespace cutoffd
