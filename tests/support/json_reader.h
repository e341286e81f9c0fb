// A strict reader of JSON (RFC 8259) for tests: an opinion of its own on what the writer wrote.
//
// Refuses what the grammar refuses: trailing text, unpaired surrogates, raw control characters,
// octets that are not UTF-8, leading zeros, and a member named twice.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cutoffd::test {

struct Json;
using JsonArray = std::vector<Json>;
using JsonObject = std::map<std::string, Json>;

struct Json {
  // Numbers keep their text, so that 64 bits survive.
  struct Number {
    std::string text;
    friend bool operator==(const Number&, const Number&) = default;
  };
  std::variant<std::nullptr_t, bool, Number, std::string, JsonArray, JsonObject> value;

  [[nodiscard]] bool is_object() const { return std::holds_alternative<JsonObject>(value); }
  [[nodiscard]] const JsonObject& object() const { return std::get<JsonObject>(value); }
  [[nodiscard]] const JsonArray& array() const { return std::get<JsonArray>(value); }
  [[nodiscard]] const std::string& text() const { return std::get<std::string>(value); }
  [[nodiscard]] const std::string& number() const { return std::get<Number>(value).text; }
  [[nodiscard]] bool has(const std::string& key) const {
    return is_object() && object().count(key) == 1;
  }
  // Throws std::out_of_range where it is not there.
  [[nodiscard]] const Json& at(const std::string& key) const { return object().at(key); }
  friend bool operator==(const Json&, const Json&) = default;
};

std::optional<Json> read_json(std::string_view text);

}  // namespace cutoffd::test
