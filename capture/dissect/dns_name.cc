#include "capture/dissect/dns_name.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cutoffd::dissect {
namespace {

// A name's labels with a length octet each (RFC 1035 section 2.3.4 less the root's): as many octets
// as the text with a dot behind each.
constexpr std::size_t kMaxLabels = 254;
// And what may be written beyond the last of them.
constexpr std::size_t kNameRoom = kMaxLabels + 16;

// Sixteen octets at once: GCC's and clang's vector extension, which any machine can run.
using Lanes [[gnu::vector_size(16)]] = signed char;
using Halves [[gnu::vector_size(16)]] = unsigned long long;
constexpr std::size_t kLanes = sizeof(Lanes);

// Octets that LabelWriter would have to escape. As signed numbers those above 127 are below the
// space too.
inline Lanes odd_ones(Lanes octets) {
  return (octets <= ' ') | (octets == 0x7f) | (octets == '.') | (octets == '\\') | (octets == '"');
}
// A to Z as a to z.
inline Lanes folded(Lanes octets) {
  return octets + (((octets >= 'A') & (octets <= 'Z')) & ('a' - 'A'));
}

// All bits set in the first n lanes: a window into this row.
constexpr std::array<signed char, 2 * kLanes> kRow = {-1, -1, -1, -1, -1, -1, -1, -1,
                                                      -1, -1, -1, -1, -1, -1, -1, -1};
inline Lanes first_lanes(std::size_t n) {
  Lanes mask;
  std::memcpy(&mask, &kRow[kLanes - n], sizeof mask);
  return mask;
}

// The labels of a name as text: folded, with a dot behind each. Octets that would have to be
// escaped are only noticed; then the text is wrong. Few branches, because labels are of unlike
// lengths.
class FoldedText {
 public:
  explicit FoldedText(char* room) : text_(room) {}

  // A label of the message, of which `readable` octets follow from its first one on.
  void add(Bytes label, std::size_t readable) {
    if (label.size() > kLanes || readable < kLanes) {
      add_piecewise(label);
    } else {
      Lanes octets;
      std::memcpy(&octets, label.data(), kLanes);  // beyond the label, but not the message
      put(octets, label.size());
    }
    text_[length_++] = '.';
  }
  [[nodiscard]] bool is_odd() const {
    const auto halves = std::bit_cast<Halves>(odd_);
    return (halves[0] | halves[1]) != 0;
  }
  [[nodiscard]] std::size_t length() const { return length_; }  // with the last dot

 private:
  void add_piecewise(Bytes label) {
    while (!label.empty()) {
      const std::size_t piece = std::min(label.size(), kLanes);
      Lanes octets{};
      for (std::size_t i = 0; i < piece; ++i) octets[i] = static_cast<signed char>(label[i]);
      put(octets, piece);
      label = label.subspan(piece);
    }
  }
  // The first n lanes; rubbish behind them.
  void put(Lanes octets, std::size_t n) {
    odd_ |= odd_ones(octets) & first_lanes(n);
    const Lanes text = folded(octets);
    std::memcpy(text_ + length_, &text, kLanes);
    length_ += n;
  }

  char* text_;
  std::size_t length_ = 0;
  Lanes odd_{};
};

}  // namespace

NameFault NameReader::read_new(std::size_t& offset, ObservedName& name) {
  char* const room = arena_->room(kNameRoom);
  if (room == nullptr) return NameFault::no_room;
  FoldedText text(room);
  // Most names stand in one piece; the walk takes over where one does not.
  std::size_t position = offset;
  for (;;) {
    const std::size_t left = message_.size() - position;
    const std::size_t label = left == 0 ? 0 : message_[position];
    if (label == 0 || label > 63 || label >= left || text.length() + label >= kMaxLabels) break;
    text.add({&message_[position + 1], label}, left - 1);
    position += label + 1;
  }
  NameWalk walk(message_, position, text.length());
  Bytes label;
  for (;;) {
    if (const NameFault fault = walk.next(label); fault != NameFault::none) return fault;
    if (label.empty()) break;
    text.add(label, walk.readable(label));
  }
  if (text.is_odd()) return read_odd(offset, name);
  name = {arena_->keep(text.length() == 0 ? 0 : text.length() - 1), NameForm::domain};
  remember(offset, name);
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
  remember(offset, name);
  offset = walk.after();
  return NameFault::none;
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
