// SQLite's write-ahead log (`ledger.db-wal`), looked at before SQLite does.
//
// SQLite takes what it can follow from the log's beginning and passes over the rest in silence. For
// a program that was killed the log may be all that there is of its ledger: then noise over it is a
// ledger lost without a word. Threads: any; nobody writes to the file meanwhile.
#pragma once

#include <filesystem>

namespace cutoffd::rules {

// True where something wrote into the log or cut its header. What a kill or a power cut leaves is
// no damage, nor is a log that is absent, empty or cannot be read. A log that ends where a
// transaction does is whole as far as it goes: what it lost only the greatest number of an alert
// tells (rules/state_lock.h).
bool is_damaged_log(const std::filesystem::path& file);

}  // namespace cutoffd::rules
