// Puts fragmented IP packets together: IPv4 (RFC 791 section 3.2) and IPv6 (RFC 8200 section 4.5).
//
// Fragments that overlap are refused with their whole packet, for both families (RFC 5722 section
// 3; for IPv4 no honest sender makes them either): an exact repetition of octets already there is a
// duplicate and tolerated. Bounded in packets, octets and time; a packet given up is counted. A
// packet that was completed or refused is remembered for a moment, so that copies of its fragments
// do not begin it again. Threads: one owner. No allocation after construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/dissect/frame.h"
#include "capture/track/assembler.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "core/counters.h"
#include "core/time.h"

namespace cutoffd::track {

struct FragmentBounds {
  std::size_t octets = 0;
  Duration timeout{};
  Duration copy_window{};
};

class Fragments final : private HeadOwner {
 public:
  Fragments(const FragmentBounds& bounds, const HashKey& key, Counters& counters);

  struct Whole {
    std::uint8_t protocol = 0;
    Bytes payload;  // valid until the next add()
  };
  // Takes the fragment in `frame`; gives the packet that it completed.
  std::optional<Whole> add(const dissect::Frame& frame, const dissect::IpFragment& fragment,
                           Instant now);
  // Gives up what waited too long.
  void on_time(Instant now);
  // Gives up everything.
  void finish();
  [[nodiscard]] std::size_t packets() const { return assembler_.heads(); }
  [[nodiscard]] std::size_t octets() const { return assembler_.octets(); }

 private:
  enum class State : std::uint8_t { empty, open, complete, refused };
  struct Entry {
    std::uint64_t tag = 0;
    Instant begun{};
    SlotId head = kNoSlot;
    std::uint32_t total = 0;  // octets of the whole; 0: the last fragment is still missing
    std::uint8_t protocol = 0;
    State state = State::empty;
  };
  static constexpr std::size_t kWays = 8;
  static constexpr std::size_t kEntries = 2048;

  void on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) override;
  std::uint32_t entry_for(std::uint64_t tag, Instant now);
  std::optional<Whole> add_to(std::uint32_t index, Bytes piece,
                              const dissect::IpFragment& fragment);
  void close(Entry& entry, State state);

  FragmentBounds bounds_;
  HashKey key_;
  Counters& counters_;
  Assembler assembler_;
  LazyArray<Entry> entries_;
};

}  // namespace cutoffd::track
