#include "rules/matcher.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <variant>

#include "rules/name_pattern.h"
#include "rules/suffix_walk.h"

namespace cutoffd::rules {
namespace {

using Kind = NamePattern::Match;

// The last label of `name`, which is cut off.
std::string_view take_last_label(std::string_view& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::exchange(name, {});
  const std::string_view label = name.substr(dot + 1);
  name = name.substr(0, dot);
  return label;
}

}  // namespace

// The nodes that a name's suffixes led through and where something hangs, shortest first.
struct Matcher::Passed {
  std::array<const Node*, 127> nodes;  // a DomainName has at most 127 labels
  std::size_t count = 0;

  [[nodiscard]] std::span<const Node* const> all() const { return {nodes.data(), count}; }
};

bool Matcher::may_hold(std::uint64_t hash) const {
  const std::uint64_t bits = filter_bits(hash);
  return (filter_[hash >> filter_shift_] & bits) == bits;
}

const Matcher::Slot* Matcher::find(std::uint64_t hash) const {
  const std::size_t last = slots_.size() - 1;
  for (std::size_t i = hash >> slot_shift_; slots_[i].node != 0; i = (i + 1) & last) {
    if (slots_[i].hash == hash) return &slots_[i];
  }
  return nullptr;
}

bool Matcher::worth_a_walk(std::string_view name) const {
  if (least_depth_ == 0) return false;
  SuffixWalk suffixes(name, seed_);
  while (suffixes.depth() < least_depth_) {
    if (!suffixes.next()) return false;
  }
  return may_hold(suffixes.hash());
}

Matcher::Passed Matcher::walk(std::string_view name) const {
  // Only the first `count` nodes are ever read: a kilobyte of zeros for each name would cost more
  // than the walk.
  __attribute__((uninitialized)) Passed passed;
  SuffixWalk suffixes(name, seed_);
  while (suffixes.next()) {
    if (suffixes.depth() < least_depth_) continue;
    if (!may_hold(suffixes.hash())) break;
    const Slot* slot = find(suffixes.hash());
    if (slot == nullptr) break;
    if (slot->stop) {
      const Node& node = nodes_[slot->node - 1];
      // A hash can be made to collide: names that only look known end here.
      const std::string_view suffix = suffixes.suffix();
      if (node.length != suffix.size() ||
          std::memcmp(texts_.data() + node.text, suffix.data(), suffix.size()) != 0) {
        break;
      }
      passed.nodes[passed.count++] = &node;
    }
    if (!slot->deeper) break;
  }
  return passed;
}

// The name ends with the anchor at which the item hangs (`is_name`: it is the anchor). Does the
// rest of it fit too?
bool Matcher::fits(const Item& item, bool is_name, std::string_view name,
                   std::size_t labels) const {
  if (item.kind == Kind::exact) return is_name;
  if (item.kind == Kind::suffix) return !(item.only_below && is_name);
  if (item.labels != labels) return false;
  const auto& pattern = std::get<NamePattern>(lists_[item.list].entries[item.entry].mark);
  std::string_view wanted = pattern.text;
  while (!wanted.empty()) {
    if (!label_matches(pattern.match, take_last_label(wanted), take_last_label(name))) return false;
  }
  return true;
}

std::size_t Matcher::match(std::string_view name, std::span<Match> out) const {
  if (!worth_a_walk(name)) return 0;
  const Passed passed = walk(name);
  const std::size_t labels = labels_in(name);
  std::uint64_t lists_seen = 0;
  std::size_t matches = 0;
  for (const Kind kind : {Kind::exact, Kind::family, Kind::glob, Kind::suffix}) {
    for (std::size_t i = passed.count; i-- > 0;) {
      const Node& node = *passed.nodes[i];
      const bool is_name = node.length == name.size();
      for (const Item& item : items_of(node)) {
        const std::uint64_t list = std::uint64_t{1} << item.list;
        if (item.kind != kind || (lists_seen & list) != 0) continue;
        if (!fits(item, is_name, name, labels)) continue;
        lists_seen |= list;
        if (matches < out.size()) out[matches] = match_of(item);
        ++matches;
      }
    }
  }
  return matches;
}

bool Matcher::of_interest(std::string_view name) const {
  if (!worth_a_walk(name)) return false;
  const Passed passed = walk(name);
  const auto nodes = passed.all();
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const Node* node) { return node->of_interest; });
}

Match Matcher::match_of(const Item& item) const {
  const Watchlist& list = lists_[item.list];
  return {&list, &list.entries[item.entry]};
}

}  // namespace cutoffd::rules
