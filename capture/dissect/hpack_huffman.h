// The Huffman code of HPACK (RFC 7541 section 5.2 and appendix B), decoded octet by octet.
#pragma once

#include <cstdint>

namespace cutoffd::dissect {

class HuffmanDecoder {
 public:
  void start() {
    bits_ = 0;
    count_ = 0;
  }
  void push(std::uint8_t octet) {
    bits_ = bits_ << 8 | octet;
    count_ += 8;
  }
  enum class Step : std::uint8_t { more, symbol, fault };
  // The next symbol of what was pushed; `more` when its code is not whole. At most 29 bits wait, so
  // push one octet and take symbols until `more`.
  Step next(std::uint8_t& symbol);
  // At the end of a string: what is left must be fewer than eight bits, all ones.
  [[nodiscard]] bool ends_well() const;

 private:
  std::uint64_t bits_ = 0;  // the lowest count_ bits wait
  unsigned count_ = 0;
};

}  // namespace cutoffd::dissect
