// Networks as ranges of addresses: is an address in any of them?
//
// Asked at each connection. Networks that overlap are one range, and a look-up is one
// binary search: a flood of SYNs costs the same however many networks the watchlists name (one
// after the other they were a fifth of its CPU time). Threads: const after construction.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "core/address.h"

namespace cutoffd::rules {

class AddressRanges {
 public:
  explicit AddressRanges(const std::vector<Prefix>& networks);
  [[nodiscard]] bool contain(const IpAddress& address) const;

 private:
  struct Number {
    std::uint64_t high = 0;  // 0 in IPv4
    std::uint64_t low = 0;
    friend auto operator<=>(const Number&, const Number&) = default;
  };
  struct Range {
    Number first, last;
  };
  using Ranges = std::vector<Range>;  // ascending, apart
  static Number number_of(const IpAddress& ip);
  static Range range_of(const Prefix& network);
  static void add(Ranges& ranges, const Range& range);

  Ranges v4_;
  Ranges v6_;
};

}  // namespace cutoffd::rules
