// Domain names in DNS wire format (RFC 1035 section 3.1), with compression (section 4.1.4).
//
// Text is folded to lower case (RFC 4343) and written to an arena of the caller; octets that no
// host name has are escaped, and the name is then `odd` (core/domain_name.h). A name is never cut.
//
// Loops cannot exist: a pointer must point before the name that holds it, and each further pointer
// before the place where the last one landed. That is what "prior occurrence" means in RFC 1035,
// and what resolvers enforce. A pointer into the header is refused too: no name is there.
//
// Pure; no heap. Lifetime: what is read borrows from the arena. Not thread-safe: one arena a
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/domain_name.h"

namespace cutoffd::dissect {

inline constexpr std::size_t kDnsHeader = 12;

enum class NameFault : std::uint8_t {
  none,
  cut,        // the message ends inside the name
  malformed,  // a bad pointer or label type
  too_long,   // more than 255 octets on the wire (RFC 1035 section 2.3.4)
  no_room,    // the arena is full; the name itself is sound
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

// Reads the names of one message, each place once: most names of an answer are pointers to a name
// that was read before, and give its text again.
class NameReader {
 public:
  explicit NameReader(NameArena& arena) : arena_(&arena) {}

  // A new message; what was read from the last one is forgotten.
  void start(Bytes message) {
    message_ = message;
    known_count_ = 0;
    arena_->clear();
  }
  // The name at `offset`; `offset` moves to the octet after it (after the first pointer, if there
  // is one). On a fault `offset` does not move, except for no_room, where the name is stepped over.
  NameFault read(std::size_t& offset, ObservedName& name);
  // Steps over a name without reading it; judges it as read() would, except for where its pointers
  // lead.
  NameFault skip(std::size_t& offset) const;

 private:
  struct Known {
    std::uint16_t offset;
    ObservedName name;
  };
  NameFault read_labels(std::size_t& offset, ObservedName& name);
  NameFault read_odd(std::size_t offset, ObservedName& name);
  const ObservedName* known(std::size_t offset) const;
  void remember(std::size_t offset, const ObservedName& name);

  NameArena* arena_;
  Bytes message_;
  std::array<Known, 16> known_{};
  std::size_t known_count_ = 0;
};

}  // namespace cutoffd::dissect
