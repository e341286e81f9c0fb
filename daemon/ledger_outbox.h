// The bridge between alerts/ and the ledger, which may not know each other.
#pragma once

#include "alerts/dispatcher.h"
#include "rules/ledger.h"

namespace cutoffd {

class LedgerOutbox final : public alerts::Outbox {
 public:
  explicit LedgerOutbox(rules::Ledger& ledger) : ledger_(ledger) {}

  // The judge's alerts up to this sequence are durable; later ones are not told yet.
  void committed(std::uint64_t sequence) { committed_ = sequence; }

  std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) override {
    std::vector<Alert> alerts = ledger_.alerts_after(sequence, limit);
    while (!alerts.empty() && alerts.back().sequence > committed_) alerts.pop_back();
    return alerts;
  }
  std::uint64_t cursor(std::string_view sink) override { return ledger_.cursor(sink); }
  void set_cursor(std::string_view sink, std::uint64_t sequence) override {
    ledger_.set_cursor(sink, sequence);
  }

 private:
  rules::Ledger& ledger_;
  std::uint64_t committed_ = 0;
};

}  // namespace cutoffd
