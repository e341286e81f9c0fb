// A copy of the ledger in another directory: for a state directory in memory, whose content a power
// cut takes, beside flash that bears few writes.
//
// What is in the copy's directory is always a whole ledger of one moment: a new copy is written
// beside it, reaches the disk, and then takes its name. Threads: those of the Ledger, which must
// outlive this. Errors: LedgerError; the former copy stays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "rules/ledger.h"

namespace cutoffd::rules {

class StateLock;

class LedgerCopy {
 public:
  LedgerCopy(Ledger& ledger, std::filesystem::path directory);
  ~LedgerCopy();
  LedgerCopy(const LedgerCopy&) = delete;
  LedgerCopy& operator=(const LedgerCopy&) = delete;

  // Begins one, unless one is under way or nothing was committed since the last.
  void begin();
  [[nodiscard]] bool under_way() const { return under_way_ != nullptr; }
  // Writes so many pages more; what is committed meanwhile is in the copy too. Gives one up where
  // it fails.
  void step(int pages);
  // A whole copy, now, unless the last one has everything.
  void finish();

 private:
  struct UnderWay;

  Ledger& ledger_;
  std::filesystem::path directory_;
  std::uint64_t copied_;             // commits that the last copy has
  std::unique_ptr<StateLock> lock_;  // nobody else's state is there
  std::unique_ptr<UnderWay> under_way_;
};

// Where `state` has no ledger and `copy` has one, it is copied there: whole, or not at all. True if
// it was. Throws LedgerError where another process uses `state`, or it cannot be written.
bool restore_ledger(const std::filesystem::path& copy, const std::filesystem::path& state);

}  // namespace cutoffd::rules
