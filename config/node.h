// A YAML file as a tree in which every value knows where it stands.
//
// The tree is ours because positions, duplicate keys and bounds are: yaml-cpp's own tree forgets
// the first two and has none of the last. Everything is text until a kind of value reads it
// (config/kind.h). Lifetime: positions borrow the document's file name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/error.h"

namespace cutoffd::config {

// Where something stands. Lines and columns count from 1; 0 where there are none.
struct Position {
  const std::string* file = nullptr;
  std::size_t line = 0;
  std::size_t column = 0;
};

struct Node {
  enum class Type : std::uint8_t { nothing, text, list, map };
  Type type = Type::nothing;
  Position at;
  std::string text;         // of a text
  std::vector<Node> keys;   // of a map: texts, each once
  std::vector<Node> items;  // of a list; of a map the value of each key

  [[nodiscard]] const Node* find(std::string_view key) const;
};

// What stands there, in a word or two: "'10s'", "a list", "nothing".
std::string shown(const Node& node);
// Text of a file as a message may hold it: the beginning, in one line.
std::string in_short(std::string_view text);
std::string in_quotes(std::string_view text);

ConfigError error_at(const Position& at, std::string found, std::string expected);

struct Document {
  std::unique_ptr<const std::string> file;  // as shown in errors
  Node root;                                // nothing for an empty file
  bool broken = false;                      // not even YAML: there is no tree to read
};

// Far above every honest file, far below what hurts a small router.
inline constexpr std::size_t kMaxFileOctets = std::size_t{64} << 20;
inline constexpr std::size_t kMaxDepth = 16;

// Reads YAML. Faults of the text go to `errors`; what could be read before them is returned. One
// document; no anchors, aliases, tags or complex keys: what they do can be written out.
Document parse_yaml(std::string_view yaml, std::string file, std::vector<ConfigError>& errors);

}  // namespace cutoffd::config
