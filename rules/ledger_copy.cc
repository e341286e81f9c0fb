#include "rules/ledger_copy.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "rules/ledger_database.h"
#include "rules/sqlite.h"
#include "rules/state_lock.h"

namespace cutoffd::rules {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinished = "ledger.db.unfinished";
constexpr int kAllPages = -1;  // pages

void reach_disk(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!done) throw LedgerError(path.string() + ": cannot be written: " + std::strerror(why));
}

// Not for everybody on the machine, like the ledger itself; and never what a former one left.
void create_empty(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (descriptor < 0) {
    throw LedgerError(file.string() + ": cannot be created: " + std::strerror(errno));
  }
  ::close(descriptor);
}

void make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw LedgerError(directory.string() + ": cannot be created: " + error.message());
}

// From the renaming on, whatever happens, the new content is there. Side files that a daemon left
// which had its state there would be taken for the new one's.
void take_name(const fs::path& from, const fs::path& to) {
  reach_disk(from, O_RDONLY);
  std::error_code error;
  for (const char* side : {"-wal", "-shm"}) fs::remove(to.string() + side, error);
  fs::rename(from, to, error);
  if (error) throw LedgerError(to.string() + ": cannot be replaced: " + error.message());
  reach_disk(to.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

struct LedgerCopy::UnderWay {
  UnderWay(const fs::path& unfinished, const sqlite::Connection& from)
      : file(unfinished.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, unfinished.string()),
        backup(file, from) {}

  // Nobody reads it before it has its name, and it gets that when all of it is on disk.
  struct File : sqlite::Connection {
    File(const std::string& name, int flags, std::string subject)
        : Connection(name, flags, std::move(subject)) {
      run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -256");
    }
  };
  File file;
  sqlite::Backup backup;
};

LedgerCopy::LedgerCopy(Ledger& ledger, fs::path directory)
    : ledger_(ledger), directory_(std::move(directory)), copied_(UINT64_MAX) {}
LedgerCopy::~LedgerCopy() = default;

void LedgerCopy::begin() {
  if (under_way_ || ledger_.database_->commits == copied_) return;
  make_directory(directory_);
  if (!lock_) lock_ = std::make_unique<StateLock>(directory_ / kLedgerLock);
  const fs::path unfinished = directory_ / kUnfinished;
  create_empty(unfinished);
  under_way_ = std::make_unique<UnderWay>(unfinished, ledger_.database_->connection);
}

void LedgerCopy::step(int pages) {
  if (!under_way_) return;
  try {
    if (!under_way_->backup.step(pages)) return;
    copied_ = ledger_.database_->commits;
    under_way_.reset();
    take_name(directory_ / kUnfinished, directory_ / kLedgerFile);
  } catch (const LedgerError&) {
    copied_ = UINT64_MAX;
    under_way_.reset();
    std::error_code ignored;
    fs::remove(directory_ / kUnfinished, ignored);  // the room that it takes is not ours alone
    throw;
  }
}

void LedgerCopy::finish() {
  begin();
  step(kAllPages);
}

namespace {

bool has_octets(const fs::path& file) {
  std::error_code error;
  return fs::file_size(file, error) > 0 && !error;
}

// By reading and writing: of the calls that copy within the kernel the daemon may do none.
void copy_octets(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::ofstream out(to, std::ios::binary | std::ios::trunc);
  out << in.rdbuf();
  out.close();
  if (in && out) return;
  std::error_code ignored;
  fs::remove(to, ignored);
  throw LedgerError(to.string() + ": the copy of the ledger, " + from.string() +
                    ", cannot be brought here: check the room there, and who may read the copy");
}

// What a daemon that had its state there, and was killed, had not yet put into the file itself.
// Where that cannot be done the file is taken as it is.
void bring_together(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file.string() + "-wal", error)) return;
  try {
    sqlite::Connection connection(file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                  file.string());
    connection.try_run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const LedgerError&) {
  }
}

}  // namespace

bool restore_ledger(const fs::path& copy, const fs::path& state) {
  if (has_octets(state / kLedgerFile) || !has_octets(copy / kLedgerFile)) return false;
  make_directory(state);
  const StateLock lock(state / kLedgerLock);
  bring_together(copy / kLedgerFile);
  const fs::path unfinished = state / kUnfinished;
  create_empty(unfinished);
  copy_octets(copy / kLedgerFile, unfinished);
  take_name(unfinished, state / kLedgerFile);
  return true;
}

}  // namespace cutoffd::rules
