#include "capture/dissect/link_cooked.h"

namespace cutoffd::dissect {
namespace {

struct Cooked {
  std::uint16_t hardware = 0;  // ARPHRD_…
  std::uint16_t protocol = 0;
  std::uint16_t address_length = 0;
  Bytes address;  // eight octets, of which address_length count
};

Next after_cooked(Walk& walk, const Cooked& header) {
  constexpr std::uint16_t kNetlink = 824;
  constexpr std::uint16_t kLlc = 4;  // ETH_P_802_2
  constexpr std::uint16_t kLeastEtherType = 0x0600;
  if (header.address_length == 6) {
    const Mac source = Mac::from(header.address.first(6));
    if (!source.is_zero()) walk.frame.macs = MacPair{source, Mac{}};
  }
  switch (header.hardware) {
    case 801:  // ARPHRD_IEEE80211 and its two variants: the frame itself follows
      return {Layer::link, 105};
    case 802:
      return {Layer::link, 119};
    case 803:
      return {Layer::link, 127};
    case kNetlink:
      return fault(Counter::not_ip);
    default:
      break;
  }
  if (header.protocol == kLlc) return {Layer::llc};
  return header.protocol < kLeastEtherType ? fault(Counter::not_ip) : ether_type(header.protocol);
}

}  // namespace

Next read_cooked(Walk& walk) {
  Cooked header;
  Cursor in(walk.rest);
  in.skip(2);  // to us, from us, to others
  header.hardware = in.u16();
  header.address_length = in.u16();
  header.address = in.take(8);
  header.protocol = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return after_cooked(walk, header);
}

Next read_cooked2(Walk& walk) {
  Cooked header;
  Cursor in(walk.rest);
  header.protocol = in.u16();
  in.skip(6);  // reserved, interface
  header.hardware = in.u16();
  in.skip(1);
  header.address_length = in.u8();
  header.address = in.take(8);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return after_cooked(walk, header);
}

}  // namespace cutoffd::dissect
