#include "capture/track/fragments.h"

#include <algorithm>

namespace cutoffd::track {
namespace {

constexpr std::size_t kMaxPacket = 65'535;  // RFC 791 section 3.1, RFC 8200 section 3

// RFC 791 section 3.2: source, destination, protocol and identification; in IPv6 the protocol is
// known from the first fragment only and no part of the key.
std::uint64_t tag_of(const HashKey& key, const dissect::Frame& frame,
                     const dissect::IpFragment& fragment) {
  KeyedHash hash(key);
  hash.add(frame.source).add(frame.destination).add(frame.tunnel);
  hash.add(std::uint64_t{fragment.id} << 8 | (frame.source.is_v4() ? fragment.protocol : 0U));
  return hash.finish();
}

}  // namespace

Fragments::Fragments(const FragmentBounds& bounds, const HashKey& key, Counters& counters)
    : bounds_(bounds),
      key_(key),
      counters_(counters),
      assembler_({kEntries, bounds.octets, kMaxPacket}, *this),
      entries_(kEntries) {}

std::optional<Fragments::Whole> Fragments::add(const dissect::Frame& frame,
                                               const dissect::IpFragment& fragment, Instant now) {
  counters_.add(Counter::fragments);
  if (fragment.offset == 0 && !fragment.more) return Whole{fragment.protocol, frame.payload};
  if (frame.payload.empty()) return std::nullopt;
  if (fragment.offset + frame.payload.size() > kMaxPacket) {
    counters_.add(Counter::ip_malformed);
    return std::nullopt;
  }
  const std::uint32_t index = entry_for(tag_of(key_, frame, fragment), now);
  Entry& entry = entries_[index];
  if (entry.state != State::open) return std::nullopt;
  if (fragment.offset == 0 || entry.protocol == 0) entry.protocol = fragment.protocol;
  const auto end = static_cast<std::uint32_t>(fragment.offset + frame.payload.size());
  const bool two_ends =
      entry.total != 0 && (fragment.more ? end > entry.total : end != entry.total);
  if (two_ends) {
    counters_.add(Counter::fragments_overlapping);
    close(entry, State::refused);
    return std::nullopt;
  }
  if (!fragment.more) entry.total = end;
  return add_to(index, frame.payload, fragment);
}

std::optional<Fragments::Whole> Fragments::add_to(std::uint32_t index, Bytes piece,
                                                  const dissect::IpFragment& fragment) {
  Entry& entry = entries_[index];
  const Assembler::Added added = assembler_.add(entry.head, fragment.offset, piece);
  if (!added.kept) return std::nullopt;
  const bool overlaps = added.fresh != 0 && added.fresh != piece.size();
  if (overlaps || added.conflict) {
    counters_.add(Counter::fragments_overlapping);
    close(entry, State::refused);
    return std::nullopt;
  }
  if (entry.total == 0 || assembler_.run_from(entry.head, 0) < entry.total) return std::nullopt;
  const Whole whole{entry.protocol, assembler_.read(entry.head, 0, entry.total)};
  counters_.add(Counter::fragments_reassembled);
  close(entry, State::complete);
  return whole;
}

// The packet's entry; a new one takes the place of one that is done with, or of the oldest.
std::uint32_t Fragments::entry_for(std::uint64_t tag, Instant now) {
  const auto bucket = static_cast<std::uint32_t>(tag % (kEntries / kWays) * kWays);
  std::uint32_t best = bucket;
  for (std::uint32_t i = bucket; i < bucket + kWays; ++i) {
    const Entry& entry = entries_[i];
    const bool remembered = entry.state == State::open || now - entry.begun <= bounds_.copy_window;
    if (entry.tag == tag && entry.state != State::empty && remembered) return i;
    const bool best_open = entries_[best].state == State::open;
    const bool open = entry.state == State::open;
    if (open != best_open ? best_open : entry.begun < entries_[best].begun) best = i;
  }
  Entry& entry = entries_[best];
  if (entry.state == State::open) {
    counters_.add(Counter::fragments_given_up);
    close(entry, State::empty);
  }
  // Opening may give up the oldest of all packets, never this entry, which has no head now.
  entry = Entry{tag, now, assembler_.open(best, now), 0, 0, State::open};
  return best;
}

void Fragments::close(Entry& entry, State state) {
  assembler_.close(entry.head);
  entry.head = kNoSlot;
  entry.state = state;
}

void Fragments::on_head_given_up(SlotId /*head*/, std::uint32_t owner, GivenUp /*reason*/) {
  counters_.add(Counter::fragments_given_up);
  entries_[owner].head = kNoSlot;
  entries_[owner].state = State::empty;
}

void Fragments::on_time(Instant now) { assembler_.expire(now - bounds_.timeout); }

void Fragments::finish() { assembler_.expire(Instant::max()); }

}  // namespace cutoffd::track
