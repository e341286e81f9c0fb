// The bridge between alerts/ and the ledger, which may not know each other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/outbox.h"
#include "daemon/commit_times.h"
#include "rules/ledger.h"

namespace cutoffd {

class LedgerOutbox final : public alerts::Outbox {
 public:
  explicit LedgerOutbox(rules::Ledger& ledger) : ledger_(ledger) {}

  // The judge's alerts up to this sequence are durable; later ones are not told yet.
  void committed(std::uint64_t sequence);
  // Alerts up to here were there before this start.
  void begin(std::uint64_t sequence);
  [[nodiscard]] std::uint64_t committed() const { return committed_; }
  // Why the ledger could not be read since the last forget_trouble(); empty: it could. A sink tries
  // again in silence: whoever saves the ledger tells it.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  void forget_trouble() { trouble_.clear(); }

  std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) override;
  std::uint64_t count_after(std::uint64_t sequence) override;
  std::uint64_t cursor(std::string_view sink) override;
  void set_cursor(std::string_view sink, std::uint64_t sequence) override;
  std::optional<CommitTimes::Time> committed_at(std::uint64_t sequence) override {
    return times_.of(sequence);
  }

 private:
  template <typename Read>
  auto reading(const Read& read);

  rules::Ledger& ledger_;
  std::uint64_t committed_ = 0;
  CommitTimes times_;
  std::map<std::string, std::uint64_t, std::less<>> durable_;  // cursors
  bool writes_refused_ = false;                                // since the last committed()
  std::string trouble_;
};

}  // namespace cutoffd
