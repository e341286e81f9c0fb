#include "rules/shared_addresses.h"

namespace cutoffd::rules {

void SharedAddresses::load(const Ledger::Rows& rows) {
  for (const SharedAddressRow& row : rows.shared_addresses()) put(row.ip, row.until);
}

void SharedAddresses::save(Ledger::Rows& rows) {
  for (const IpAddress& ip : changed_) {
    const auto at = until_.find(ip);
    if (at == until_.end()) {
      rows.erase_shared_address(ip);
    } else {
      rows.put(SharedAddressRow{ip, at->second});
    }
  }
  changed_.clear();
}

// What is over goes with each that comes; the bound is for what is not.
void SharedAddresses::take(const SharedAddress& shared) {
  while (!by_end_.empty() && (by_end_.begin()->first <= shared.time || by_end_.size() >= kMost)) {
    const IpAddress gone = by_end_.begin()->second;
    by_end_.erase(by_end_.begin());
    until_.erase(gone);
    changed_.insert(gone);
  }
  put(shared.ip, shared.time + kSharedFor + kSharedGrain);
  changed_.insert(shared.ip);
}

void SharedAddresses::put(const IpAddress& ip, Instant until) {
  const auto [at, fresh] = until_.emplace(ip, until);
  if (!fresh) {
    if (until <= at->second) return;
    by_end_.erase({at->second, ip});
    at->second = until;
  }
  by_end_.emplace(until, ip);
}

}  // namespace cutoffd::rules
