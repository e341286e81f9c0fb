// Walks over a name's suffixes from the right ("example", "vendor.example", "upd.vendor.example"),
// with a 64-bit hash of each that grows label by label.
//
// The hash is no secret and can be made to collide: whoever finds something by it compares the
// text too. The seed lets a table choose a hash under which its own texts do not collide. Threads:
// values. No allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/octet_order.h"

namespace cutoffd::rules {

class SuffixWalk {
 public:
  SuffixWalk(std::string_view name, std::uint64_t seed)
      : name_(name), start_(name.size() + 1), hash_(seed) {}

  // Goes on to the next longer suffix; false when the whole name has been given. An empty name has
  // no suffix.
  bool next() {
    if (start_ == 0 || name_.empty()) return false;
    const std::size_t end = start_ - 1;  // of the label: a dot, or the end of the name
    start_ = end;
    while (start_ > 0 && name_[start_ - 1] != '.') --start_;
    hash_ = with_label(hash_, name_.data() + start_, end - start_);
    ++depth_;
    return true;
  }

  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::string_view suffix() const { return name_.substr(start_); }
  [[nodiscard]] std::size_t depth() const { return depth_; }  // labels of the suffix
  [[nodiscard]] bool whole() const { return start_ == 0; }    // the suffix is the name

 private:
  // Multiplying by an odd constant (2^64 over the golden ratio) moves every bit up; the shift
  // brings the well-mixed upper half down again.
  static std::uint64_t stir(std::uint64_t h) {
    h *= 0x9e37'79b9'7f4a'7c15U;
    return h ^ (h >> 32);
  }
  static std::uint64_t with_label(std::uint64_t h, const char* label, std::size_t length) {
    h += length;  // so that "ab.c" and "a.bc" differ
    for (; length > 8; label += 8, length -= 8) h = stir(h ^ low_first(label, 8));
    if (length == 8) return stir(h ^ low_first(label, 8));
    // Two overlapping reads instead of a copy of variable length.
    if (length >= 4) return stir(h ^ low_first(label, 4) ^ low_first(label + length - 4, 4) << 32);
    if (length == 0) return stir(h);
    return stir(h ^ low_first(label, 1) ^ low_first(label + length / 2, 1) << 8 ^
                low_first(label + length - 1, 1) << 16);
  }

  std::string_view name_;
  std::size_t start_;
  std::uint64_t hash_;
  std::size_t depth_ = 0;
};

}  // namespace cutoffd::rules
