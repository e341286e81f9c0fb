#include "daemon/ledger_outbox.h"

#include "rules/ledger_outbox.h"

namespace cutoffd {
namespace {

// A killed program tells no more than so many alerts again, and those under way.
constexpr std::uint64_t kCursorStep = 16;

}  // namespace

void LedgerOutbox::begin(std::uint64_t sequence) {
  committed_ = sequence;
  times_.begin(sequence);
}

void LedgerOutbox::committed(std::uint64_t sequence) {
  committed_ = sequence;
  times_.committed(sequence, std::chrono::steady_clock::now());
  writes_refused_ = false;
}

template <typename Read>
auto LedgerOutbox::reading(const Read& read) {
  try {
    return read();
  } catch (const rules::LedgerError& error) {
    trouble_ = error.what();
    throw alerts::OutboxError(trouble_);
  }
}

std::vector<Alert> LedgerOutbox::alerts_after(std::uint64_t sequence, std::size_t limit) {
  std::vector<Alert> alerts = reading([&] { return ledger_.alerts_after(sequence, limit); });
  while (!alerts.empty() && alerts.back().sequence > committed_) alerts.pop_back();
  return alerts;
}

std::uint64_t LedgerOutbox::count_after(std::uint64_t sequence) {
  return reading([&] { return ledger_.outbox().count_after(sequence); });
}

std::uint64_t LedgerOutbox::cursor(std::string_view sink) {
  const std::uint64_t cursor = reading([&] { return ledger_.cursor(sink); });
  durable_.try_emplace(std::string(sink), cursor);
  return cursor;
}

void LedgerOutbox::set_cursor(std::string_view sink, std::uint64_t sequence) {
  const auto [known, first] = durable_.try_emplace(std::string(sink), 0);
  ledger_.set_cursor(sink, sequence);
  const bool back = sequence < known->second;
  if (writes_refused_ || (!back && sequence - known->second < kCursorStep)) return;
  try {
    ledger_.commit_cursors();
    known->second = sequence;
  } catch (const rules::LedgerError&) {
    // A full disk, or another process that holds the file: Control::save() tries again at the next
    // tick, and tells. Until then no acknowledgement waits for what the one before waited for.
    writes_refused_ = true;
  }
}

}  // namespace cutoffd
