// A Unix stream socket to listen at, mode 0660: owner and group may connect.
//
// What a daemon that was killed left behind is replaced; a place where somebody answers is refused.
// Threads: none of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include <sys/types.h>

namespace cutoffd {

// Says what to do about it.
class ListenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A listening descriptor, non-blocking. `purpose` is how messages call it ("control socket"), `key`
// which setting gives it another place. Throws ListenError.
int listen_at(const std::filesystem::path& path, const std::string& purpose,
              const std::string& key);

// Removes the socket at the end, unless another daemon has taken the path over since.
class SocketFile {
 public:
  SocketFile() = default;
  explicit SocketFile(const std::filesystem::path& path);
  void remove();

 private:
  std::filesystem::path path_;
  std::optional<ino_t> inode_;
};

}  // namespace cutoffd
