// A ledger that is damaged: found out before it is opened, and put aside so that a new one can
// begin.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace cutoffd::rules {

// Looks through DIRECTORY/ledger.db and its log. Where one is damaged (cut, overwritten) it becomes
// ledger.db.damaged-SUFFIX, its side files with it, and the new path is returned. Nothing where it
// is whole or absent. Throws LedgerError where another process uses the directory, or where the
// file cannot be moved; what is merely not readable now is left for Ledger::open() to tell.
std::optional<std::filesystem::path> move_damaged_ledger(const std::filesystem::path& directory,
                                                         std::string_view suffix);

}  // namespace cutoffd::rules
