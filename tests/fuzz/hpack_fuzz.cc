// Any octets as header blocks of one HTTP/2 connection, against a decoder as RFC 7541 tells it:
// whole strings, a queue for the dynamic table, and no bound but the table's. The two must give the
// same fields, and fail at the same octet.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/dissect/hpack.h"
#include "core/bytes.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Field {
  std::string name;
  std::string value;
  bool kept = true;  // not longer than the decoder keeps
  [[nodiscard]] std::size_t size() const { return name.size() + value.size(); }
};

// Reads a field at a time; nothing where the octets end or contradict the RFC.
class Model {
 public:
  explicit Model(Bytes octets) : in_(octets) {}

  std::optional<Field> next() {
    while (in_.left() > 0) {
      const std::uint8_t first = in_.u8();
      if ((first & 0xe0) != 0x20) return field(first);
      const auto bound = number(first, 5);  // section 6.3
      if (!bound || *bound >= std::uint64_t{1} << 32) return fault();
      larger_ = *bound > HpackTable::kMaxSize;
      bound_ = std::min(static_cast<std::size_t>(*bound), HpackTable::kMaxSize);
      evict(bound_);
    }
    return std::nullopt;
  }
  [[nodiscard]] bool faulty() const { return faulty_; }

 private:
  std::nullopt_t fault() {
    faulty_ = !in_.failed();  // what merely ended is not wrong
    return std::nullopt;
  }

  std::optional<std::uint64_t> number(std::uint8_t first, unsigned bits) {
    const std::uint64_t mask = (1U << bits) - 1;
    std::uint64_t value = first & mask;
    if (value < mask) return value;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t octet = in_.u8();
      if (in_.failed()) return std::nullopt;
      const std::uint64_t part = octet & 0x7fU;
      if (shift < 40) value += part << shift;
      if (shift >= 40 && part != 0) value = std::uint64_t{1} << 62;
      if ((octet & 0x80) == 0) return value;
    }
  }

  std::optional<std::string> string() {
    const std::uint8_t first = in_.u8();
    const auto size = number(first, 7);
    if (in_.failed() || !size) return std::nullopt;
    if (*size >= std::uint64_t{1} << 32) return fault(), std::nullopt;
    std::string text;
    HuffmanDecoder huffman;
    huffman.start();
    for (std::uint64_t i = 0; i < *size; ++i) {
      const std::uint8_t octet = in_.u8();
      if (in_.failed()) return std::nullopt;
      if ((first & 0x80) == 0) {
        text += static_cast<char>(octet);
        continue;
      }
      huffman.push(octet);
      std::uint8_t symbol = 0;
      auto step = huffman.next(symbol);
      for (; step == HuffmanDecoder::Step::symbol; step = huffman.next(symbol)) {
        text += static_cast<char>(symbol);
      }
      if (step == HuffmanDecoder::Step::fault) return fault(), std::nullopt;
    }
    if ((first & 0x80) != 0 && !huffman.ends_well()) return fault(), std::nullopt;
    return text;
  }

  std::optional<Field> known(std::uint64_t index) {
    if (index <= kHpackStatic) {
      const HpackField field = hpack_static_field(static_cast<std::size_t>(index));
      return Field{std::string(field.name), std::string(field.value), true};
    }
    if (index - kHpackStatic > table_.size()) {
      return larger_ ? std::optional<Field>({{}, {}, false}) : std::nullopt;
    }
    return table_[static_cast<std::size_t>(index) - kHpackStatic - 1];
  }

  std::optional<Field> field(std::uint8_t first) {
    const bool indexed = (first & 0x80) != 0;
    const bool added = !indexed && (first & 0x40) != 0;
    const auto index = number(first, indexed ? 7 : added ? 6 : 4);
    if (!index) return std::nullopt;
    if (indexed && *index == 0) return fault();
    std::optional<Field> out = *index == 0 ? Field{} : known(*index);
    if (!out) return fault();
    if (indexed) return out;
    if (*index == 0) {
      const auto name = string();
      if (!name) return std::nullopt;
      out->name = *name;
    }
    const auto value = string();
    if (!value) return std::nullopt;
    out->value = *value;
    out->kept = out->kept && out->size() <= HpackDecoder::kMaxField;
    if (added) add(*out);
    return out;
  }

  void add(const Field& field) {
    const std::size_t size = field.size() + HpackTable::kOverhead;
    evict(size > bound_ ? 0 : bound_ - size);
    if (size <= bound_) table_.push_front(field);
  }
  void evict(std::size_t bound) {
    while (size() > bound) table_.pop_back();
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t size = 0;
    for (const Field& field : table_) size += field.size() + HpackTable::kOverhead;
    return size;
  }

  Cursor in_;
  std::deque<Field> table_;  // the newest first
  std::size_t bound_ = HpackTable::kMaxSize;
  bool larger_ = false;  // the client's table is larger than what is followed
  bool faulty_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  Model model(input);
  const auto decoder = std::make_unique<HpackDecoder>();
  bool lost = false;
  for (const std::uint8_t octet : input) {
    const HpackDecoder::Step step = decoder->push(octet);
    require(!lost || step == HpackDecoder::Step::fault);
    lost = step == HpackDecoder::Step::fault;
    require(decoder->table().size() <= HpackTable::kMaxSize);
    if (step != HpackDecoder::Step::field) continue;
    const auto expected = model.next();
    require(expected.has_value());
    const HpackField& field = decoder->field();
    require(field.text_kept == expected->kept);
    if (field.text_kept) require(field.name == expected->name && field.value == expected->value);
  }
  require(!model.next().has_value());
  require(model.faulty() == lost);
  return 0;
}
