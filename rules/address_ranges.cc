#include "rules/address_ranges.h"

#include <algorithm>

namespace cutoffd::rules {
namespace {

std::uint64_t big_endian(Bytes octets) {
  std::uint64_t number = 0;
  for (const std::uint8_t octet : octets) number = number << 8 | octet;
  return number;
}

// The lowest `bits` of 64, which may be fewer than none or more than all.
std::uint64_t lowest(int bits) {
  if (bits <= 0) return 0;
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

}  // namespace

AddressRanges::AddressRanges(const std::vector<Prefix>& networks) {
  std::vector<Prefix> sorted = networks;
  std::sort(sorted.begin(), sorted.end(),
            [](const Prefix& a, const Prefix& b) { return a.network() < b.network(); });
  for (const Prefix& network : sorted) {
    add(network.network().is_v4() ? v4_ : v6_, range_of(network));
  }
}

bool AddressRanges::contain(const IpAddress& address) const {
  const Ranges& ranges = address.is_v4() ? v4_ : v6_;
  const Number number = number_of(address);
  const auto after = std::partition_point(
      ranges.begin(), ranges.end(), [&](const Range& range) { return range.first <= number; });
  return after != ranges.begin() && number <= (after - 1)->last;
}

AddressRanges::Number AddressRanges::number_of(const IpAddress& ip) {
  const Bytes octets = ip.octets();
  if (ip.is_v4()) return {0, big_endian(octets.first<4>())};
  return {big_endian(octets.first<8>()), big_endian(octets.subspan<8, 8>())};
}

AddressRanges::Range AddressRanges::range_of(const Prefix& network) {
  const Number first = number_of(network.network());
  const int hosts = (network.network().is_v4() ? 32 : 128) - static_cast<int>(network.length());
  return {first, {first.high | lowest(hosts - 64), first.low | lowest(hosts)}};
}

// Their beginnings come in ascending order.
void AddressRanges::add(Ranges& ranges, const Range& range) {
  if (!ranges.empty() && range.first <= ranges.back().last) {
    ranges.back().last = std::max(ranges.back().last, range.last);
  } else {
    ranges.push_back(range);
  }
}

}  // namespace cutoffd::rules
