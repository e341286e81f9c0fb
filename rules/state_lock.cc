#include "rules/state_lock.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "rules/ledger.h"

namespace cutoffd::rules {

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
}

StateLock::~StateLock() { ::close(descriptor_); }

}  // namespace cutoffd::rules
