// Domain names in DNS wire format (RFC 1035 section 3.1), with compression (section 4.1.4).
//
// Text is folded to lower case (RFC 4343) and written to an arena of the caller; octets that no
// host name has are escaped, and the name is then `odd` (core/domain_name.h). A name is never cut.
//
// Pointers may lead backwards, as RFC 1035 means them ("a prior occurance"), and forwards: public
// resolvers answer questions written so, and who reads less than they do can be evaded. Loops end,
// because a name has at most 255 octets and is given at most kMaxJumps pointers. A pointer into the
// header is refused: no name is there.
//
// Pure; no heap. Lifetime: what is read borrows from the arena. Not thread-safe: one arena a
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/bytes.h"
#include "core/domain_name.h"

namespace cutoffd::dissect {

inline constexpr std::size_t kDnsHeader = 12;
// A name has at most 127 labels; only a chain from pointer to pointer has more jumps than labels.
inline constexpr unsigned kMaxJumps = 128;

enum class NameFault : std::uint8_t {
  none,
  cut,        // the message ends inside the name
  malformed,  // a bad pointer or label type
  too_long,   // more than 255 octets on the wire (RFC 1035 section 2.3.4)
  no_room,    // the arena is full; the name may be sound
};

// Room for the texts of one message's names. All of it is reused for the next message.
class NameArena {
 public:
  static constexpr std::size_t kOctets = std::size_t{64} << 10;

  void clear() { used_ = 0; }
  // At least `n` octets to write to, or nullptr. They count as used only once kept.
  [[nodiscard]] char* room(std::size_t n) { return n <= kOctets - used_ ? &text_[used_] : nullptr; }
  std::string_view keep(std::size_t n) {
    const std::string_view kept(&text_[used_], n);
    used_ += n;
    return kept;
  }

 private:
  std::array<char, kOctets> text_;  // not cleared: only what was written is ever read
  std::size_t used_ = 0;
};

// The labels of one name, followed through its pointers. Copies nothing.
class NameWalk {
 public:
  // `before`: octets of the name that were read already, where it begins before `offset`.
  NameWalk(Bytes message, std::size_t offset, std::size_t before = 0)
      : message_(message), position_(offset), wire_length_(before + 1) {}

  // The next label; an empty one is the end of the name. After a fault, ask no more.
  NameFault next(Bytes& label);
  // Behind the name where it stands in the message (behind its first pointer, if it has one).
  // Known once the name has ended.
  [[nodiscard]] std::size_t after() const { return after_; }
  // Octets of the message from the start of `label`, the last one given, to the message's end.
  [[nodiscard]] std::size_t readable(Bytes label) const {
    return message_.size() - position_ + label.size();
  }

 private:
  // What lies behind a pointer does not come with the octets that follow the name.
  [[nodiscard]] NameFault run_out() const {
    return jumps_ == 0 ? NameFault::cut : NameFault::malformed;
  }

  Bytes message_;
  std::size_t position_;
  std::size_t after_ = 0;
  std::size_t wire_length_;  // with the root's octet
  unsigned jumps_ = 0;
};

inline NameFault NameWalk::next(Bytes& label) {
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

// Steps over a name; judges it as if it were read.
NameFault skip_name(Bytes message, std::size_t& offset);
// Steps over the octets of a name wherever its pointer leads and however long it is, so that what
// follows an unreadable name can be read. none, cut, or malformed (no label begins so).
NameFault step_over_name(Bytes message, std::size_t& offset);

// Reads the names of one message, most of them once: most names of an answer are pointers to a name
// that was read before, and have its text again.
class NameReader {
 public:
  explicit NameReader(NameArena& arena) : arena_(&arena) {}

  // A new message; what was read from the last one is forgotten.
  void start(Bytes message) {
    message_ = message;
    known_count_ = 0;
    arena_->clear();
  }
  // The name at `offset`, which moves behind it. On a fault nothing moves.
  NameFault read(std::size_t& offset, ObservedName& name);

 private:
  struct Known {
    std::uint16_t offset;
    ObservedName name;
  };
  NameFault read_new(std::size_t& offset, ObservedName& name);
  NameFault read_odd(std::size_t& offset, ObservedName& name);
  [[nodiscard]] const ObservedName* known(std::size_t offset) const {
    for (std::size_t i = 0; i < known_count_; ++i) {
      if (known_[i].offset == offset) return &known_[i].name;
    }
    return nullptr;
  }
  void remember(std::size_t offset, const ObservedName& name) {
    if (known_count_ == known_.size()) return;
    known_[known_count_++] = {static_cast<std::uint16_t>(offset), name};
  }

  NameArena* arena_;
  Bytes message_;
  std::array<Known, 16> known_{};  // the names that the message's first pointers may lead to
  std::size_t known_count_ = 0;
};

inline NameFault NameReader::read(std::size_t& offset, ObservedName& name) {
  if (offset >= message_.size()) return NameFault::cut;
  const std::uint8_t first = message_[offset];
  if (first == 0) {
    name = {};
    ++offset;
    return NameFault::none;
  }
  if (first >= 0xc0 && message_.size() - offset >= 2) {
    const ObservedName* const before =
        known(std::size_t{first & 0x3fU} << 8 | message_[offset + 1]);
    if (before != nullptr) {
      name = *before;
      offset += 2;
      return NameFault::none;
    }
  }
  return read_new(offset, name);
}

}  // namespace cutoffd::dissect
