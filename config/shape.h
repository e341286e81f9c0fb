// What a value looks like: the description from which errors, the reference in
// docs/configuration.md and the JSON Schema files are made.
//
// Shapes are const and shared. Nothing here reads or knows a C++ type: that is config/kind.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cutoffd::config {

struct Shape;
using ShapePtr = std::shared_ptr<const Shape>;

struct KeyShape {
  std::string name;
  std::string help;  // one or more sentences
  ShapePtr shape;
  bool required = false;
  std::string fallback;  // the default as it would be written; empty where there is none
};

struct Shape {
  enum class Type : std::uint8_t { text, number, truth, list, map };
  Type type = Type::text;
  std::string name;      // "duration"; the word in the reference
  std::string expected;  // "a duration with a unit, such as 10s": the word in errors

  // text
  std::string pattern;               // ECMA regular expression; for editors, not for reading
  std::vector<std::string> choices;  // if any, the only texts allowed
  // number; or one of the choices
  std::uint64_t minimum = 0;
  std::uint64_t maximum = 0;
  // list: of each item. map: of each value, where the keys are free.
  ShapePtr element;
  bool single = false;  // one item may stand without the list
  // map
  std::vector<KeyShape> keys;
  std::vector<std::string> exactly_one;   // of these keys one must be there, and no two
  std::vector<std::string> at_least_one;  // of these
  std::string shorthand;                  // a text alone means this key
};

}  // namespace cutoffd::config
