#include "rules/ledger_damage.h"

#include <memory>
#include <string>
#include <system_error>

#include <sqlite3.h>

#include "rules/ledger.h"
#include "rules/ledger_log.h"
#include "rules/sqlite.h"
#include "rules/state_lock.h"

namespace cutoffd::rules {
namespace {

namespace fs = std::filesystem;

bool has_octets_left(const fs::path& file) {
  std::error_code error;
  return fs::file_size(file, error) > 0 && !error;
}

// Every page is looked at: the indices' order too, but not each value.
bool has_damaged_pages(const fs::path& file, bool with_log) {
  std::unique_ptr<sqlite::Connection> connection;
  try {
    connection = std::make_unique<sqlite::Connection>(
        file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, file.string());
    if (with_log) connection->leave_side_files();  // what is put aside is kept as it was
    sqlite::Statement check = connection->prepare("PRAGMA quick_check(1)");
    return check.first<std::string>() != "ok";
  } catch (const LedgerError&) {
    if (!connection) return false;
    const int code = connection->last_code() & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  }
}

// The log first: SQLite would follow what it can of it, and write over the rest. It begins when the
// file has its first page already: beside an empty file it is what a cut left.
bool is_damaged(const fs::path& file) {
  const fs::path log = file.string() + "-wal";
  const bool with_log = has_octets_left(log);
  if (is_damaged_log(log)) return true;
  return has_octets_left(file) ? has_damaged_pages(file, with_log) : with_log;
}

}  // namespace

std::optional<fs::path> move_damaged_ledger(const fs::path& directory, std::string_view suffix) {
  const fs::path file = directory / kLedgerFile;
  std::error_code error;
  if (!fs::exists(file, error)) return std::nullopt;
  const StateLock lock(directory / kLedgerLock);
  if (!is_damaged(file)) return std::nullopt;
  const std::string aside = file.string() + ".damaged-" + std::string(suffix);
  // The side files first: what is left of them must not be taken for the new ledger's.
  for (const std::string_view side : {"-wal", "-shm", ""}) {
    const std::string from = file.string() + std::string(side);
    fs::rename(from, aside + std::string(side), error);
    if (error && error != std::errc::no_such_file_or_directory) {
      throw LedgerError(file.string() +
                        ": is damaged and cannot be moved aside: " + error.message());
    }
  }
  return fs::path(aside);
}

}  // namespace cutoffd::rules
