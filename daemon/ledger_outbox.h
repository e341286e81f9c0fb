// The bridge between alerts/ and the ledger, which may not know each other.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/outbox.h"
#include "rules/ledger.h"

namespace cutoffd {

class LedgerOutbox final : public alerts::Outbox {
 public:
  explicit LedgerOutbox(rules::Ledger& ledger) : ledger_(ledger) {}

  // The judge's alerts up to this sequence are durable; later ones are not told yet.
  void committed(std::uint64_t sequence) { committed_ = sequence; }
  [[nodiscard]] std::uint64_t committed() const { return committed_; }

  std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) override;
  std::uint64_t count_after(std::uint64_t sequence) override;
  std::uint64_t cursor(std::string_view sink) override { return ledger_.cursor(sink); }
  void set_cursor(std::string_view sink, std::uint64_t sequence) override;

 private:
  rules::Ledger& ledger_;
  std::uint64_t committed_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> durable_;  // cursors
};

}  // namespace cutoffd
