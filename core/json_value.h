// Reads one JSON value (RFC 8259): what another program, or our own, sent over a local socket.
//
// Strict, since a reader that forgives makes two programs disagree: refuses trailing text, a member
// named twice, unpaired surrogates, raw control characters, octets that are not UTF-8 and leading
// zeros. Bounded in depth and in the number of values; the caller bounds the length. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cutoffd {

class JsonValue {
 public:
  using Array = std::vector<JsonValue>;
  using Object = std::vector<std::pair<std::string, JsonValue>>;  // in the order written
  // As written, so that 64 bits survive.
  struct Number {
    std::string text;
  };

  JsonValue() = default;  // null
  template <typename T>
  explicit JsonValue(T value) : value_(std::move(value)) {}

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  [[nodiscard]] const Object* object() const { return std::get_if<Object>(&value_); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value_); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] std::optional<bool> flag() const;
  // A whole number of at most 64 bits, written without fraction and exponent.
  [[nodiscard]] std::optional<std::uint64_t> whole() const;
  [[nodiscard]] std::optional<double> number() const;

  // A member of an object; null where there is none, or where this is no object.
  [[nodiscard]] const JsonValue& operator[](std::string_view key) const;

 private:
  std::variant<std::nullptr_t, bool, Number, std::string, Array, Object> value_{nullptr};
};

struct JsonBounds {
  std::size_t depth = 16;
  std::size_t values = 1'000'000;
};

// Nothing where the text is not one JSON value within the bounds.
std::optional<JsonValue> read_json(std::string_view text, const JsonBounds& bounds = {});

}  // namespace cutoffd
