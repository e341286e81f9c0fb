#include <cctype>

#include "config/schema.h"
#include "core/json.h"

namespace cutoffd::config {
namespace {

// Two spaces a level; the writer itself makes one line.
std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool in_text = false;
  const auto new_line = [&] { out += '\n' + std::string(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text || c == '"') {
      if (c == '"' && (i == 0 || json[i - 1] != '\\')) in_text = !in_text;
      if (c == '\\' && json[i + 1] == '\\') out += json[i++];
      out += c;
    } else if (c == '{' || c == '[') {
      out += c;
      if (json[i + 1] == '}' || json[i + 1] == ']') continue;
      ++depth;
      new_line();
    } else if (c == '}' || c == ']') {
      if (json[i - 1] != '{' && json[i - 1] != '[') {
        --depth;
        new_line();
      }
      out += c;
    } else {
      out += c;
      if (c == ',') new_line();
      if (c == ':') out += ' ';
    }
  }
  return out + '\n';
}

class SchemaWriter {
 public:
  explicit SchemaWriter(std::string& out) : json_(out) {}

  void write(const Shape& shape, std::string_view title) {
    json_.begin_object();
    json_.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json_.member("title", title);
    members(shape);
    json_.end_object();
  }

 private:
  void value(const Shape& shape) {
    json_.begin_object();
    members(shape);
    json_.end_object();
  }

  void members(const Shape& shape) {
    switch (shape.type) {
      case Shape::Type::text:
        json_.member("type", "string");
        if (!shape.pattern.empty()) json_.member("pattern", shape.pattern);
        words("enum", shape.choices);
        return;
      case Shape::Type::number:
        if (shape.choices.empty()) return number(shape);
        return either(words_of(shape), [&] { number(shape); });
      case Shape::Type::truth:
        json_.member("type", "boolean");
        return;
      case Shape::Type::list:
        if (shape.single) return either(*shape.element, [&] { list(shape); });
        return list(shape);
      case Shape::Type::map:
        if (shape.shorthand.empty()) return map(shape);
        for (const KeyShape& key : shape.keys) {
          if (key.name == shape.shorthand) either(*key.shape, [&] { map(shape); });
        }
        return;
    }
  }

  void number(const Shape& shape) {
    json_.member("type", "integer");
    json_.member("minimum", shape.minimum);
    json_.member("maximum", shape.maximum);
  }

  static Shape words_of(const Shape& shape) {
    Shape words;
    words.choices = shape.choices;
    return words;
  }

  template <typename Body>
  void either(const Shape& short_form, const Body& body) {
    json_.key("anyOf").begin_array();
    value(short_form);
    json_.begin_object();
    body();
    json_.end_object();
    json_.end_array();
  }

  void list(const Shape& shape) {
    json_.member("type", "array");
    json_.key("items");
    value(*shape.element);
  }

  void map(const Shape& shape) {
    json_.member("type", "object");
    if (shape.element) {
      if (!shape.choices.empty()) {
        json_.key("propertyNames").begin_object();
        words("enum", shape.choices);
        json_.end_object();
      }
      json_.key("additionalProperties");
      value(*shape.element);
      return;
    }
    json_.key("properties").begin_object();
    for (const KeyShape& key : shape.keys) property(key);
    json_.end_object();
    required(shape);
    json_.member("additionalProperties", false);
  }

  void property(const KeyShape& key) {
    json_.key(key.name).begin_object();
    json_.member("description", key.help);
    members(*key.shape);
    if (!key.fallback.empty()) fallback(key);
    json_.end_object();
  }

  void fallback(const KeyShape& key) {
    switch (key.shape->type) {
      case Shape::Type::text:
        json_.member("default", key.fallback);
        return;
      case Shape::Type::number:
        json_.member("default", std::stoull(key.fallback));
        return;
      case Shape::Type::truth:
        json_.member("default", key.fallback == "true");
        return;
      case Shape::Type::list:
      case Shape::Type::map:
        return;  // told in the description
    }
  }

  void required(const Shape& shape) {
    std::vector<std::string> names;
    for (const KeyShape& key : shape.keys) {
      if (key.required) names.push_back(key.name);
    }
    words("required", names);
    one_of("oneOf", shape.exactly_one);
    one_of("anyOf", shape.at_least_one);
  }

  void one_of(std::string_view key, const std::vector<std::string>& all) {
    if (all.empty()) return;
    json_.key(key).begin_array();
    for (const std::string& name : all) {
      json_.begin_object();
      words("required", {name});
      json_.end_object();
    }
    json_.end_array();
  }

  void words(std::string_view key, const std::vector<std::string>& all) {
    if (all.empty()) return;
    json_.key(key).begin_array();
    for (const std::string& word : all) json_.value(word);
    json_.end_array();
  }

  JsonWriter json_;
};

}  // namespace

std::string json_schema(const Shape& shape, std::string_view title) {
  std::string json;
  SchemaWriter(json).write(shape, title);
  return indented(json);
}

}  // namespace cutoffd::config
