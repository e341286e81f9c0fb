#include "config/overrides.h"

#include <algorithm>
#include <utility>

#include "config/tables.h"

namespace cutoffd::config {
namespace {

Node text_node(std::string text, const Position& at) {
  Node node;
  node.type = Node::Type::text;
  node.at = at;
  node.text = std::move(text);
  return node;
}

// Whether the key is a list, even where one value is given: the table knows.
bool is_list(std::string_view key) {
  const Shape* shape = cutoffd_file().shape.get();
  while (shape != nullptr && !key.empty()) {
    const std::size_t dot = key.find('.');
    const auto at = std::find_if(
        shape->keys.begin(), shape->keys.end(),
        [name = key.substr(0, dot)](const KeyShape& known) { return known.name == name; });
    shape = at == shape->keys.end() ? nullptr : at->shape.get();
    key = dot == std::string_view::npos ? std::string_view{} : key.substr(dot + 1);
  }
  return shape != nullptr && shape->type == Shape::Type::list;
}

Node value_of(const Override& given, const Position& at) {
  if (given.values.size() == 1 && !is_list(given.key)) return text_node(given.values.front(), at);
  Node list;
  list.type = Node::Type::list;
  list.at = at;
  for (const std::string& value : given.values) list.items.push_back(text_node(value, at));
  return list;
}

// The value of the key in the map, made where it is missing. A value of another type gives way.
Node& place(Node& map, std::string_view key, const Position& at) {
  if (map.type != Node::Type::map) {
    map = Node{};
    map.type = Node::Type::map;
    map.at = at;
  }
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text != key) continue;
    map.keys[i].at = at;
    return map.items[i];
  }
  map.keys.push_back(text_node(std::string(key), at));
  map.items.emplace_back().at = at;
  return map.items.back();
}

}  // namespace

void apply(const std::vector<Override>& overrides, const std::string& file, Node& root) {
  const Position at{&file, 0, 0};
  for (const Override& given : overrides) {
    Node* node = &root;
    std::string_view path = given.key;
    while (!path.empty()) {
      const std::size_t dot = path.find('.');
      node = &place(*node, path.substr(0, dot), at);
      path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    *node = value_of(given, at);
  }
}

}  // namespace cutoffd::config
