// A short text with its storage inside: no heap, trivially copyable, never longer than N.
//
// An append that does not fit is refused whole and remembered (`overflowed`), because a cut text is
// a different text.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cutoffd {

template <std::size_t N>
class InlineText {
 public:
  static constexpr std::size_t kCapacity = N;

  constexpr InlineText() = default;
  // Text longer than the capacity gives an empty, overflowed value.
  constexpr explicit InlineText(std::string_view text) { append(text); }

  constexpr bool append(std::string_view text) {
    if (text.size() > N - size_) {
      overflowed_ = true;
      return false;
    }
    std::copy(text.begin(), text.end(), chars_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ = static_cast<std::uint32_t>(size_ + text.size());
    return true;
  }
  constexpr bool append(char c) { return append(std::string_view(&c, 1)); }
  constexpr void clear() {
    size_ = 0;
    overflowed_ = false;
  }

  [[nodiscard]] constexpr std::string_view view() const { return {chars_.data(), size_}; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr bool overflowed() const { return overflowed_; }

  friend constexpr bool operator==(const InlineText& a, const InlineText& b) {
    return a.view() == b.view();
  }
  friend constexpr bool operator==(const InlineText& a, std::string_view b) {
    return a.view() == b;
  }
  friend constexpr auto operator<=>(const InlineText& a, const InlineText& b) {
    return a.view() <=> b.view();
  }

 private:
  std::array<char, N> chars_{};
  std::uint32_t size_ = 0;
  bool overflowed_ = false;
};

}  // namespace cutoffd
