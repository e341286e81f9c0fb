// HPACK, the header compression of HTTP/2 (RFC 7541): a decoder that takes header blocks octet by
// octet, so that frames and segments may end anywhere.
//
// A value without heap, about 6 KiB. Bounds: of a dynamic table larger than HpackTable::kMaxSize
// the newest entries are known, and fields that name older ones have no text; the text of a field
// longer than kMaxField is not kept, but counted, so that the table stays right. Threads: one
// owner.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "capture/dissect/hpack_huffman.h"
#include "capture/dissect/hpack_table.h"

namespace cutoffd::dissect {

class HpackDecoder {
 public:
  static constexpr std::size_t kMaxField = 1024;  // name and value together

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
  enum class Kind : std::uint8_t { indexed, literal, literal_added, resize };

  // An integer (section 5.1) whose first octet has `bits` of it. True once it is whole.
  bool begin_number(std::uint8_t octet, unsigned bits);
  bool continue_number(std::uint8_t octet);

  Step begin_field(std::uint8_t octet);
  Step on_index();
  Step on_length_octet(std::uint8_t octet);
  Step begin_string();
  Step on_string_octet(std::uint8_t octet);
  Step end_string();
  Step emit(const HpackField& field);
  Step lose();
  void put(char c);
  bool take_name(std::uint64_t index);

  HpackTable table_;
  HuffmanDecoder huffman_;
  HpackField field_;
  std::array<char, kMaxField> text_;  // of the field being read: its name, then its value
  std::size_t size_ = 0;              // octets of the field, kept or not
  std::size_t name_size_ = 0;
  bool text_kept_ = true;
  bool larger_ = false;            // the client's table is larger than ours
  std::uint64_t number_ = 0;       // the integer being read
  unsigned shift_ = 0;             // of its next octet
  bool number_open_ = false;       // its first octet was read, and more follow
  std::uint64_t string_left_ = 0;  // octets of the string being read
  bool coded_ = false;             // that string is Huffman-coded
  State state_ = State::start;
  Kind kind_ = Kind::indexed;
};

}  // namespace cutoffd::dissect
