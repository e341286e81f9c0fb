// The tables of HPACK: the static one (RFC 7541 appendix A) and a connection's dynamic one (section
// 2.3.2). Values, no heap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cutoffd::dissect {

struct HpackField {
  std::string_view name;
  std::string_view value;
  bool text_kept = true;  // false: too long to be kept; name and value are empty
};

// Indices 1 to kHpackStatic are the static table's; the dynamic table's newest entry comes next.
inline constexpr std::size_t kHpackStatic = 61;
HpackField hpack_static_field(std::size_t index);  // 1 to kHpackStatic

// First in, first out, bounded by size. Texts lie one behind the other, oldest first, and are moved
// down when the end of their room is reached.
class HpackTable {
 public:
  // SETTINGS_HEADER_TABLE_SIZE as it is unless announced otherwise (RFC 9113 section 6.5.2).
  static constexpr std::size_t kMaxSize = 4096;
  static constexpr std::size_t kOverhead = 32;  // an entry's size beyond its text (section 4.1)

  struct Entry {
    std::uint16_t size = 0;  // of name and value, kept or not
    std::uint16_t name_size = 0;
    std::uint16_t begin = 0;  // in octets_
    bool kept = false;
  };

  // Entry 0 is the newest; nullptr if there is none.
  [[nodiscard]] const Entry* get(std::size_t index) const;
  [[nodiscard]] HpackField field(const Entry& entry) const;
  // `size` and `name_size` count what `field` may not hold. Its text must not lie in this table.
  // An entry that is larger than the table empties it (section 4.4).
  void add(const HpackField& field, std::size_t size, std::size_t name_size);
  // False if the new bound is beyond kMaxSize.
  bool resize(std::size_t bound);

  [[nodiscard]] std::size_t size() const { return size_; }  // as section 4.1 counts
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  void evict_to(std::size_t bound);
  std::uint16_t place(std::size_t octets);

  std::array<char, kMaxSize> octets_;                  // written before it is read
  std::array<Entry, kMaxSize / kOverhead> entries_{};  // a ring
  std::size_t oldest_ = 0;
  std::size_t count_ = 0;
  std::size_t size_ = 0;
  std::size_t bound_ = kMaxSize;
  std::size_t begin_ = 0;  // of the texts in octets_
  std::size_t end_ = 0;
};

}  // namespace cutoffd::dissect
