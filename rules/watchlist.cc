#include "rules/watchlist.h"

#include <algorithm>
#include <array>

#include "core/words.h"

namespace cutoffd::rules {
namespace {

constexpr std::array<std::string_view, 3> kConfidences{"documented", "observed", "inferred"};
constexpr std::array<std::string_view, kMarkKinds> kKindWords{
    "name", "address", "path", "issuer", "ja3", "ja4", "port", "first_bytes", "resolver", "relay"};
static_assert(kMarkKinds == std::variant_size_v<Mark> + 1);
constexpr std::array<std::string_view, 2> kPortRoles{"server", "relay"};

// By MarkKind; docs/watchlists.md, "Weights". Names, addresses and resolvers are judged by other
// ways than by sums.
constexpr std::array<std::uint8_t, kMarkKinds> kWeights{0, 0, 5, 5, 2, 3, 1, 3, 0, 1};

}  // namespace

std::string_view name_of(Confidence confidence) {
  return word_of<Confidence>(kConfidences, confidence);
}
std::optional<Confidence> parse_confidence(std::string_view text) {
  return from_word<Confidence>(kConfidences, text);
}

std::string_view name_of(MarkKind kind) { return word_of<MarkKind>(kKindWords, kind); }
std::optional<MarkKind> parse_mark_kind(std::string_view text) {
  return from_word<MarkKind>(kKindWords, text);
}
std::string_view name_of(PortRole role) { return word_of<PortRole>(kPortRoles, role); }

const EntryAbout& WatchEntry::about() const {
  static const EntryAbout nothing;
  return said ? *said : nothing;
}

MarkKind kind_of(const WatchEntry& entry) {
  if (entry.role == PortRole::relay) return MarkKind::relay;
  return static_cast<MarkKind>(entry.mark.index());
}

std::uint8_t weight_of(const WatchEntry& entry) {
  const std::uint8_t weight = entry.weight.value_or(kWeights.at(entry.mark.index()));
  return entry.confidence == Confidence::inferred ? std::min<std::uint8_t>(weight, 1) : weight;
}

}  // namespace cutoffd::rules
