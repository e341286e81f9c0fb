// Which answered addresses are many customers' (SharedAddress), remembered over restarts.
//
// The capture workers find that out and use it (daemon/answered_table.h); here it is only kept for
// them. Threads: one. Bound: so many addresses, as many watched ones as the workers know; the one
// that ends first goes first.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "core/address.h"
#include "core/fact.h"
#include "core/time.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

class SharedAddresses {
 public:
  static constexpr std::size_t kMost = 16'384;

  void load(const Ledger::Rows& rows);
  void save(Ledger::Rows& rows);
  void take(const SharedAddress& shared);

 private:
  void put(const IpAddress& ip, Instant until);

  std::map<IpAddress, Instant> until_;
  std::set<std::pair<Instant, IpAddress>> by_end_;
  std::set<IpAddress> changed_;
};

}  // namespace cutoffd::rules
