#include "rules/watchlist.h"

#include <array>

#include "core/words.h"

namespace cutoffd::rules {
namespace {

constexpr std::array<std::string_view, 3> kConfidences{"documented", "observed", "inferred"};

}  // namespace

std::string_view name_of(Confidence confidence) {
  return word_of<Confidence>(kConfidences, confidence);
}
std::optional<Confidence> parse_confidence(std::string_view text) {
  return from_word<Confidence>(kConfidences, text);
}

}  // namespace cutoffd::rules
