#include "capture/dissect/hpack.h"

#include <algorithm>
#include <limits>

namespace cutoffd::dissect {

HpackDecoder::Step HpackDecoder::push(std::uint8_t octet) {
  switch (state_) {
    case State::start:
      return begin_field(octet);
    case State::index:
      return continue_number(octet) ? on_index() : Step::more;
    case State::name_length:
    case State::value_length:
      return on_length_octet(octet);
    case State::name:
    case State::value:
      return on_string_octet(octet);
    case State::lost:
      break;
  }
  return Step::fault;
}

bool HpackDecoder::begin_number(std::uint8_t octet, unsigned bits) {
  const unsigned mask = (1U << bits) - 1;
  number_ = octet & mask;
  shift_ = 0;
  number_open_ = number_ == mask;
  return !number_open_;
}

// Numbers beyond 2^40 are wrong wherever they stand; on_index() and begin_string() refuse them.
bool HpackDecoder::continue_number(std::uint8_t octet) {
  if (shift_ <= 35) number_ += std::uint64_t{octet & 0x7fU} << shift_;
  if (shift_ > 35 && (octet & 0x7f) != 0) number_ = ~std::uint64_t{0} >> 1;
  shift_ = std::min(shift_ + 7, 42U);
  number_open_ = (octet & 0x80) != 0;
  return !number_open_;
}

// RFC 7541 section 6: the first octet's high bits say what follows.
HpackDecoder::Step HpackDecoder::begin_field(std::uint8_t octet) {
  unsigned bits = 4;  // without or never indexed
  kind_ = Kind::literal;
  if ((octet & 0x80) != 0) {
    kind_ = Kind::indexed;
    bits = 7;
  } else if ((octet & 0x40) != 0) {
    kind_ = Kind::literal_added;
    bits = 6;
  } else if ((octet & 0x20) != 0) {
    kind_ = Kind::resize;
    bits = 5;
  }
  state_ = State::index;
  return begin_number(octet, bits) ? on_index() : Step::more;
}

HpackDecoder::Step HpackDecoder::on_index() {
  if (kind_ == Kind::resize) {
    // The server may have announced a larger table, in 32 bits (RFC 9113 section 6.5.2). Indices
    // count from the newest entry: only what would lie beyond our bound is not known then.
    if (number_ > std::numeric_limits<std::uint32_t>::max()) return lose();
    larger_ = number_ > HpackTable::kMaxSize;
    if (!table_.resize(std::min<std::uint64_t>(number_, HpackTable::kMaxSize))) return lose();
    state_ = State::start;
    return Step::more;
  }
  if (kind_ == Kind::indexed) {
    if (number_ == 0) return lose();
    if (number_ <= kHpackStatic) return emit(hpack_static_field(number_));
    const HpackTable::Entry* const entry = table_.get(number_ - kHpackStatic - 1);
    if (entry != nullptr) return emit(table_.field(*entry));
    return larger_ ? emit({{}, {}, false}) : lose();
  }
  size_ = name_size_ = 0;
  text_kept_ = true;
  if (number_ != 0 && !take_name(number_)) return lose();
  state_ = number_ == 0 ? State::name_length : State::value_length;
  return Step::more;
}

// The name of a table's entry becomes that of the literal.
bool HpackDecoder::take_name(std::uint64_t index) {
  HpackField known;
  if (index <= kHpackStatic) {
    known = hpack_static_field(index);
    name_size_ = known.name.size();
  } else {
    const HpackTable::Entry* const entry = table_.get(index - kHpackStatic - 1);
    if (entry == nullptr && !larger_) return false;
    known = entry == nullptr ? HpackField{{}, {}, false} : table_.field(*entry);
    name_size_ = entry == nullptr ? 0 : entry->name_size;
  }
  text_kept_ = known.text_kept;
  std::copy(known.name.begin(), known.name.end(), text_.begin());
  size_ = name_size_;
  return true;
}

HpackDecoder::Step HpackDecoder::on_length_octet(std::uint8_t octet) {
  if (number_open_) return continue_number(octet) ? begin_string() : Step::more;
  coded_ = (octet & 0x80) != 0;
  return begin_number(octet, 7) ? begin_string() : Step::more;
}

HpackDecoder::Step HpackDecoder::begin_string() {
  constexpr std::uint64_t kAbsurd = std::uint64_t{1} << 32;
  if (number_ >= kAbsurd) return lose();
  string_left_ = number_;
  huffman_.start();
  state_ = state_ == State::name_length ? State::name : State::value;
  return string_left_ == 0 ? end_string() : Step::more;
}

HpackDecoder::Step HpackDecoder::on_string_octet(std::uint8_t octet) {
  --string_left_;
  if (coded_) {
    huffman_.push(octet);
    std::uint8_t symbol = 0;
    HuffmanDecoder::Step step = huffman_.next(symbol);
    for (; step == HuffmanDecoder::Step::symbol; step = huffman_.next(symbol)) {
      put(static_cast<char>(symbol));
    }
    if (step == HuffmanDecoder::Step::fault) return lose();
    if (string_left_ == 0 && !huffman_.ends_well()) return lose();
  } else {
    put(static_cast<char>(octet));
  }
  return string_left_ == 0 ? end_string() : Step::more;
}

HpackDecoder::Step HpackDecoder::end_string() {
  if (state_ == State::name) {
    name_size_ = size_;
    state_ = State::value_length;
    return Step::more;
  }
  HpackField whole{{}, {}, text_kept_};
  if (text_kept_) {
    const std::string_view text(text_.data(), size_);
    whole.name = text.substr(0, name_size_);
    whole.value = text.substr(name_size_);
  }
  if (kind_ == Kind::literal_added) table_.add(whole, size_, name_size_);
  return emit(whole);
}

void HpackDecoder::put(char c) {
  text_kept_ = text_kept_ && size_ < text_.size();
  if (text_kept_) text_[size_] = c;
  ++size_;
}

HpackDecoder::Step HpackDecoder::emit(const HpackField& field) {
  field_ = field;
  state_ = State::start;
  return Step::field;
}

HpackDecoder::Step HpackDecoder::lose() {
  state_ = State::lost;
  return Step::fault;
}

}  // namespace cutoffd::dissect
