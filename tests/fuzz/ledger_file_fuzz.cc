// A ledger that was written by this program, of this version or a released one, closed in peace or
// killed with a -wal beside it; and then damaged: octets changed, pages exchanged or cleared, the
// file or its -wal cut, its version another.
//
// It opens, is upgraded, is refused with a sentence, or is put aside as it was; then a new one
// begins. What opens can be read, judged on and written, or says in a sentence why not. Nothing
// else happens.
//
// Input: edits of five octets each: what, page, place (two), value. What is left over behind the
// last whole one chooses what is edited, of bases(). The first value of an edit says also whether
// it is of the file or of the -wal.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include "core/counters.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "rules/ledger_damage.h"
#include "rules/ledger_schema.h"
#include "rules/ruleset.h"
#include "rules/sqlite.h"
#include "tests/support/places.h"
#include "tests/unit/rules/scene.h"
#include "tests/unit/rules/small_ledger.h"
#include "tests/unit/rules/state_directory.h"

namespace {

using namespace cutoffd;
using rules::Ledger;
using rules::LedgerError;
namespace stage = rules::stage;
namespace fs = std::filesystem;

std::string octets_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, const std::string& octets) {
  std::ofstream(file, std::ios::binary)
      .write(octets.data(), static_cast<std::streamsize>(octets.size()));
}

constexpr std::size_t kEdit = 5;

// A ledger on disk; `wal` is empty where none lies beside it.
struct Files {
  std::string file;
  std::string wal;
};
fs::path wal_of(fs::path file) { return file += "-wal"; }

Files closed_in_peace() {
  const stage::StateDirectory folder;
  stage::write_small_ledger(folder.path());
  return {octets_of(folder.file()), {}};
}

// What a kill leaves: the last commits lie in the -wal.
Files killed() {
  const stage::StateDirectory folder;
  stage::write_small_ledger(folder.path());
  const auto ledger = Ledger::open(folder.path(), Ledger::Access::read_write);
  Counters counters;
  rules::Judge judge(stage::rules(), {}, *ledger, counters);
  judge.on_fact(stage::question(stage::host("10.0.0.22"), stage::kUpdate, stage::after(110)));
  judge.on_time(stage::after(150));
  judge.save();
  ledger->commit();
  Files files{octets_of(folder.file()), octets_of(wal_of(folder.file()))};
  if (files.wal.empty()) std::abort();
  return files;
}

// A ledger of a schema that was released, as tests/unit/rules/ledgers keeps it.
Files of_version(std::int64_t version) {
  const stage::StateDirectory folder;
  const fs::path fixture = test::source_folder() / "tests/unit/rules/ledgers" /
                           ("version_" + std::to_string(version) + ".sql");
  rules::sqlite::Connection(folder.file().string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                            fixture.string())
      .run(octets_of(fixture).c_str());
  return {octets_of(folder.file()), {}};
}

// This program's own, one that was killed, then one of each schema from the first on.
std::vector<Files> bases() {
  // SQLite salts each -wal: the same salt each time, so that a finding can be tried again.
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 1, static_cast<sqlite3*>(nullptr));
  std::vector<Files> all{closed_in_peace(), killed()};
  for (std::int64_t version = 1; version <= rules::kSchemaVersion; ++version) {
    all.push_back(of_version(version));
  }
  return all;
}

// `head`: where the octets begin, and how many, that say what the file is: of a ledger whose it is,
// and of which version (SQLite's file format, 1.3), of a -wal all of its first frame's header
// (4.1).
void edit(std::string& file, const std::uint8_t* data, std::pair<std::size_t, std::size_t> head) {
  constexpr std::size_t kPage = 4096;
  if (file.empty()) return;
  const std::size_t pages = std::max<std::size_t>(file.size() / kPage, 1);
  const std::size_t page = data[1] % pages * kPage;
  const std::size_t at = std::min(page + (data[2] * 256U + data[3]) % kPage, file.size() - 1);
  const std::size_t length = std::min(kPage, file.size() - page);
  const auto begin = file.begin() + static_cast<std::ptrdiff_t>(page);
  switch (data[0] % 6) {
    case 0:
      file[at] = static_cast<char>(data[4]);
      break;
    case 1:
      file[at] = static_cast<char>(file[at] ^ (1 << data[4] % 8));
      break;
    case 2:
      std::fill_n(begin, length, static_cast<char>(data[4]));
      break;
    case 3: {
      const std::size_t from = data[4] % pages * kPage;
      const std::size_t most = std::min(length, file.size() - from);
      std::copy_n(file.substr(from, most).begin(), most, begin);
      break;
    }
    case 4:
      file.resize(at);
      break;
    default:
      if (file.size() > 72) file[head.first + data[3] % head.second] = static_cast<char>(data[4]);
  }
}

Files edited(Files files, const std::uint8_t* data, std::size_t size) {
  for (; size >= kEdit; data += kEdit, size -= kEdit) {
    const bool beside = data[0] / 6 % 2 == 1;
    if (beside) {
      edit(files.wal, data, {0, 56});
    } else {
      edit(files.file, data, {60, 12});
    }
  }
  return files;
}

// What is put aside is kept as it was. Where a -wal lay beside it, that lies beside it still; or
// SQLite, which was asked whether the ledger is whole, has taken in what it believed of it.
void check_kept(const fs::path& moved, const Files& before) {
  const bool has_wal = fs::exists(wal_of(moved));
  if (has_wal && octets_of(wal_of(moved)) != before.wal) std::abort();
  const bool taken_in = !before.wal.empty() && !has_wal;
  if (!taken_in && octets_of(moved) != before.file) std::abort();
}

void go_on_with(const fs::path& folder) {
  auto ledger = Ledger::open(folder, Ledger::Access::read_write);
  (void)ledger->device_services();
  (void)ledger->alerts_after(0, 100);
  (void)ledger->replay_marks();
  Counters counters;
  rules::Judge judge(stage::rules(), {}, *ledger, counters);
  judge.on_fact(stage::hello(stage::kDesk, stage::kUpdate, stage::after(200), 2));
  judge.on_time(stage::after(300));
  judge.save();
  ledger->write_alert({});
  ledger->commit();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rules::stage::StateDirectory folder;
  static const std::vector<Files> choice = bases();
  for (const auto& entry : fs::directory_iterator(folder.path())) fs::remove(entry.path());
  const std::size_t rest = size % kEdit;
  const std::size_t base = rest == 0 ? 0 : data[size - rest] % choice.size();
  const Files files = edited(choice[base], data, size);
  write(folder.file(), files.file);
  if (!files.wal.empty()) write(wal_of(folder.file()), files.wal);
  try {
    const auto moved = rules::move_damaged_ledger(folder.path(), "then");
    if (moved) check_kept(*moved, files);
    try {
      go_on_with(folder.path());
    } catch (const LedgerError& error) {
      if (moved || std::string(error.what()).empty()) std::abort();  // a new one has no mistake
    }
  } catch (const LedgerError& error) {
    if (std::string(error.what()).empty()) std::abort();
  }
  return 0;
}
