// A ledger that was written by this program and then damaged: octets changed, pages exchanged or
// cleared, the file cut, its version another.
//
// It opens, is upgraded, is refused with a sentence, or is put aside; then a new one begins. What
// opens can be read, judged on and written, or says in a sentence why not. Nothing else happens.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "core/counters.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "rules/ledger_damage.h"
#include "rules/ruleset.h"
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

std::string whole_ledger() {
  const stage::StateDirectory folder;
  stage::write_small_ledger(folder.path());
  return octets_of(folder.file());
}

// Each edit takes five octets: what, page, place (two), value.
std::string edited(std::string file, const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kPage = 4096;
  for (; size >= 5 && !file.empty(); data += 5, size -= 5) {
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
      default:  // what says whose the file is, and of which version (SQLite's file format, 1.3)
        if (file.size() > 72) file[60 + data[3] % 12] = static_cast<char>(data[4]);
    }
  }
  return file;
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
  static const std::string whole = whole_ledger();
  for (const auto& entry : fs::directory_iterator(folder.path())) fs::remove(entry.path());
  const std::string file = edited(whole, data, size);
  std::ofstream(folder.file(), std::ios::binary)
      .write(file.data(), static_cast<std::streamsize>(file.size()));
  try {
    const auto moved = rules::move_damaged_ledger(folder.path(), "then");
    if (moved && octets_of(*moved) != file) std::abort();  // kept as it was
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
