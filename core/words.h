// Enumerations and their words in the contracts: one table each, read both ways.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace cutoffd {

// `words` holds the word of each enumerator in order. A value outside gives "?".
template <typename Enum>
constexpr std::string_view word_of(std::span<const std::string_view> words, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < words.size() ? words[index] : std::string_view("?");
}

template <typename Enum>
constexpr std::optional<Enum> from_word(std::span<const std::string_view> words,
                                        std::string_view word) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace cutoffd
