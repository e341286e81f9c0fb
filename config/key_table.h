// What a table of keys does (config/table.h), whatever the types of its object and its keys: those
// stand behind pointers to void, which only the functions of each key know to follow.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/kind.h"
#include "config/reader.h"
#include "config/shape.h"

namespace cutoffd::config {

class KeyTable {
 public:
  struct Key {
    std::string_view name;  // a literal
    std::shared_ptr<const void> kind;
    void (*read)(const void* kind, const Node&, Reader&, void* object);
    void (*list)(const void* kind, const void* object, Listing&);
  };
  // no_map: told, and nothing was read. wrong: some of the keys were, and their mistakes are told.
  enum class Outcome : std::uint8_t { no_map, wrong, right };

  // `defaults`: an object that lives as long as the table is added to.
  KeyTable(std::string_view name, const void* defaults);

  void add(Key key, const ShapePtr& shape, std::string_view help, bool required);
  void exactly_one(std::initializer_list<std::string_view> names);
  void at_least_one(std::initializer_list<std::string_view> names);
  void first(std::string_view name) { first_ = name; }
  void shorthand(std::string_view name) { shape_->shorthand = name; }

  [[nodiscard]] ShapePtr shape() const { return shape_; }
  Outcome read(const Node& node, Reader& reader, void* object) const;
  void list(const void* object, Listing& out) const;

 private:
  [[nodiscard]] std::string fallback_of(const Key& key, const Shape& shape) const;
  bool read_key(std::string_view name, const Position& at, const Node& value, Reader& reader,
                void* object) const;
  void read_keys(const Node& node, Reader& reader, void* object) const;
  void miss(const Node& node, Reader& reader) const;
  [[nodiscard]] std::string near(std::string_view name) const;

  std::shared_ptr<Shape> shape_;  // const for all others
  const void* defaults_;
  std::string_view first_;
  std::vector<Key> keys_;
};

}  // namespace cutoffd::config
