#include "daemon/unix_listener.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control_address.h"

namespace cutoffd {
namespace {

constexpr mode_t kMode = 0660;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw ListenError(path.string() + ": " + what);
}

// What a daemon that was killed left behind goes; what somebody answers at, or what is no socket,
// stays.
void clear_place(const std::filesystem::path& path, const sockaddr_un& address,
                 const std::string& purpose, const std::string& key) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) fail(path, "is in the way of the " + purpose + ": move it away");
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int refused =
      connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ? errno : 0;
  close(probe);
  if (refused != ECONNREFUSED) {
    fail(path,
         "another cutoffd answers here: stop it, or give this one another path by '" + key + ":'");
  }
  unlink(path.c_str());
}

}  // namespace

int listen_at(const std::filesystem::path& path, const std::string& purpose,
              const std::string& key) {
  const ControlAddress place(path);
  if (place.path().empty()) fail(path, "cannot be a socket: give a shorter path by '" + key + ":'");
  const sockaddr_un address = place.get();
  clear_place(path, address, purpose, key);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // Before it is bound, so that nobody else can connect at any time.
  fchmod(descriptor, kMode);
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      chmod(path.c_str(), kMode) != 0 || listen(descriptor, SOMAXCONN) != 0) {
    const std::string why = std::strerror(errno);
    close(descriptor);
    fail(path, "the " + purpose + " cannot be made: " + why);
  }
  return descriptor;
}

SocketFile::SocketFile(const std::filesystem::path& path) : path_(path) {
  struct stat made {};
  if (lstat(path_.c_str(), &made) == 0) inode_ = made.st_ino;
}

void SocketFile::remove() {
  struct stat found {};
  if (inode_ && lstat(path_.c_str(), &found) == 0 && found.st_ino == *inode_) unlink(path_.c_str());
  inode_.reset();
}

}  // namespace cutoffd
