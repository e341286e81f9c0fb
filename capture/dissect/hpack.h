// HPACK, the header compression of HTTP/2 (RFC 7541): a decoder that takes a header block octet by
// octet, so that frames and segments may end anywhere.
//
// Values and no heap: about 6.5 KiB a decoder. Bounds: the dynamic table is at most 4096 octets
// (the default of RFC 9113 section 6.5.2; a larger one cannot be followed and is a fault). A field
// of which name and value together exceed kMaxField is counted exactly in the table, but its text
// is not kept. Threads: one owner.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "capture/dissect/hpack_huffman.h"

namespace cutoffd::dissect {

struct HpackField {
  std::string_view name;
  std::string_view value;
  bool text_kept = true;  // false: too long to be kept; name and value are empty
};

// The dynamic table (RFC 7541 section 2.3.2): first in, first out, by size.
class HpackTable {
 public:
  static constexpr std::size_t kMaxSize = 4096;
  static constexpr std::size_t kOverhead = 32;  // an entry's size beyond its text (section 4.1)

  // Entry 1 is the newest. False if there is none.
  [[nodiscard]] bool get(std::size_t index, HpackField& field) const;
  // `size` is that of name and value together, which `field` may not hold. The field's text may lie
  // in this table: it is copied before anything is evicted.
  void add(const HpackField& field, std::size_t size);
  // False if the new bound is beyond kMaxSize.
  bool resize(std::size_t bound);

  [[nodiscard]] std::size_t size() const { return size_; }  // as section 4.1 counts
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  struct Entry {
    std::uint16_t size = 0;   // of the text, kept or not
    std::uint16_t begin = 0;  // in octets_
    std::uint16_t name_length = 0;
    bool kept = false;
  };
  void evict_to(std::size_t bound);

  // Texts lie one behind the other, oldest first, and are moved down when the end is reached.
  std::array<char, kMaxSize> octets_;
  std::array<Entry, kMaxSize / kOverhead> entries_{};  // a ring
  std::size_t newest_ = 0;
  std::size_t count_ = 0;
  std::size_t size_ = 0;
  std::size_t bound_ = kMaxSize;
};

class HpackDecoder {
 public:
  static constexpr std::size_t kMaxField = 1024;

  enum class Step : std::uint8_t {
    more,   // this octet finished nothing
    field,  // a field is whole: see field(), valid until the next octet
    fault,  // the block contradicts RFC 7541: the table is lost, and with it the connection
  };
  Step push(std::uint8_t octet);
  [[nodiscard]] const HpackField& field() const { return field_; }
  // Between two fields? A header block must end there.
  [[nodiscard]] bool between_fields() const { return state_ == State::start; }
  [[nodiscard]] const HpackTable& table() const { return table_; }

 private:
  enum class State : std::uint8_t { start, index, name_length, name, value_length, value, lost };
  enum class Kind : std::uint8_t { indexed, literal, literal_indexed, resize };

  Step start(std::uint8_t octet);
  Step on_integer();
  Step begin_string(std::uint64_t length);
  Step string_octet(std::uint8_t octet);
  Step string_done();
  Step emit_indexed(std::uint64_t index);
  Step begin_literal(std::uint64_t name_index);
  Step emit_literal();
  Step lose();
  bool put(char c);
  bool lookup(std::uint64_t index, HpackField& field) const;

  HpackTable table_;
  HuffmanDecoder huffman_;
  HpackField field_;
  std::array<char, kMaxField> text_;  // the field being read: its name, then its value
  std::size_t kept_ = 0;              // octets in text_
  std::size_t size_ = 0;              // octets of the field, kept or not
  std::size_t name_size_ = 0;
  std::uint64_t number_ = 0;  // the integer being read
  unsigned shift_ = 0;        // 0: the first octet held it whole
  std::uint64_t string_left_ = 0;
  State state_ = State::start;
  Kind kind_ = Kind::indexed;
  bool coded_ = false;  // the string is Huffman-coded
  bool number_open_ = false;
};

}  // namespace cutoffd::dissect
