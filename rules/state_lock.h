// At most one process writes a state directory: a lock on a file in it, held while the process
// lives and let go by the kernel however it ends.
//
// In the file stands the greatest number that an alert of this directory has borne. It outlives the
// ledger beside it: a ledger that knows less than this has lost its end, and one that begins anew
// numbers on from here, since a collector may have the alert that bore a number before.
//
// The number is written after the commit of its alerts and before anybody is told them. So it is
// never ahead of a ledger that is whole, whenever the program is killed, and never behind what was
// told. It is not waited for until it is on the disk: a power cut may take it back a little, which
// says less and nothing wrong, while a mark reserved ahead of its alerts would accuse each ledger
// that was merely killed.
#pragma once

#include <cstdint>
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

  // 0: none is known, as with a directory of an older program.
  [[nodiscard]] std::uint64_t last_number() const { return last_number_; }
  // A write of some octets at most. Where there is no room for them the former stands, and the next
  // alert tries again: it is the net below the ledger, not the ledger.
  void keep_number(std::uint64_t number);

 private:
  int descriptor_;
  std::uint64_t last_number_ = 0;
};

}  // namespace cutoffd::rules
