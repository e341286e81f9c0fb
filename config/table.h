// The table of a map's keys: one line each says name, kind, where it is kept, and what it means.
// The same line reads the key, shows it, documents it and describes it to editors.
//
//   Table<Log> log = Table<Log>("log")
//       .key("level", [](auto& s) -> auto& { return s.level; }, word(…), "How much …");
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/kind.h"

namespace cutoffd::config {

enum class Presence : std::uint8_t { optional, required };

template <typename Object>
class Table {
 public:
  using Check = std::function<void(const Object&, const Node&, Reader&)>;

  // `name` is the word for the whole in the reference: "sink", "rule".
  explicit Table(std::string name) { shape_.name = std::move(name); }

  // `at` gives the place of the value in an object, const or not. Each of some two hundred keys
  // makes this anew, and compilers take their time over it: all that need not know the key's type
  // is in add().
  template <typename Access, typename Value>
  Table&& key(std::string name, Access at, const Kind<Value>& kind, std::string help,
              Presence presence = Presence::optional) && {
    auto shared = shared_kind(kind);
    add({std::move(name),
         [at, shared](const Node& node, Reader& reader, Object& object) {
           shared->read(node, reader, at(object));
         },
         [at, shared](const Object& object, Listing& out) { shared->list(at(object), out); }},
        kind.shape, std::move(help), presence);
    return std::move(*this);
  }

  // Of these keys exactly one must be there.
  Table&& exactly_one(std::vector<std::string> names) && {
    shape_.exactly_one = std::move(names);
    return std::move(*this);
  }
  // Of these keys at least one must be there.
  Table&& at_least_one(std::vector<std::string> names) && {
    shape_.at_least_one = std::move(names);
    return std::move(*this);
  }
  // This key is read before the others, wherever it is written: it gives them values that they then
  // change.
  Table&& first(std::string name) && {
    first_ = std::move(name);
    return std::move(*this);
  }
  // A text alone stands for a map with this key.
  Table&& shorthand(std::string name) && {
    shape_.shorthand = std::move(name);
    return std::move(*this);
  }
  // What only the whole can tell. Asked of every map, also of one with mistakes.
  Table&& check(Check check) && {
    checks_.push_back({std::move(check), false});
    return std::move(*this);
  }
  // Asked only where every key was right, so that one mistake is not told twice.
  Table&& check_whole(Check check) && {
    checks_.push_back({std::move(check), true});
    return std::move(*this);
  }

  // The whole as a kind of value.
  Kind<Object> kind() && {
    shape_.type = Shape::Type::map;
    shape_.expected = "a map with the keys of " + article(shape_.name) + shape_.name;
    auto shape = std::make_shared<const Shape>(std::move(shape_));
    auto table = std::make_shared<const Table>(std::move(*this));
    auto read = [shape, table](const Node& node, Reader& reader, Object& object) {
      table->read(*shape, node, reader, object);
    };
    auto list = [table](const Object& object, Listing& out) {
      for (const Key& key : table->keys_) {
        out.below(std::string_view(key.name), [&] { key.list(object, out); });
      }
    };
    return {shape, read, list};
  }

 private:
  struct Key {
    std::string name;
    std::function<void(const Node&, Reader&, Object&)> read;
    std::function<void(const Object&, Listing&)> list;
  };

  static std::string article(std::string_view word) {
    return std::string_view("aeiou").find(word.front()) == std::string_view::npos ? "a " : "an ";
  }

  template <typename Value>
  static std::shared_ptr<const Kind<Value>> shared_kind(const Kind<Value>& kind) {
    return std::make_shared<const Kind<Value>>(kind);
  }

  void add(Key key, const ShapePtr& shape, std::string help, Presence presence) {
    const bool required = presence == Presence::required;
    shape_.keys.push_back({key.name, std::move(help), shape, required,
                           required ? std::string{} : fallback_of(key, *shape)});
    keys_.push_back(std::move(key));
  }

  // The default as a person would write it, from the default itself.
  static std::string fallback_of(const Key& key, const Shape& shape) {
    if (shape.type == Shape::Type::map) return {};
    const Object object{};
    Listing listing;
    key.list(object, listing);
    if (shape.type != Shape::Type::list) {
      return listing.lines().empty() ? std::string{} : listing.lines().front().value;
    }
    std::string all;
    for (const Listing::Line& line : listing.lines()) {
      if (line.key.find('.') != std::string::npos) return {};
      all += (all.empty() ? "" : ", ") + line.value;
    }
    return all == "[]" ? std::string{} : "[" + all + "]";
  }

  void read(const Shape& shape, const Node& node, Reader& reader, Object& object) const {
    if (node.type == Node::Type::text && !shape.shorthand.empty()) {
      read_key(shape.shorthand, node.at, node, reader, object);
      return;
    }
    if (node.type != Node::Type::map) return reader.fail(node, shape.expected);
    const std::size_t before = reader.mistakes();
    for (std::size_t i = 0; i < node.keys.size() && !first_.empty(); ++i) {
      if (node.keys[i].text != first_) continue;
      read_key(first_, node.keys[i].at, node.items[i], reader, object);
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      if (!first_.empty() && node.keys[i].text == first_) continue;
      if (!read_key(node.keys[i].text, node.keys[i].at, node.items[i], reader, object)) {
        reader.fail(node.keys[i], "a key of " + article(shape.name) + shape.name,
                    near(node.keys[i].text));
      }
    }
    miss(shape, node, reader);
    const bool whole = reader.mistakes() == before;
    for (const auto& [check, only_whole] : checks_) {
      if (whole || !only_whole) check(object, node, reader);
    }
  }

  bool read_key(std::string_view name, const Position& at, const Node& value, Reader& reader,
                Object& object) const {
    const auto key = std::find_if(keys_.begin(), keys_.end(),
                                  [name](const Key& known) { return known.name == name; });
    if (key == keys_.end()) return false;
    const Reader::Step step(reader, std::string_view(key->name));
    reader.note_origin(at);
    key->read(value, reader, object);
    return true;
  }

  static void miss(const Shape& shape, const Node& node, Reader& reader) {
    for (const KeyShape& key : shape.keys) {
      if (key.required && node.find(key.name) == nullptr) {
        reader.fail(node.at, "no '" + key.name + "'", "it: " + key.help);
      }
    }
    miss_all(shape, node, reader);
    if (shape.exactly_one.empty()) return;
    std::string names;
    std::string there;
    std::size_t count = 0;
    for (const std::string& name : shape.exactly_one) {
      names += (names.empty() ? "" : ", ") + name;
      if (node.find(name) == nullptr) continue;
      there += (there.empty() ? "'" : " and '") + name + "'";
      ++count;
    }
    if (count == 0) reader.fail(node.at, "none of them", "one of the keys " + names);
    if (count > 1) reader.fail(node.at, there, "only one of the keys " + names);
  }

  static void miss_all(const Shape& shape, const Node& node, Reader& reader) {
    std::string names;
    for (const std::string& name : shape.at_least_one) {
      if (node.find(name) != nullptr) return;
      names += (names.empty() ? "'" : " or '") + name + "'";
    }
    if (!names.empty()) reader.fail(node.at, "no " + names, "one of them");
  }

  [[nodiscard]] std::string near(std::string_view name) const {
    std::vector<std::string> names;
    for (const Key& key : keys_) names.push_back(key.name);
    return suggestion(name, names);
  }

  Shape shape_;
  std::string first_;
  std::vector<Key> keys_;
  std::vector<std::pair<Check, bool>> checks_;
};

}  // namespace cutoffd::config
