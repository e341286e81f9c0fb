#include "capture/dissect/link_80211.h"

#include <algorithm>
#include <utility>

namespace cutoffd::dissect {
namespace {

struct FrameControl {
  std::uint8_t kind = 0;  // version, type, subtype
  std::uint8_t flags = 0;
};

enum Flag : std::uint8_t {
  kToDs = 0x01,
  kFromDs = 0x02,
  kMoreFragments = 0x04,
  kProtected = 0x40,
  kOrder = 0x80,
};
constexpr std::uint8_t kVersionMask = 0x03;
constexpr std::uint8_t kTypeMask = 0x0c;
constexpr std::uint8_t kData = 0x08;
constexpr std::uint8_t kNoData = 0x40;  // a data frame that only says something
constexpr std::uint8_t kQos = 0x80;

bool is_data(std::uint8_t kind) {
  return (kind & kVersionMask) == 0 && (kind & kTypeMask) == kData;
}

// Which address is whose (table 9-30).
MacPair macs_of(std::uint8_t flags, Bytes a1, Bytes a2, Bytes a3, Bytes a4) {
  const bool to_ds = (flags & kToDs) != 0;
  const bool from_ds = (flags & kFromDs) != 0;
  const Bytes source = !from_ds ? a2 : to_ds ? a4 : a3;
  return {Mac::from(source), Mac::from(to_ds ? a3 : a1)};
}

struct Form {
  bool padded = false;   // the body begins on a multiple of four
  bool swapped = false;  // frame and sequence control are big-endian
};

Next read_data(Walk& walk, FrameControl control, Form form) {
  Cursor in(walk.rest);
  in.skip(4);  // frame control and duration
  const Bytes a1 = in.take(6);
  const Bytes a2 = in.take(6);
  const Bytes a3 = in.take(6);
  const std::uint16_t sequence = form.swapped ? in.u16() : in.u16le();
  const bool four = (control.flags & kToDs) != 0 && (control.flags & kFromDs) != 0;
  const Bytes a4 = four ? in.take(6) : Bytes{};
  const bool qos = (control.kind & kQos) != 0;
  const std::uint16_t qos_control = qos ? in.u16le() : std::uint16_t{0};
  if (qos && (control.flags & kOrder) != 0) in.skip(4);  // HT control
  if (form.padded) in.skip((4 - (walk.rest.size() - in.left()) % 4) % 4);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.frame.macs = macs_of(control.flags, a1, a2, a3, a4);
  if ((control.flags & kProtected) != 0) return fault(Counter::opaque_packets);
  const bool fragment = (control.flags & kMoreFragments) != 0 || (sequence & 0x0f) != 0;
  if (fragment || (control.kind & kNoData) != 0) return fault(Counter::not_ip);
  walk.rest = in.rest();
  constexpr std::uint16_t kAggregate = 0x80;
  return (qos_control & kAggregate) != 0 ? read_subframe(walk) : Next{Layer::llc};
}

Next read_mpdu(Walk& walk, Form form) {
  if (walk.rest.size() < 2) return fault(Counter::link_truncated);
  FrameControl control{walk.rest[0], walk.rest[1]};
  if (form.swapped) std::swap(control.kind, control.flags);
  if ((control.kind & kVersionMask) != 0) return fault(Counter::link_malformed);
  return is_data(control.kind) ? read_data(walk, control, form) : fault(Counter::not_ip);
}

// A capture header of a length that it gives itself, in either byte order.
Next skip_header(Walk& walk, std::size_t length) {
  Cursor in(walk.rest);
  in.skip(length);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.rest = in.rest();
  return read_80211(walk);
}

bool is_avs(std::uint32_t first_four) { return (first_four & 0xfffff000) == 0x80211000; }

}  // namespace

Next read_80211(Walk& walk) { return read_mpdu(walk, {}); }

Next read_80211_in_capwap(Walk& walk) {
  const bool swapped = walk.rest.size() >= 2 && !is_data(walk.rest[0]) && is_data(walk.rest[1]);
  return read_mpdu(walk, {.padded = false, .swapped = swapped});
}

Next read_radiotap(Walk& walk) {
  constexpr std::uint32_t kHasTime = 1;
  constexpr std::uint32_t kHasFlags = 2;
  constexpr std::uint32_t kMoreWords = 0x80000000;
  constexpr std::uint8_t kFcsAtEnd = 0x10;
  constexpr std::uint8_t kPaddedHeader = 0x20;
  Cursor in(walk.rest);
  in.skip(2);
  const std::size_t length = in.u16le();
  if (in.failed()) return fault(Counter::link_truncated);
  if (length < 8) return fault(Counter::link_malformed);
  Cursor header = Cursor(walk.rest).child(length);
  header.skip(4);
  const std::uint32_t present = header.u32le();
  for (std::uint32_t word = present; header.ok() && (word & kMoreWords) != 0;)
    word = header.u32le();
  if ((present & kHasTime) != 0) {
    header.skip((length - header.left()) % 8 == 0 ? 8 : 12);  // aligned on eight
  }
  const std::uint8_t flags = (present & kHasFlags) != 0 ? header.u8() : std::uint8_t{0};
  if (header.failed()) {
    return fault(length > walk.rest.size() ? Counter::link_truncated : Counter::link_malformed);
  }
  walk.rest = walk.rest.subspan(length);
  if ((flags & kFcsAtEnd) != 0 && walk.on_wire() >= 4) walk.limit(walk.on_wire() - 4);
  return read_mpdu(walk, {.padded = (flags & kPaddedHeader) != 0, .swapped = false});
}

Next read_prism(Walk& walk) {
  Cursor in(walk.rest);
  Cursor again = in;
  if (is_avs(in.u32())) return read_avs(walk);
  again.skip(4);
  Cursor big = again;
  const std::size_t length = again.u32le();
  const std::size_t length_big = big.u32();
  if (again.failed()) return fault(Counter::link_truncated);
  return skip_header(walk, std::min(length, length_big));  // the wrong order is far too long
}

Next read_avs(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint32_t magic = in.u32();
  const std::size_t length = in.u32();
  if (in.failed()) return fault(Counter::link_truncated);
  if (!is_avs(magic) || length < 8) return fault(Counter::link_malformed);
  return skip_header(walk, length);
}

Next read_subframe(Walk& walk) {
  Cursor in(walk.rest);
  const Bytes destination = in.take(6);
  const Bytes source = in.take(6);
  const std::size_t length = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  walk.frame.macs = MacPair{Mac::from(source), Mac::from(destination)};
  walk.rest = in.rest();
  // Each but the last is padded so that the next begins on a multiple of four.
  in.skip(length + (4 - (14 + length) % 4) % 4);
  if (in.ok() && in.left() > 0) walk.frame.others = in.rest();
  walk.limit(length);
  return {Layer::llc};
}

}  // namespace cutoffd::dissect
