// At most one process writes a state directory: a lock on a file in it, held while the process
// lives and let go by the kernel however it ends.
#pragma once

#include <filesystem>

namespace cutoffd::rules {

// In the state directory.
inline constexpr const char* kLedgerFile = "ledger.db";
inline constexpr const char* kLedgerLock = "ledger.lock";

class StateLock {
 public:
  // Throws LedgerError if another process holds it or the file cannot be made.
  explicit StateLock(const std::filesystem::path& file);
  ~StateLock();
  StateLock(const StateLock&) = delete;
  StateLock& operator=(const StateLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace cutoffd::rules
