#include "capture/dissect/tunnel_tzsp.h"

#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

// Tags until the end tag; false if there is none.
bool skip_tags(Cursor& in) {
  constexpr std::uint8_t kPadding = 0;
  constexpr std::uint8_t kEndTag = 1;
  while (in.ok()) {
    const std::uint8_t tag = in.u8();
    if (tag == kEndTag) return in.ok();
    if (tag != kPadding) in.skip(in.u8());
  }
  return false;
}

// TZSP's numbers are those of link types but for bare 802.11.
std::uint32_t link_of(std::uint16_t encapsulated) {
  constexpr std::uint32_t kWifi = 105;
  switch (encapsulated) {
    case 1:
    case 119:
    case 127:
      return encapsulated;
    case 18:
      return kWifi;
    default:
      return 0;
  }
}

}  // namespace

Next open_tzsp(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint8_t version = in.u8();
  const std::uint8_t kind = in.u8();
  const std::uint32_t link = link_of(in.u16());
  // Received, or to be sent; others configure and keep alive.
  if (in.failed() || version != 1 || kind > 1 || link == 0 || !skip_tags(in)) return kPlain;
  walk.guess();
  walk.rest = in.rest();
  return enter_mirror(walk, {Layer::link, link});
}

}  // namespace cutoffd::dissect
