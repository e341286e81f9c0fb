#include "config/key_table.h"

#include <algorithm>
#include <utility>

namespace cutoffd::config {
namespace {

std::string with_article(const std::string& word) {
  const bool vowel = std::string_view("aeiou").find(word.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + word;
}

void miss_all(const Shape& shape, const Node& node, Reader& reader) {
  std::string names;
  for (const std::string& name : shape.at_least_one) {
    if (node.find(name) != nullptr) return;
    names += (names.empty() ? "'" : " or '") + name + "'";
  }
  if (!names.empty()) reader.fail(node.at, "no " + names, "one of them");
}

void miss_the_one(const Shape& shape, const Node& node, Reader& reader) {
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

}  // namespace

KeyTable::KeyTable(std::string_view name, const void* defaults)
    : shape_(std::make_shared<Shape>()), defaults_(defaults) {
  shape_->type = Shape::Type::map;
  shape_->name = name;
  shape_->expected = "a map with the keys of " + with_article(shape_->name);
}

void KeyTable::add(Key key, const ShapePtr& shape, std::string_view help, bool required) {
  shape_->keys.push_back({std::string(key.name), std::string(help), shape, required,
                          required ? std::string{} : fallback_of(key, *shape)});
  keys_.push_back(std::move(key));
}

void KeyTable::exactly_one(std::initializer_list<std::string_view> names) {
  shape_->exactly_one.assign(names.begin(), names.end());
}

void KeyTable::at_least_one(std::initializer_list<std::string_view> names) {
  shape_->at_least_one.assign(names.begin(), names.end());
}

// The default as a person would write it, from the default itself.
std::string KeyTable::fallback_of(const Key& key, const Shape& shape) const {
  if (shape.type == Shape::Type::map) return {};
  Listing listing;
  key.list(key.kind.get(), defaults_, listing);
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

KeyTable::Outcome KeyTable::read(const Node& node, Reader& reader, void* object) const {
  if (node.type == Node::Type::text && !shape_->shorthand.empty()) {
    read_key(shape_->shorthand, node.at, node, reader, object);
    return Outcome::no_map;
  }
  if (node.type != Node::Type::map) {
    reader.fail(node, shape_->expected);
    return Outcome::no_map;
  }
  const std::size_t before = reader.mistakes();
  read_keys(node, reader, object);
  miss(node, reader);
  return reader.mistakes() == before ? Outcome::right : Outcome::wrong;
}

void KeyTable::read_keys(const Node& node, Reader& reader, void* object) const {
  for (std::size_t i = 0; i < node.keys.size() && !first_.empty(); ++i) {
    if (node.keys[i].text != first_) continue;
    read_key(first_, node.keys[i].at, node.items[i], reader, object);
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    if (!first_.empty() && node.keys[i].text == first_) continue;
    if (!read_key(node.keys[i].text, node.keys[i].at, node.items[i], reader, object)) {
      reader.fail(node.keys[i], "a key of " + with_article(shape_->name), near(node.keys[i].text));
    }
  }
}

bool KeyTable::read_key(std::string_view name, const Position& at, const Node& value,
                        Reader& reader, void* object) const {
  const auto key = std::find_if(keys_.begin(), keys_.end(),
                                [name](const Key& known) { return known.name == name; });
  if (key == keys_.end()) return false;
  const Reader::Step step(reader, key->name);
  reader.note_origin(at);
  key->read(key->kind.get(), value, reader, object);
  return true;
}

void KeyTable::list(const void* object, Listing& out) const {
  for (const Key& key : keys_) {
    out.below(key.name, [&] { key.list(key.kind.get(), object, out); });
  }
}

void KeyTable::miss(const Node& node, Reader& reader) const {
  for (const KeyShape& key : shape_->keys) {
    if (key.required && node.find(key.name) == nullptr) {
      reader.fail(node.at, "no '" + key.name + "'", "it: " + key.help);
    }
  }
  miss_all(*shape_, node, reader);
  miss_the_one(*shape_, node, reader);
}

std::string KeyTable::near(std::string_view name) const {
  std::vector<std::string> names;
  names.reserve(keys_.size());
  for (const Key& key : keys_) names.emplace_back(key.name);
  return suggestion(name, names);
}

}  // namespace cutoffd::config
