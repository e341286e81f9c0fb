#include "capture/dissect/plausible.h"

#include <cstddef>

#include "core/vlan.h"

namespace cutoffd::dissect {
namespace {

// The one's complement sum (RFC 1071), not yet inverted.
std::uint32_t sum_of(Bytes bytes, std::uint32_t sum = 0) {
  Cursor in(bytes);
  while (in.left() >= 2) sum += in.u16();
  if (in.left() == 1) sum += std::uint32_t{in.u8()} << 8;
  return sum;
}
bool sums_to_ones(std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

bool plausible_ipv4(Bytes bytes, std::uint32_t cut) {
  Cursor in(bytes);
  const std::size_t header = (in.u8() & 0x0fU) * 4U;
  in.skip(1);
  const std::uint16_t total = in.u16();
  in.skip(6);
  const std::uint16_t checksum = in.u16();
  in.skip(8);
  if (in.failed() || header < 20 || header > bytes.size()) return false;
  if (total < header || total > bytes.size() + cut) return false;
  return checksum == 0 || sums_to_ones(sum_of(bytes.first(header)));
}

bool plausible_ipv6(Bytes bytes, std::uint32_t cut) {
  Cursor in(bytes);
  in.skip(4);
  const std::uint16_t length = in.u16();
  in.skip(34);
  return in.ok() && length <= in.left() + cut;
}

}  // namespace

bool plausible_ip(Bytes bytes, std::uint32_t cut) {
  if (bytes.empty()) return false;
  if (bytes[0] >> 4 == 4) return plausible_ipv4(bytes, cut);
  return bytes[0] >> 4 == 6 && plausible_ipv6(bytes, cut);
}

bool is_exactly_ip(Bytes bytes, std::uint32_t cut) {
  if (!plausible_ip(bytes, cut)) return false;
  const bool four = bytes[0] >> 4 == 4;
  Cursor in(bytes);
  in.skip(four ? 2 : 4);
  const std::size_t length = in.u16();
  const std::size_t counted = four ? bytes.size() : bytes.size() - 40;
  return length == counted + cut;
}

bool plausible_ethernet(Bytes bytes, std::uint32_t cut) {
  Cursor in(bytes);
  in.skip(12);
  std::uint16_t type = in.u16();
  for (std::size_t tags = 0; tags < VlanStack::kMax && (type == 0x8100 || type == 0x88a8); ++tags) {
    in.skip(2);
    type = in.u16();
  }
  if (in.failed()) return false;
  const Bytes inside = in.rest();
  if (type == 0x0806) return in.u32() == 0x00010800 && in.u16() == 0x0604;
  const unsigned version = type == 0x0800 ? 4 : type == 0x86dd ? 6 : 0;
  return version != 0 && !inside.empty() && inside[0] >> 4 == version && plausible_ip(inside, cut);
}

}  // namespace cutoffd::dissect
