#include "capture/dissect/dns_name.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cutoffd::dissect {
namespace {

// 254 octets of labels and dots, and a whole word written beyond the last of them.
constexpr std::size_t kNameRoom = 254 + 8;

constexpr std::uint64_t in_all_lanes(std::uint8_t octet) {
  return 0x0101'0101'0101'0101ULL * octet;
}
constexpr std::uint64_t kHigh = in_all_lanes(0x80);
constexpr std::uint64_t kLow7 = in_all_lanes(0x7f);

// The top bit of each lane that is zero. Exact: no carry leaves a lane.
constexpr std::uint64_t zero_lanes(std::uint64_t word) {
  return ~(((word & kLow7) + kLow7) | word) & kHigh;
}

// Eight octets of a label at once, one in each lane of a word.
struct Lanes {
  std::uint64_t folded;  // A to Z as a to z
  std::uint64_t odd;     // nonzero in lanes that LabelWriter would have to escape
};
constexpr Lanes look_at(std::uint64_t word) {
  const std::uint64_t low = word & kLow7;
  const std::uint64_t ascii = ~word & kHigh;
  const std::uint64_t from_a = low + in_all_lanes(0x80 - 'A');
  const std::uint64_t after_z = low + in_all_lanes(0x80 - 'Z' - 1);
  const std::uint64_t upper = from_a & ~after_z & ascii;
  const std::uint64_t above_space = low + in_all_lanes(0x7f - ' ');
  const std::uint64_t is_del = low + in_all_lanes(1);
  const std::uint64_t odd = (~ascii | ~above_space | is_del) & kHigh;
  return {word + (upper >> 2), odd | zero_lanes(word ^ in_all_lanes('.')) |
                                   zero_lanes(word ^ in_all_lanes('\\')) |
                                   zero_lanes(word ^ in_all_lanes('"'))};
}

// The lanes of the first n octets in memory.
constexpr std::uint64_t first_lanes(std::size_t n) {
  if (n >= 8) return ~std::uint64_t{0};
  if constexpr (std::endian::native == std::endian::little) {
    return (std::uint64_t{1} << (8 * n)) - 1;
  } else {
    return ~(~std::uint64_t{0} >> (8 * n));
  }
}

// Writes a label, folded, and up to seven octets of rubbish behind it. True if it has odd octets;
// then what was written is not its text.
bool copy_label(Bytes label, std::size_t readable, char* to) {
  const std::uint8_t* from = label.data();
  std::uint64_t odd = 0;
  for (std::size_t done = 0; done < label.size(); done += 8) {
    std::uint64_t word = 0;
    if (readable - done >= 8) {
      std::memcpy(&word, from + done, 8);
    } else {
      std::memcpy(&word, from + done, label.size() - done);
    }
    const Lanes lanes = look_at(word);
    odd |= lanes.odd & first_lanes(label.size() - done);
    std::memcpy(to + done, &lanes.folded, 8);
  }
  return odd != 0;
}

}  // namespace

NameFault NameWalk::next(Bytes& label) {
  for (;;) {
    if (position_ >= message_.size()) return run_out();
    const std::uint8_t octet = message_[position_];
    if (octet < 64) {
      if (octet == 0) {
        if (jumps_ == 0) after_ = position_ + 1;
        label = {};
        return NameFault::none;
      }
      if (message_.size() - position_ <= octet) return run_out();
      wire_length_ += std::size_t{1} + octet;
      if (wire_length_ > 255) return NameFault::too_long;
      label = message_.subspan(position_ + 1, octet);
      position_ += std::size_t{1} + octet;
      return NameFault::none;
    }
    if (octet < 0xc0) return NameFault::malformed;
    if (message_.size() - position_ < 2) return run_out();
    const std::size_t target = std::size_t{octet & 0x3fU} << 8 | message_[position_ + 1];
    if (jumps_ == 0) after_ = position_ + 2;
    if (target < kDnsHeader || target >= message_.size() || ++jumps_ > kMaxJumps) {
      return NameFault::malformed;
    }
    position_ = target;
  }
}

NameFault NameReader::read(std::size_t& offset, ObservedName& name) {
  if (offset + 1 < message_.size() && message_[offset] >= 0xc0) {
    const std::size_t target = std::size_t{message_[offset] & 0x3fU} << 8 | message_[offset + 1];
    if (const ObservedName* before = known(target)) {
      name = *before;
      offset += 2;
      return NameFault::none;
    }
  }
  const std::size_t start = offset;
  const NameFault fault = read_new(offset, name);
  if (fault == NameFault::none && known_count_ < known_.size()) {
    known_[known_count_++] = {static_cast<std::uint16_t>(start), name};
  }
  return fault;
}

NameFault NameReader::read_new(std::size_t& offset, ObservedName& name) {
  char* const text = arena_->room(kNameRoom);
  if (text == nullptr) return NameFault::no_room;
  NameWalk walk(message_, offset);
  Bytes label;
  std::size_t length = 0;
  bool odd = false;
  for (;;) {
    if (const NameFault fault = walk.next(label); fault != NameFault::none) return fault;
    if (label.empty()) break;
    odd |= copy_label(label, walk.readable(label), text + length);
    length += label.size();
    text[length++] = '.';
  }
  if (odd) return read_odd(offset, name);
  name = {arena_->keep(length == 0 ? 0 : length - 1), NameForm::domain};
  offset = walk.after();
  return NameFault::none;
}

// A name that must be escaped: once more, octet by octet.
NameFault NameReader::read_odd(std::size_t& offset, ObservedName& name) {
  NameText text;
  LabelWriter writer(text);
  NameWalk walk(message_, offset);
  Bytes label;
  while (walk.next(label) == NameFault::none && !label.empty()) {
    if (!writer.add(label)) return NameFault::too_long;
  }
  const ObservedName observed = writer.finish();
  char* const room = arena_->room(observed.text.size());
  if (room == nullptr) return NameFault::no_room;
  std::copy(observed.text.begin(), observed.text.end(), room);
  name = {arena_->keep(observed.text.size()), observed.form};
  offset = walk.after();
  return NameFault::none;
}

const ObservedName* NameReader::known(std::size_t offset) const {
  for (std::size_t i = 0; i < known_count_; ++i) {
    if (known_[i].offset == offset) return &known_[i].name;
  }
  return nullptr;
}

NameFault skip_name(Bytes message, std::size_t& offset) {
  NameWalk walk(message, offset);
  Bytes label;
  do {
    if (const NameFault fault = walk.next(label); fault != NameFault::none) return fault;
  } while (!label.empty());
  offset = walk.after();
  return NameFault::none;
}

NameFault step_over_name(Bytes message, std::size_t& offset) {
  for (std::size_t position = offset; position < message.size();) {
    const std::uint8_t octet = message[position];
    if (octet >= 64 && octet < 0xc0) return NameFault::malformed;
    position += octet < 64 ? std::size_t{1} + octet : 2;
    if (position > message.size()) break;
    if (octet != 0 && octet < 64) continue;
    offset = position;
    return NameFault::none;
  }
  return NameFault::cut;
}

}  // namespace cutoffd::dissect
