// Builds the matcher's tables: once at load, with whatever allocation it takes.
#include <algorithm>
#include <bit>
#include <optional>
#include <utility>
#include <variant>

#include "rules/large_pages.h"
#include "rules/matcher.h"
#include "rules/name_pattern.h"
#include "rules/suffix_walk.h"

namespace cutoffd::rules {

class MatcherBuilder {
  using Kind = NamePattern::Match;

 public:
  MatcherBuilder(Matcher& matcher, std::span<const Watchlist> lists) : out_(matcher) {
    while (!add_all(lists)) ++out_.seed_;
    if (out_.nodes_.empty()) return;
    place_items();
    finish_tables();
  }

 private:
  // What hangs at a node, with what decides its place among its neighbours.
  struct Hanging {
    std::uint32_t node = 0;
    std::uint16_t literal_length = 0;
    Matcher::Item item;
  };

  // From the beginning, under the seed there is. False if two suffixes have the same hash under it:
  // a walk could not tell them apart.
  bool add_all(std::span<const Watchlist> lists) {
    out_.nodes_.clear();
    out_.texts_.clear();
    hanging_.clear();
    // Room for a node of each entry: most have one of their own, and share the shorter suffixes.
    std::size_t entries = 0;
    for (const Watchlist& list : lists) entries += list.entries.size();
    make_room(hanging_, entries);
    make_room(out_.nodes_, 2 * entries);
    begin_slots(std::max(kFewestSlots, std::bit_ceil(2 * entries)));
    for (std::size_t list = 0; list < lists.size(); ++list) {
      if (!add(lists[list], list)) return false;
    }
    return true;
  }

  bool add(const Watchlist& list, std::size_t list_index) {
    for (const DomainName& domain : list.domains_of_interest) {
      if (domain.is_root()) continue;
      const auto node = node_of(domain.view());
      if (!node) return false;
      out_.nodes_[*node].of_interest = true;
    }
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      if (i + kAhead < list.entries.size()) fetch_slots_of(list.entries[i + kAhead]);
      if (i + 2 * kAhead < list.entries.size()) fetch_text_of(list.entries[i + 2 * kAhead]);
      const auto* pattern = std::get_if<NamePattern>(&list.entries[i].mark);
      if (pattern == nullptr) continue;
      const auto node = node_of(anchor_of(*pattern));
      if (!node) return false;
      Hanging& hanging = hanging_.emplace_back();
      hanging.node = *node;
      hanging.item.kind = pattern->match;
      hanging.item.only_below = only_below(*pattern);
      hanging.item.list = static_cast<std::uint8_t>(list_index);
      hanging.item.entry = static_cast<std::uint32_t>(i);
      measure(*pattern, hanging);
    }
    return true;
  }

  // Only families and globs are compared label by label.
  static void measure(const NamePattern& pattern, Hanging& hanging) {
    std::size_t length = pattern.text.size();
    const bool wild = pattern.match == Kind::family || pattern.match == Kind::glob;
    if (wild) {
      length -= static_cast<std::size_t>(std::count_if(
          pattern.text.begin(), pattern.text.end(), [](char c) { return c == '*' || c == '['; }));
      hanging.item.labels = static_cast<std::uint8_t>(labels_in(pattern.text));
    }
    hanging.literal_length = static_cast<std::uint16_t>(length - (only_below(pattern) ? 1 : 0));
  }

  // A large list and its table are nowhere near: texts and places are fetched while some other
  // entries are added.
  static void fetch_text_of(const WatchEntry& entry) {
    const auto* pattern = std::get_if<NamePattern>(&entry.mark);
    if (pattern != nullptr) __builtin_prefetch(pattern->text.data());
  }
  void fetch_slots_of(const WatchEntry& entry) const {
    const auto* pattern = std::get_if<NamePattern>(&entry.mark);
    if (pattern == nullptr) return;
    SuffixWalk suffixes(anchor_of(*pattern), out_.seed_);
    while (suffixes.next()) {
      __builtin_prefetch(out_.slots_.data() + (suffixes.hash() >> out_.slot_shift_), 1);
    }
  }

  // The anchor's node; it and those of its shorter suffixes are made where they are missing.
  // Nothing if a suffix has the hash of another one.
  std::optional<std::uint32_t> node_of(std::string_view anchor) {
    std::uint32_t above = 0;
    std::optional<std::size_t> text;  // where the anchor was put, once a part of it was new
    SuffixWalk suffixes(anchor, out_.seed_);
    while (suffixes.next()) {
      const std::string_view suffix = suffixes.suffix();
      std::uint32_t node = 0;
      if (const Matcher::Slot* slot = out_.find(suffixes.hash())) {
        node = slot->node - 1;
        if (text_of(out_.nodes_[node]) != suffix) return std::nullopt;
      } else {
        if (!text) {
          text = out_.texts_.size();
          out_.texts_ += anchor;
        }
        node = static_cast<std::uint32_t>(out_.nodes_.size());
        Matcher::Node& fresh = out_.nodes_.emplace_back();
        fresh.text = static_cast<std::uint32_t>(*text + (anchor.size() - suffix.size()));
        fresh.length = static_cast<std::uint8_t>(suffix.size());
        fresh.depth = static_cast<std::uint8_t>(suffixes.depth());
        put(suffixes.hash(), node);
      }
      if (suffixes.depth() > 1) out_.nodes_[above].deeper = true;
      above = node;
    }
    const std::size_t depth = suffixes.depth();
    out_.least_depth_ = out_.least_depth_ == 0 ? depth : std::min(out_.least_depth_, depth);
    return above;
  }

  [[nodiscard]] std::string_view text_of(const Matcher::Node& node) const {
    return std::string_view(out_.texts_).substr(node.text, node.length);
  }

  // At most half full, so that a probe ends after a slot or two.
  void put(std::uint64_t hash, std::uint32_t node) {
    if (2 * out_.nodes_.size() > out_.slots_.size()) {
      const std::vector<Matcher::Slot> fewer = std::exchange(out_.slots_, {});
      begin_slots(2 * fewer.size());
      for (const Matcher::Slot& slot : fewer) {
        if (slot.node != 0) empty_slot(slot.hash) = slot;
      }
    }
    Matcher::Slot& slot = empty_slot(hash);
    slot.hash = hash;
    slot.node = node + 1;
  }

  void begin_slots(std::size_t size) {
    out_.slots_.clear();
    make_room(out_.slots_, size);
    out_.slots_.resize(size);
    out_.slot_shift_ = shift_for(size);
  }

  Matcher::Slot& empty_slot(std::uint64_t hash) {
    const std::size_t last = out_.slots_.size() - 1;
    std::size_t slot = hash >> out_.slot_shift_;
    while (out_.slots_[slot].node != 0) slot = (slot + 1) & last;
    return out_.slots_[slot];
  }

  // Neighbours are asked in this order: more literal text first, a pattern for names below before
  // the one that takes the name too, then as written.
  void place_items() {
    for (const Hanging& hanging : hanging_) ++out_.nodes_[hanging.node].items;
    std::uint32_t first = 0;
    for (Matcher::Node& node : out_.nodes_) {
      node.first_item = first;
      first += std::exchange(node.items, 0U);
    }
    std::vector<Hanging> placed;
    make_room(placed, hanging_.size());
    placed.resize(hanging_.size());
    for (const Hanging& hanging : hanging_) {
      Matcher::Node& node = out_.nodes_[hanging.node];
      placed[node.first_item + node.items++] = hanging;
    }
    for (const Matcher::Node& node : out_.nodes_) {
      if (node.items < 2) continue;
      const auto begin = placed.begin() + node.first_item;
      std::stable_sort(begin, begin + node.items, [](const Hanging& a, const Hanging& b) {
        return a.literal_length > b.literal_length;
      });
    }
    out_.items_.reserve(placed.size());
    for (const Hanging& hanging : placed) out_.items_.push_back(hanging.item);
  }

  // What a walk asks a slot, and the filter: 16 bits a suffix let about one name in a hundred
  // through that is not there.
  void finish_tables() {
    const std::size_t words = std::bit_ceil(std::max<std::size_t>(out_.nodes_.size() / 4, 2));
    out_.filter_shift_ = shift_for(words);
    make_room(out_.filter_, words);
    out_.filter_.assign(words, 0);
    const std::size_t size = out_.slots_.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (const std::uint32_t next = out_.slots_[(i + kAhead) & (size - 1)].node; next != 0) {
        __builtin_prefetch(&out_.nodes_[next - 1]);
      }
      Matcher::Slot& slot = out_.slots_[i];
      if (slot.node == 0) continue;
      const Matcher::Node& node = out_.nodes_[slot.node - 1];
      slot.deeper = node.deeper;
      slot.stop = node.items > 0 || node.of_interest;
      if (node.depth < out_.least_depth_) continue;
      out_.filter_[slot.hash >> out_.filter_shift_] |= Matcher::filter_bits(slot.hash);
    }
    out_.texts_.shrink_to_fit();
  }

  static constexpr std::size_t kFewestSlots = 64;
  static constexpr std::size_t kAhead = 16;
  static unsigned shift_for(std::size_t size) {
    return 64U - static_cast<unsigned>(std::countr_zero(size));
  }

  Matcher& out_;
  std::vector<Hanging> hanging_;
};

Matcher::Matcher(std::span<const Watchlist> lists) : lists_(lists) {
  const MatcherBuilder built(*this, lists);
}

}  // namespace cutoffd::rules
