#include "capture/dissect/mpls.h"

#include "capture/dissect/plausible.h"

namespace cutoffd::dissect {
namespace {

// Reserved labels (RFC 3032 section 2.1) that name what is below them.
constexpr std::uint32_t kIpv4ExplicitNull = 0;
constexpr std::uint32_t kIpv6ExplicitNull = 2;
constexpr unsigned kMaxStack = 32;  // choice: far beyond any network

constexpr std::size_t kControlWord = 4;

}  // namespace

Next read_mpls(Walk& walk) {
  Cursor in(walk.rest);
  std::uint32_t label = 0;
  bool bottom = false;
  for (unsigned labels = 0; !bottom; ++labels) {
    const std::uint32_t entry = in.u32();
    if (in.failed()) return fault(Counter::link_truncated);
    if (labels == kMaxStack) return fault(Counter::link_malformed);
    label = entry >> 12;
    bottom = (entry & 0x100) != 0;
  }
  walk.rest = in.rest();
  if (walk.rest.empty()) return fault(Counter::link_truncated);
  if (label == kIpv4ExplicitNull) return {Layer::ipv4};
  if (label == kIpv6ExplicitNull) return {Layer::ipv6};

  // A MAC may begin like IP or like a control word; Ethernet that holds together inside is no
  // chance.
  const unsigned first = walk.rest[0] >> 4;
  if (first == 0 && walk.rest.size() > kControlWord &&
      plausible_ethernet(walk.rest.subspan(kControlWord), walk.cut)) {
    walk.rest = walk.rest.subspan(kControlWord);
    return {Layer::ethernet};
  }
  if (plausible_ethernet(walk.rest, walk.cut)) return {Layer::ethernet};
  return first == 4 || first == 6 ? Next{Layer::ip} : fault(Counter::not_ip);
}

}  // namespace cutoffd::dissect
