#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "config/schema.h"

namespace cutoffd::config {
namespace {

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string type_of(const Shape& shape) {
  if (shape.type == Shape::Type::map && !shape.keys.empty()) return "map, see below";
  if (shape.type == Shape::Type::list && !shape.element->keys.empty()) {
    return "list of maps, see below";
  }
  if (shape.type == Shape::Type::list) return "list of: " + type_of(*shape.element);
  if (shape.type == Shape::Type::map) return shape.name;
  std::string all;
  for (const std::string& word : shape.choices) all += (all.empty() ? "" : ", ") + code(word);
  if (shape.type == Shape::Type::number) {
    return (all.empty() ? "" : all + " or ") + "number, " + std::to_string(shape.minimum) + " to " +
           std::to_string(shape.maximum);
  }
  return all.empty() ? shape.name : all;
}

class Writer {
 public:
  void map(const Shape& shape, const std::string& path) {
    out_ += "| key | value | default | meaning |\n|---|---|---|---|\n";
    for (const KeyShape& key : shape.keys) row(shape, key);
    out_ += '\n';
    for (const KeyShape& key : shape.keys) below(*key.shape, path + key.name);
  }
  std::string take() { return std::move(out_); }

 private:
  void row(const Shape& shape, const KeyShape& key) {
    out_ += "| " + code(key.name) + " | " + type_of(*key.shape) + " | ";
    const auto among = [&key](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), key.name) != names.end();
    };
    if (key.required) {
      out_ += "required";
    } else if (among(shape.exactly_one)) {
      out_ += "exactly one";
    } else if (among(shape.at_least_one)) {
      out_ += "at least one";
    } else if (!key.fallback.empty()) {
      out_ += code(key.fallback);
    }
    out_ += " | " + key.help + " |\n";
  }

  void below(const Shape& shape, const std::string& path) {
    const bool list = shape.type == Shape::Type::list;
    const Shape& inner = shape.element ? *shape.element : shape;
    if (inner.keys.empty()) return;
    const std::string heading = path + (list ? "[]" : shape.element ? ".ID" : "");
    out_ += "### " + code(heading) + "\n\n";
    map(inner, heading + ".");
  }

  std::string out_;
};

}  // namespace

std::string reference(const Shape& shape) {
  Writer writer;
  writer.map(shape, "");
  return writer.take();
}

}  // namespace cutoffd::config
