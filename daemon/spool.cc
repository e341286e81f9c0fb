#include "daemon/spool.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "daemon/message.h"
#include "daemon/whole_file.h"

namespace cutoffd {
namespace {

bool copy_standard_input(int descriptor) {
  std::array<char, std::size_t{64} << 10> piece{};
  while (true) {
    const ssize_t n = read(STDIN_FILENO, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    if (n == 0) return true;
    if (!write_all(descriptor, {piece.data(), static_cast<std::size_t>(n)})) return false;
  }
}

}  // namespace

std::unique_ptr<Spool> Spool::of_standard_input() {
  std::error_code error;
  const std::string directory = std::filesystem::temp_directory_path(error).string();
  const int descriptor = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    std::unique_ptr<Spool> spool(new Spool(descriptor));
    if (copy_standard_input(descriptor)) return spool;
  }
  tell("standard input could not be written aside in " + directory + ": " + std::strerror(errno) +
       "; set TMPDIR to a directory with room, or replay without --state");
  return nullptr;
}

Spool::~Spool() { close(descriptor_); }

std::string Spool::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace cutoffd
