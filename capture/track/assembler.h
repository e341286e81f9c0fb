// Puts octets together that come in pieces: the heads of TCP streams, QUIC's and DTLS's handshakes,
// fragmented IP packets. One mechanism for all.
//
// A head is a growing run of octets with holes. It knows each octet that it has, so pieces may come
// in any order, overlap, and repeat; the first copy of an octet wins, and a later one that differs
// is reported as a conflict. Octets lie in blocks of 256 with a bit each: a head costs about what
// was really received, wherever in the stream that lies.
//
// Bounds: heads, octets of a head, blocks in all. When blocks or heads run out, the oldest head is
// given up for the new piece; expire() gives up those that waited too long. Whoever owns a head is
// told (HeadOwner). Threads: one owner. No allocation after construction; reading copies the octets
// to the scratch given at construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/track/aged_slots.h"
#include "capture/track/lazy_array.h"
#include "core/bytes.h"
#include "core/time.h"

namespace cutoffd::track {

enum class GivenUp : std::uint8_t { gap, size, room };

// What the reader of a head notes about it; the assembler only keeps it.
struct HeadNotes {
  std::size_t wanted = 0;    // a reading of fewer octets from the start says nothing new
  std::size_t examined = 0;  // octets from the start that the last reading saw
  bool scraps = false;       // there are pieces too short to say whether they begin something
  // Of a stream picked up in its middle: octets kept, and whether any lay before the first piece.
  std::size_t floating = 0;
  bool earlier = false;
  // Of the octets from the start: the packet that the last of them came with.
  std::uint64_t frame = 0;
  Instant time{};
  // Beyond a hole lies a segment that begins a hello or a request: where, and which packet it was.
  std::uint64_t resume_at = 0;  // 0: none
  std::uint64_t resume_frame = 0;
  Instant resume_time{};
  bool acknowledged = false;  // the peer has what is missing here
  Instant acknowledged_at{};
};

class HeadOwner {
 public:
  // The assembler closes the head right after this call. `owner` is what open() was given.
  virtual void on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) = 0;

 protected:
  ~HeadOwner() = default;
};

class Assembler {
 public:
  struct Bounds {
    std::size_t heads = 0;
    std::size_t octets = 0;           // of all heads together
    std::size_t octets_per_head = 0;  // from the first octet that is still wanted
  };
  Assembler(const Bounds& bounds, HeadOwner& owner);

  // A head that begins at `start`: of pieces before it nothing is kept.
  SlotId open(std::uint32_t owner, Instant now, std::uint64_t start = 0);
  void close(SlotId head);

  struct Added {
    // false: no room, or so much came that no more may: the head was given up. Or it lies beyond
    // octets_per_head of a head that holds little: then the piece alone was refused, since anybody
    // can send one.
    bool kept = false;
    bool conflict = false;  // octets repeat earlier ones with other content
    std::size_t fresh = 0;  // octets that were not there before
  };
  // Octets before the start are ignored.
  Added add(SlotId head, std::uint64_t offset, Bytes octets);

  [[nodiscard]] std::uint64_t start(SlotId head) const { return heads_[head].start; }
  // Forgets what lies before `start`, which only moves on.
  void move_start(SlotId head, std::uint64_t start);
  // How many octets follow `offset` without a hole.
  [[nodiscard]] std::size_t run_from(SlotId head, std::uint64_t offset) const;
  // Where the run without holes that contains `offset` begins.
  [[nodiscard]] std::uint64_t run_begin(SlotId head, std::uint64_t offset) const;
  // The first octet at or after `offset` that is there; nothing if there is none.
  [[nodiscard]] std::optional<std::uint64_t> next_from(SlotId head, std::uint64_t offset) const;
  // Copies octets that are there (see run_from) to the scratch; valid until the next read().
  Bytes read(SlotId head, std::uint64_t offset, std::size_t size);

  HeadNotes& notes(SlotId head) { return heads_[head].notes; }

  // Gives up every head that was opened before `opened_before`, oldest first.
  void expire(Instant opened_before);
  [[nodiscard]] Instant opened(SlotId head) const { return heads_[head].opened; }
  // The head that was opened first of all, and the next in age; kNoSlot: none.
  [[nodiscard]] SlotId oldest() const { return heads_.oldest(); }
  [[nodiscard]] SlotId younger(SlotId head) const { return heads_.younger(head); }
  [[nodiscard]] std::uint32_t owner(SlotId head) const { return heads_[head].owner; }
  [[nodiscard]] std::size_t capacity() const { return heads_.capacity(); }
  [[nodiscard]] std::size_t octets_per_head() const { return octets_per_head_; }
  [[nodiscard]] std::size_t heads() const { return heads_.taken(); }
  [[nodiscard]] std::size_t blocks() const { return blocks_taken_; }
  [[nodiscard]] std::size_t octets() const { return blocks_taken_ * sizeof(Block); }

 private:
  static constexpr std::size_t kBlockOctets = 256;
  using BlockId = std::uint32_t;
  struct Block {
    BlockId next = 0;  // of the head, by number
    std::uint32_t number = 0;
    std::array<std::uint64_t, kBlockOctets / 64> present{};
    std::array<std::uint8_t, kBlockOctets> octets;
  };
  struct Head {
    std::uint64_t start = 0;
    Instant opened{};
    HeadNotes notes;
    std::uint32_t owner = 0;
    std::uint32_t blocks = 0;
    BlockId first = 0;
    BlockId cursor = 0;  // the block last used: pieces mostly come in order
  };

  BlockId find(const Head& head, std::uint32_t number) const;
  BlockId find_or_make(SlotId id, std::uint32_t number);
  BlockId take_block(SlotId for_head);
  void free_blocks(BlockId first);
  [[nodiscard]] bool is_sparse(const Head& head) const {
    return std::size_t{head.blocks} * kBlockOctets < octets_per_head_ / 4;
  }
  void give_up(SlotId head, GivenUp reason);
  void put(Block& block, std::size_t at, Bytes octets, Added& added);

  HeadOwner& owner_;
  std::size_t octets_per_head_;
  AgedSlots<Head> heads_;
  LazyArray<Block> blocks_;      // from 1; 0 is none
  std::size_t blocks_used_ = 0;  // that were ever taken
  std::size_t blocks_taken_ = 0;
  BlockId free_ = 0;
  LazyArray<std::uint8_t> scratch_;
};

}  // namespace cutoffd::track
