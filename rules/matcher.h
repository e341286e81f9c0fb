// Finds the watchlist entries that a name falls under: the question that most names answer with no.
//
// How: every pattern has a literal end (its anchor, rules/name_pattern.h). All suffixes of all
// anchors stand in one flat open-addressed table; a name walks through it from the right, one probe
// a label, until a suffix is unknown. A small filter before the table, with a few bits for each
// suffix, sends away most names without touching the table at all. What hangs at the suffixes
// passed is then compared in order of specificity: exact, family, glob, suffix; longer before
// shorter. Threads: const after construction; share freely. Allocation: none after construction.
// Time: some 60 ns for a name that is not listed, 100 among a million, 0.2 to 0.9 µs for one that
//   is (tests/bench/match_bench.cc); one comparison for each wildcard pattern that shares the
//   name's anchor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/watchlist.h"

namespace cutoffd::rules {

// What a name matched: the most specific entry, exact before family, glob and suffix; longer before
// shorter; over several watchlists one match for each that has one.
struct Match {
  const Watchlist* list = nullptr;
  const WatchEntry* entry = nullptr;
};

// More lists than this are refused by config/.
inline constexpr std::size_t kMaxLists = 64;

class Matcher {
 public:
  // The lists must outlive the matcher. Their patterns are without fault (fault_of).
  explicit Matcher(std::span<const Watchlist> lists);

  // `name` is the text of a DomainName. Matches of different lists are written to `out`, up to its
  // size, the most specific first; the number of matches is returned.
  [[nodiscard]] std::size_t match(std::string_view name, std::span<Match> out) const;
  // The first look: false for most names, of which match() and of_interest() would say no.
  [[nodiscard]] bool worth_a_walk(std::string_view name) const;
  // True if the name is at or below a list's domain of interest.
  [[nodiscard]] bool of_interest(std::string_view name) const;

 private:
  // An entry that hangs at a node.
  struct Item {
    NamePattern::Match kind{};
    bool only_below = false;
    std::uint8_t labels = 0;  // of a family or glob: 127 at most
    std::uint8_t list = 0;
    std::uint32_t entry = 0;
  };
  // A suffix of some anchor.
  struct Node {
    std::uint32_t text = 0;  // where it begins in texts_
    std::uint32_t first_item = 0;
    std::uint32_t items = 0;
    std::uint8_t length = 0;   // DomainName::kMaxText fits
    std::uint8_t depth = 0;    // labels
    bool deeper = false;       // a longer suffix is known
    bool of_interest = false;  // itself a domain of interest
  };
  // All that a walk needs to know of a node on its way, so that it looks at one place a label.
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t node = 0;  // index + 1; 0 is an empty place
    bool deeper = false;     // as the node's
    bool stop = false;       // something hangs there: remember it
  };
  struct Passed;
  friend class MatcherBuilder;  // rules/matcher_builder.cc

  // The uppermost bits of a hash choose the slot and the filter's word, the lowest 18 the bits in
  // that word.
  static constexpr std::uint64_t filter_bits(std::uint64_t hash) {
    return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63) |
           std::uint64_t{1} << (hash >> 12 & 63);
  }
  [[nodiscard]] const Slot* find(std::uint64_t hash) const;
  [[nodiscard]] bool may_hold(std::uint64_t hash) const;
  [[nodiscard]] Passed walk(std::string_view name) const;
  [[nodiscard]] bool fits(const Item& item, bool is_name, std::string_view name,
                          std::size_t labels) const;
  [[nodiscard]] std::span<const Item> items_of(const Node& node) const {
    return {items_.data() + node.first_item, node.items};
  }
  [[nodiscard]] Match match_of(const Item& item) const;

  std::span<const Watchlist> lists_;
  std::string texts_;  // anchors, one after the other; shorter suffixes lie inside
  std::vector<Node> nodes_;
  std::vector<Item> items_;
  std::vector<Slot> slots_;            // a power of two, at most half full
  std::vector<std::uint64_t> filter_;  // a power of two of 64-bit words
  unsigned slot_shift_ = 63;
  unsigned filter_shift_ = 63;
  std::uint64_t seed_ = 0;       // of the hash
  std::size_t least_depth_ = 0;  // no anchor has fewer labels; 0: there is no anchor
};

}  // namespace cutoffd::rules
