// Builds the matcher's tables: once at load, with whatever allocation it takes.
#include <algorithm>
#include <bit>
#include <unordered_map>
#include <variant>

#include "rules/matcher.h"
#include "rules/name_pattern.h"
#include "rules/suffix_walk.h"

namespace cutoffd::rules {

class MatcherBuilder {
 public:
  MatcherBuilder(Matcher& matcher, std::span<const Watchlist> lists) : out_(matcher) {
    reserve_texts(lists);
    for (std::size_t list = 0; list < lists.size(); ++list) add(lists[list], list);
    place_items();
    fill_tables();
  }

 private:
  // What hangs at a node, with what decides its place among its neighbours.
  struct Hanging {
    std::uint32_t node = 0;
    std::size_t literal_length = 0;
    Matcher::Item item;
  };

  // The texts must not move while node_of_ refers to them.
  void reserve_texts(std::span<const Watchlist> lists) {
    std::size_t octets = 0;
    for (const Watchlist& list : lists) {
      for (const DomainName& domain : list.domains_of_interest) octets += domain.view().size();
      for (const WatchEntry& entry : list.entries) {
        if (const auto* pattern = std::get_if<NamePattern>(&entry.mark)) {
          octets += pattern->text.size();
        }
      }
    }
    out_.texts_.reserve(octets);
  }

  void add(const Watchlist& list, std::size_t list_index) {
    for (const DomainName& domain : list.domains_of_interest) {
      if (!domain.is_root()) out_.nodes_[node_of(domain.view())].of_interest = true;
    }
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const auto* pattern = std::get_if<NamePattern>(&list.entries[i].mark);
      if (pattern == nullptr) continue;
      const std::string_view anchor = anchor_of(*pattern);
      const auto wild = std::count_if(pattern->text.begin(), pattern->text.end(),
                                      [](char c) { return c == '*' || c == '['; });
      Hanging hanging;
      hanging.node = node_of(anchor);
      hanging.literal_length = pattern->text.size() - static_cast<std::size_t>(wild);
      hanging.item.kind = pattern->match;
      hanging.item.only_below = only_below(*pattern);
      hanging.item.labels = static_cast<std::uint8_t>(labels_in(pattern->text));
      hanging.item.list = static_cast<std::uint8_t>(list_index);
      hanging.item.entry = static_cast<std::uint32_t>(i);
      hanging_.push_back(hanging);
    }
  }

  // The anchor's node; it and those of its shorter suffixes are made where they are missing.
  std::uint32_t node_of(std::string_view anchor) {
    const std::size_t depth = labels_in(anchor);
    out_.least_depth_ = out_.least_depth_ == 0 ? depth : std::min(out_.least_depth_, depth);
    if (const auto known = nodes_.find(anchor); known != nodes_.end()) return known->second;
    const std::size_t text = out_.texts_.size();
    out_.texts_ += anchor;
    const std::string_view kept = std::string_view(out_.texts_).substr(text);
    std::uint32_t node = 0;
    bool first = true;
    for (SuffixWalk suffixes(kept, out_.seed_); suffixes.next(); first = false) {
      if (!first) out_.nodes_[node].deeper = true;
      const std::string_view suffix = suffixes.suffix();
      const auto [at, made] =
          nodes_.emplace(suffix, static_cast<std::uint32_t>(out_.nodes_.size()));
      node = at->second;
      if (!made) continue;
      Matcher::Node& fresh = out_.nodes_.emplace_back();
      fresh.text = static_cast<std::uint32_t>(text + (kept.size() - suffix.size()));
      fresh.length = static_cast<std::uint8_t>(suffix.size());
    }
    return node;
  }

  // Neighbours are asked in this order: more literal text first, a pattern for names below before
  // the one that takes the name too, then as written.
  void place_items() {
    std::stable_sort(hanging_.begin(), hanging_.end(), [](const Hanging& a, const Hanging& b) {
      if (a.node != b.node) return a.node < b.node;
      return a.literal_length > b.literal_length;
    });
    for (const Hanging& hanging : hanging_) {
      Matcher::Node& node = out_.nodes_[hanging.node];
      if (node.items == 0) node.first_item = static_cast<std::uint32_t>(out_.items_.size());
      ++node.items;
      out_.items_.push_back(hanging.item);
    }
  }

  void fill_tables() {
    if (out_.nodes_.empty()) return;
    // At most half full, so that a probe ends after a slot or two; 16 filter bits a suffix let
    // about one name in a hundred through that is not there.
    const std::size_t slots = std::bit_ceil(2 * out_.nodes_.size());
    const std::size_t words = std::bit_ceil(std::max<std::size_t>(out_.nodes_.size() / 4, 2));
    out_.slot_shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots));
    out_.filter_shift_ = 64U - static_cast<unsigned>(std::countr_zero(words));
    out_.slots_.assign(slots, {});
    out_.filter_.assign(words, 0);
    while (!place_all()) {
      ++out_.seed_;
      out_.slots_.assign(slots, {});
      out_.filter_.assign(words, 0);
    }
  }

  bool place_all() {
    for (std::uint32_t i = 0; i < out_.nodes_.size(); ++i) {
      if (!place(i)) return false;
    }
    return true;
  }

  // False if another suffix has the same hash under this seed: the walk could not tell them apart.
  bool place(std::uint32_t index) {
    const Matcher::Node& node = out_.nodes_[index];
    SuffixWalk suffixes(std::string_view(out_.texts_).substr(node.text, node.length), out_.seed_);
    while (suffixes.next()) {
    }
    const std::uint64_t hash = suffixes.hash();
    if (out_.find(hash) != nullptr) return false;
    if (suffixes.depth() >= out_.least_depth_) {
      out_.filter_[hash >> out_.filter_shift_] |= Matcher::filter_bits(hash);
    }
    const std::size_t last = out_.slots_.size() - 1;
    std::size_t slot = hash >> out_.slot_shift_;
    while (out_.slots_[slot].node != 0) slot = (slot + 1) & last;
    out_.slots_[slot] = {hash, index + 1, node.deeper, node.items > 0 || node.of_interest};
    return true;
  }

  Matcher& out_;
  std::unordered_map<std::string_view, std::uint32_t> nodes_;  // by suffix, in texts_
  std::vector<Hanging> hanging_;
};

Matcher::Matcher(std::span<const Watchlist> lists) : lists_(lists) {
  const MatcherBuilder built(*this, lists);
}

}  // namespace cutoffd::rules
