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
constexpr mode_t kEverything = 0777;

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

// bind(2) makes the socket with its mode, so that nobody else can connect at any time. Afterwards
// no mode could be changed: the running daemon has no call for it (capture/source/allowed_calls.h).
// The umask is the whole process's; no other thread makes files.
bool bind_with_mode(int descriptor, const sockaddr_un& address) {
  const mode_t before = umask(kEverything & ~kMode);
  const bool bound =
      bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  umask(before);  // never fails, and leaves errno alone
  return bound;
}

}  // namespace

int listen_at(const std::filesystem::path& path, const std::string& purpose,
              const std::string& key) {
  const ControlAddress place(path);
  if (place.path().empty()) fail(path, "cannot be a socket: give a shorter path by '" + key + ":'");
  const sockaddr_un address = place.get();
  clear_place(path, address, purpose, key);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (!bind_with_mode(descriptor, address) || listen(descriptor, SOMAXCONN) != 0) {
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
