#include "daemon/state_sync.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "daemon/believed_clock.h"
#include "rules/ledger.h"

namespace cutoffd {
namespace {

constexpr int kPages = 64;  // of 4 KiB, four times a second: 1 MiB/s, which slow flash bears
constexpr auto kTryAgain = std::chrono::minutes(10);

}  // namespace

StateSync::StateSync(const config::StateSync& options, rules::Ledger& ledger, Tell tell,
                     Clock::time_point now)
    : copy_(ledger, options.to),
      directory_(options.to.string()),
      every_(std::chrono::duration_cast<Clock::duration>(options.every)),
      due_(now + every_),
      tell_(std::move(tell)) {}

void StateSync::go_on(Clock::time_point now) {
  if (!copy_.under_way() && now < due_) return;
  attempt([this] {
    copy_.begin();
    copy_.step(kPages);
  });
  if (copy_.under_way()) return;
  due_ = now + (failed_ ? std::min<Clock::duration>(every_, kTryAgain) : every_);
}

void StateSync::last() {
  attempt([this] { copy_.finish(); });
}

template <typename Work>
void StateSync::attempt(const Work& work) {
  try {
    work();
    if (copy_.under_way()) return;
    copied_ = believed_now();
    if (failed_) spdlog::warn("the ledger is copied to {} again", directory_);
    failed_ = false;
  } catch (const rules::LedgerError& error) {
    if (!failed_) {
      spdlog::error("{}; the ledger is not copied to {}, the former copy stays", error.what(),
                    directory_);
      tell_("The ledger could not be copied to " + directory_ +
            ": what is new in it would not outlive a power cut. The former copy stays, and it is "
            "tried again: " +
            error.what() + ".");
    }
    failed_ = true;
  }
}

}  // namespace cutoffd
