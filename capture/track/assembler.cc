#include "capture/track/assembler.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cutoffd::track {
namespace {

// Bits `from` to `to` of the word that holds bits 64 * word and on.
std::uint64_t bits_of(std::size_t word, std::size_t from, std::size_t to) {
  const std::size_t low = std::max(from, word * 64) - word * 64;
  const std::size_t high = std::min(to, word * 64 + 64) - word * 64;
  if (low >= high) return 0;
  const std::uint64_t below_high = high == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << high) - 1;
  return below_high & ~((std::uint64_t{1} << low) - 1);
}

}  // namespace

Assembler::Assembler(const Bounds& bounds, HeadOwner& owner)
    : owner_(owner),
      octets_per_head_(bounds.octets_per_head),
      heads_(std::max<std::size_t>(bounds.heads, 1)),
      blocks_(std::max<std::size_t>(bounds.octets / sizeof(Block), 2) + 1),
      scratch_(octets_per_head_) {}

SlotId Assembler::open(std::uint32_t owner, Instant now, std::uint64_t start) {
  if (heads_.full()) give_up(heads_.oldest(), GivenUp::room);
  const SlotId id = heads_.take();
  Head& head = heads_[id];
  head.owner = owner;
  head.opened = now;
  head.start = start;
  return id;
}

void Assembler::close(SlotId id) {
  free_blocks(heads_[id].first);
  heads_.give_back(id);
}

void Assembler::free_blocks(BlockId first) {
  while (first != 0) {
    const BlockId next = blocks_[first].next;
    blocks_[first].next = free_;
    free_ = first;
    --blocks_taken_;
    first = next;
  }
}

void Assembler::give_up(SlotId id, GivenUp reason) {
  owner_.on_head_given_up(id, heads_[id].owner, reason);
  close(id);
}

void Assembler::expire(Instant opened_before) {
  while (heads_.oldest() != kNoSlot && heads_[heads_.oldest()].opened < opened_before) {
    give_up(heads_.oldest(), GivenUp::gap);
  }
}

Assembler::Added Assembler::add(SlotId id, std::uint64_t offset, Bytes octets) {
  Added added;
  const std::uint64_t start = heads_[id].start;
  if (offset < start) {
    if (start - offset >= octets.size()) {
      added.kept = true;
      return added;
    }
    octets = octets.subspan(static_cast<std::size_t>(start - offset));
    offset = start;
  }
  if (offset - start + octets.size() > octets_per_head_) {
    if (!is_sparse(heads_[id])) give_up(id, GivenUp::size);
    return added;
  }
  while (!octets.empty()) {
    const BlockId block = find_or_make(id, static_cast<std::uint32_t>(offset / kBlockOctets));
    if (block == 0) {
      give_up(id, GivenUp::room);
      added.kept = false;
      return added;
    }
    const auto at = static_cast<std::size_t>(offset % kBlockOctets);
    const std::size_t size = std::min(octets.size(), kBlockOctets - at);
    put(blocks_[block], at, octets.first(size), added);
    octets = octets.subspan(size);
    offset += size;
  }
  added.kept = true;
  return added;
}

void Assembler::put(Block& block, std::size_t at, Bytes octets, Added& added) {
  const std::size_t end = at + octets.size();
  std::size_t there = 0;
  for (std::size_t word = at / 64; word * 64 < end; ++word) {
    const std::uint64_t mask = bits_of(word, at, end);
    there += static_cast<std::size_t>(std::popcount(block.present[word] & mask));
  }
  if (there == 0) {
    std::memcpy(block.octets.data() + at, octets.data(), octets.size());
  } else {
    for (std::size_t i = at; i < end; ++i) {
      if ((block.present[i / 64] >> (i % 64) & 1) == 0) {
        block.octets[i] = octets[i - at];
      } else if (block.octets[i] != octets[i - at]) {
        added.conflict = true;
      }
    }
  }
  for (std::size_t word = at / 64; word * 64 < end; ++word) {
    block.present[word] |= bits_of(word, at, end);
  }
  added.fresh += octets.size() - there;
}

Assembler::BlockId Assembler::find(const Head& head, std::uint32_t number) const {
  BlockId block =
      head.cursor != 0 && blocks_[head.cursor].number <= number ? head.cursor : head.first;
  while (block != 0 && blocks_[block].number < number) block = blocks_[block].next;
  return block != 0 && blocks_[block].number == number ? block : 0;
}

Assembler::BlockId Assembler::find_or_make(SlotId id, std::uint32_t number) {
  // Taking a block may close other heads, never this one, and never moves it.
  Head& head = heads_[id];
  BlockId before = 0;
  BlockId block = head.first;
  if (head.cursor != 0 && blocks_[head.cursor].number <= number) {
    before = head.cursor;
    if (blocks_[before].number == number) return before;
    block = blocks_[before].next;
  }
  while (block != 0 && blocks_[block].number < number) {
    before = block;
    block = blocks_[block].next;
  }
  if (block == 0 || blocks_[block].number != number) {
    const BlockId made = take_block(id);
    if (made == 0) return 0;
    blocks_[made].next = block;
    blocks_[made].number = number;
    blocks_[made].present = {};
    (before == 0 ? head.first : blocks_[before].next) = made;
    ++head.blocks;
    block = made;
  }
  head.cursor = block;
  return block;
}

Assembler::BlockId Assembler::take_block(SlotId for_head) {
  if (free_ == 0 && blocks_used_ + 1 < blocks_.size()) {
    ++blocks_taken_;
    return static_cast<BlockId>(++blocks_used_);
  }
  // A head may have no block yet, or be the one in need; the next in age pays then.
  SlotId victim = heads_.oldest();
  while (free_ == 0 && victim != kNoSlot) {
    const SlotId next = heads_.younger(victim);
    if (victim != for_head && heads_[victim].first != 0) give_up(victim, GivenUp::room);
    victim = next;
  }
  if (free_ == 0) return 0;
  const BlockId block = free_;
  free_ = blocks_[block].next;
  ++blocks_taken_;
  return block;
}

void Assembler::move_start(SlotId id, std::uint64_t start) {
  Head& head = heads_[id];
  head.start = start;
  head.notes = {};
  head.cursor = 0;
  while (head.first != 0) {
    Block& block = blocks_[head.first];
    if ((std::uint64_t{block.number} + 1) * kBlockOctets > start) break;
    const BlockId next = block.next;
    block.next = 0;
    free_blocks(head.first);
    --head.blocks;
    head.first = next;
  }
}

std::size_t Assembler::run_from(SlotId id, std::uint64_t offset) const {
  const Head& head = heads_[id];
  auto number = static_cast<std::uint32_t>(offset / kBlockOctets);
  std::size_t at = static_cast<std::size_t>(offset % kBlockOctets);
  std::size_t run = 0;
  for (BlockId id_now = find(head, number); id_now != 0; id_now = blocks_[id_now].next, ++number) {
    const Block& block = blocks_[id_now];
    if (block.number != number) break;
    while (at < kBlockOctets) {
      const std::size_t bit = at % 64;
      const auto ones = static_cast<std::size_t>(std::countr_one(block.present[at / 64] >> bit));
      const std::size_t here = std::min(ones, 64 - bit);
      run += here;
      at += here;
      if (bit + here < 64) return run;
    }
    at = 0;
  }
  return run;
}

std::uint64_t Assembler::run_begin(SlotId id, std::uint64_t offset) const {
  std::uint64_t begin = offset;
  std::uint64_t run_end = ~std::uint64_t{0};  // behind the run under way, which began at `begin`
  for (BlockId block_id = heads_[id].first; block_id != 0; block_id = blocks_[block_id].next) {
    const Block& block = blocks_[block_id];
    for (std::size_t word = 0; word < block.present.size(); ++word) {
      const std::uint64_t base = std::uint64_t{block.number} * kBlockOctets + word * 64;
      const std::uint64_t present = block.present[word];
      if (run_end != base) begin = base;
      if (offset < base + 64) {
        const std::uint64_t bit = offset - base;
        const auto ones = static_cast<std::uint64_t>(std::countl_one(present << (63 - bit)));
        if (ones <= bit) begin = offset + 1 - std::max<std::uint64_t>(ones, 1);
        return std::max(begin, heads_[id].start);
      }
      const auto ones = static_cast<std::uint64_t>(std::countl_one(present));
      if (ones == 0) continue;
      if (ones < 64) begin = base + 64 - ones;
      run_end = base + 64;
    }
  }
  return offset;
}

std::optional<std::uint64_t> Assembler::next_from(SlotId id, std::uint64_t offset) const {
  const auto number = offset / kBlockOctets;
  for (BlockId block_id = heads_[id].first; block_id != 0; block_id = blocks_[block_id].next) {
    const Block& block = blocks_[block_id];
    if (block.number < number) continue;
    const std::size_t from =
        block.number == number ? static_cast<std::size_t>(offset % kBlockOctets) : 0;
    for (std::size_t word = from / 64; word < block.present.size(); ++word) {
      const std::uint64_t present = block.present[word] & bits_of(word, from, kBlockOctets);
      if (present == 0) continue;
      return std::uint64_t{block.number} * kBlockOctets + word * 64 +
             static_cast<std::uint64_t>(std::countr_zero(present));
    }
  }
  return std::nullopt;
}

Bytes Assembler::read(SlotId id, std::uint64_t offset, std::size_t size) {
  const Head& head = heads_[id];
  size = std::min(size, scratch_.size());
  std::size_t done = 0;
  BlockId block = find(head, static_cast<std::uint32_t>(offset / kBlockOctets));
  while (done < size && block != 0) {
    const auto at = static_cast<std::size_t>((offset + done) % kBlockOctets);
    const std::size_t here = std::min(size - done, kBlockOctets - at);
    std::memcpy(&scratch_[done], blocks_[block].octets.data() + at, here);
    done += here;
    block = blocks_[block].next;
  }
  return {&scratch_[0], done};
}

}  // namespace cutoffd::track
