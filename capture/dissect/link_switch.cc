#include "capture/dissect/link_switch.h"

#include "capture/dissect/link_ethernet.h"

namespace cutoffd::dissect {
namespace {

Next read_tag_behind_macs(Walk& walk, std::size_t octets) {
  Cursor in(walk.rest);
  const Bytes destination = in.take(6);
  const Bytes source = in.take(6);
  in.skip(octets);
  const std::uint16_t type = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.frame.macs = MacPair{Mac::from(source), Mac::from(destination)};
  walk.rest = in.rest();
  return ether_type(type);
}

}  // namespace

Next read_broadcom_tag(Walk& walk) { return read_tag_behind_macs(walk, 4); }

Next read_broadcom_tag_first(Walk& walk) {
  Cursor in(walk.rest);
  in.skip(4);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return {Layer::ethernet};
}

Next read_dsa_tag(Walk& walk) { return read_tag_behind_macs(walk, 4); }

// An EtherType and two reserved octets before the tag.
Next read_ethertype_dsa_tag(Walk& walk) { return read_tag_behind_macs(walk, 8); }

}  // namespace cutoffd::dissect
