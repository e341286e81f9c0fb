#include "rules/state_lock.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "rules/ledger.h"

namespace cutoffd::rules {
namespace {

// The number twice, so that noise is not taken for one: "00000000000000000042 00000000000000000042"
// and the end of the line.
constexpr std::size_t kNumberDigits = 20;
constexpr std::size_t kNumberLine = 2 * kNumberDigits + 2;
using NumberLine = std::array<char, kNumberLine + 1>;

NumberLine line_of(std::uint64_t number) {
  NumberLine line{};
  std::snprintf(line.data(), line.size(), "%020" PRIu64 " %020" PRIu64 "\n", number, number);
  return line;
}

std::uint64_t read_number(int descriptor) {
  NumberLine line{};
  if (::pread(descriptor, line.data(), kNumberLine, 0) != static_cast<ssize_t>(kNumberLine)) {
    return 0;
  }
  std::uint64_t number = 0;
  std::from_chars(line.data(), line.data() + kNumberDigits, number);
  // SQLite's numbers end at INT64_MAX: some are left to go on with.
  const bool whole = line == line_of(number) && number <= INT64_MAX / 2;
  return whole ? number : 0;
}

}  // namespace

StateLock::StateLock(const std::filesystem::path& file)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
  if (descriptor_ < 0) {
    throw LedgerError(file.string() + ": cannot be created: " + std::strerror(errno) +
                      ": check that the state directory exists and may be written by this user");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    throw LedgerError(file.parent_path().string() +
                      ": another cutoffd is running on this state directory: stop it, or give "
                      "this one a directory of its own");
  }
  last_number_ = read_number(descriptor_);
}

StateLock::~StateLock() { ::close(descriptor_); }

void StateLock::keep_number(std::uint64_t number) {
  if (number == last_number_) return;
  const NumberLine line = line_of(number);
  const ssize_t written = ::pwrite(descriptor_, line.data(), kNumberLine, 0);
  if (written == static_cast<ssize_t>(kNumberLine)) last_number_ = number;
}

}  // namespace cutoffd::rules
